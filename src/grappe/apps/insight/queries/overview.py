"""How do the measures of a plan look over time, and what of it is late now? Drawn as a roadmap is (`roadmaps.queries.gantt`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from grappe.apps.insight.enums import Late, MeasureState
from grappe.apps.insight.queries.plans import Line, Sheet, Standing
from grappe.apps.roadmaps.queries.gantt import Bar, Gantt, draw
from grappe.engines import planning

_KINDS = {MeasureState.DONE: "done", MeasureState.RUNNING: "started", MeasureState.DROPPED: "dropped"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One bar with its measure; `overdue` are the days since its last day, drawn up to today."""

    bar: Bar
    line: Line
    overdue: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The measures over time in the order in which they begin; the table beside it says the same."""

    gantt: Gantt
    rows: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class LateThing:
    """One thing of a plan that is late now: since which day, for how many days; overspent has no day."""

    titles: Mapping[str, str]
    url: str
    why: str
    owner: str
    since: date | None
    days: int


def drawing(lines: Sequence[Line], *, today: date, language: str) -> Drawing | None:
    """Return the drawing of measures; None where there is none. Nothing on it can be moved, today is always on it."""
    by_id = {str(line.measure.pk): line for line in lines}
    plan = planning.Plan.of(
        planning.Step(
            id=key,
            title=str(line.measure),
            start=line.measure.starts_on,
            end=line.measure.due_on,
            started_on=line.measure.began_on,
            done_on=line.measure.done_on,
        )
        for key, line in by_id.items()
    )
    overdue = {key: _overdue(line, today) for key, line in by_id.items()}
    gantt = draw(
        plan, kinds={key: _kind(line) for key, line in by_id.items()}, editable=False, today=today,
        language=language, until=today if any(overdue.values()) else None, narrowest=1,
    )  # fmt: skip
    if gantt is None:
        return None
    rows = (Drawn(bar, by_id[bar.step_id], overdue[bar.step_id]) for bar in gantt.bars)
    return Drawing(gantt, tuple(rows))


def _kind(line: Line) -> str:
    """Return how a bar is drawn: late, done, started, dropped or open; each has a sign of its own but the last."""
    if Late.NOT_DONE in line.late or Late.NOT_BEGUN in line.late:
        return "late"
    return _KINDS.get(MeasureState(line.measure.state), "open")


def _overdue(line: Line, today: date) -> int:
    return (today - line.measure.due_on).days if Late.NOT_DONE in line.late else 0


def late_now(found: Sheet, *, today: date) -> list[LateThing]:
    """Return what of a plan is late on a day, what waits longest first; nothing of a plan that is not under way."""
    if not found.late:
        return []
    late = [_late_measure(line, why, today) for line in found.lines for why in line.late]
    standings = [*found.indicators, *(each for line in found.lines for each in line.indicators)]
    late += [_late_indicator(each, today) for each in standings if each.late]
    return sorted(late, key=lambda each: (-each.days, each.url))


def _late_measure(line: Line, why: str, today: date) -> LateThing:
    measure = line.measure
    since = {Late.NOT_DONE: measure.due_on, Late.NOT_BEGUN: measure.starts_on}.get(Late(why))
    owner = measure.owner.name if measure.owner is not None else measure.owner_name
    url = reverse("insight:measure", args=[measure.pk])
    return LateThing(
        measure.titles,
        url,
        str(Late(why).label),
        owner,
        since,
        (today - since).days if since is not None else 0,
    )


def _late_indicator(each: Standing, today: date) -> LateThing:
    indicator = each.indicator
    url = reverse("insight:indicator", args=[indicator.pk])
    return LateThing(
        indicator.names, url, each.late_words, "", indicator.target_on, (today - indicator.target_on).days
    )
