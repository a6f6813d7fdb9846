"""How does a roadmap stand today, step by step and in one sentence?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import told_by
from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step
from grappe.apps.roadmaps.queries.gantt import Gantt, draw
from grappe.apps.roadmaps.queries.plans import aids_of, plan_of, plans_of, steps_of
from grappe.engines import planning
from grappe.ui.custom_told import Told

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One step as the list shows it: the row of the database and what the plan says of it."""

    step: Step
    kind: str
    label: str
    colour: str
    icon: str
    late: planning.Late | None
    slack: planning.Slack | None
    waits_for: tuple[str, ...]
    aids: tuple[AidRequest, ...]
    movable: bool
    resizable: bool
    said: tuple[Told, ...] = ()  # in custom fields

    @property
    def owner(self) -> str:
        return self.step.owner.name if self.step.owner else self.step.owner_name


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roadmap as its page, its PDF and its fragment show it."""

    roadmap: Roadmap
    plan: planning.Plan
    state: planning.RoadmapState
    sentence: str
    lines: tuple[Line, ...]
    other_aids: tuple[AidRequest, ...]
    aids: tuple[AidRequest, ...]
    conflicts: tuple[str, ...]
    gantt: Gantt | None
    today: date
    can_edit: bool
    is_closed: bool

    @property
    def editable(self) -> bool:
        return self.can_edit and not self.is_closed


@dataclass(frozen=True, slots=True)
class Row:
    """A roadmap in a list: its state and sentence."""

    roadmap: Roadmap
    state: planning.RoadmapState
    sentence: str
    label: str
    colour: str
    icon: str
    can_edit: bool


def sheet(roadmap: Roadmap, *, for_user: User | None, today: date, language: str) -> Sheet:
    """Return a roadmap with the state of each step, in four queries whatever its length, five with custom fields.

    `for_user` None is the roadmap as paper: nobody can change it.
    """
    plan = plan_of(roadmap)
    steps = {str(step.pk): step for step in steps_of([roadmap])[roadmap.pk]}
    aids = tuple(aids_of([roadmap])[roadmap.pk])
    state = planning.state_of(plan, today=today)
    can_edit = for_user is not None and permissions.can_edit_roadmap(for_user, roadmap)
    editable = can_edit and roadmap.closed_on is None
    lines = _lines(plan, steps, aids, state, today, editable)
    return Sheet(
        roadmap=roadmap,
        plan=plan,
        state=state,
        sentence=planning.sentence(state, language),
        lines=lines,
        other_aids=tuple(aid for aid in aids if aid.step_id is None),
        aids=aids,
        conflicts=tuple(reason.text.in_language(language) for reason in planning.settle(plan).conflicts),
        gantt=draw(
            plan,
            kinds={str(line.step.pk): line.kind for line in lines},
            editable=editable,
            today=today,
            language=language,
        ),
        today=today,
        can_edit=can_edit,
        is_closed=roadmap.closed_on is not None,
    )


def rows(roadmaps: Iterable[Roadmap], *, for_user: User, today: date, language: str) -> list[Row]:
    """Return some roadmaps with their state and sentence, in three queries however many they are."""
    wanted = list(roadmaps)
    plans = plans_of(wanted)
    found = []
    for roadmap in wanted:
        state = planning.state_of(plans[roadmap.pk], today=today)
        kind = "closed" if roadmap.closed_on else state.kind.value
        label, colour, icon = _state_badge(kind)
        can_edit = permissions.can_edit_roadmap(for_user, roadmap)
        said = planning.sentence(state, language)
        found.append(Row(roadmap, state, said, label, colour, icon, can_edit))
    return found


def _lines(
    plan: planning.Plan,
    steps: dict[str, Step],
    aids: tuple[AidRequest, ...],
    state: planning.RoadmapState,
    today: date,
    editable: bool,
) -> tuple[Line, ...]:
    late = {each.step_id: each for each in state.late}
    said = told_by(steps.values(), RecordType.STEP)
    waiting = {each.step_id for each in state.waiting}
    slack = planning.slack(plan)
    by_step: dict[int | None, list[AidRequest]] = defaultdict(list)
    for aid in aids:
        by_step[aid.step_id].append(aid)
    found = []
    for planned in planning.order(plan):
        kind = _kind(planned, late, waiting)
        label, colour, icon = _step_badge(kind)
        found.append(
            Line(
                step=steps[planned.id],
                kind=kind,
                label=label,
                colour=colour,
                icon=icon,
                late=late.get(planned.id),
                slack=slack.get(planned.id),
                waits_for=tuple(plan.by_id[key].title for key in planned.depends_on),
                aids=tuple(by_step[steps[planned.id].pk]),
                movable=editable and not planned.stays,
                resizable=editable and not planned.is_done,
                said=tuple(said.get(int(planned.id), ())),
            )
        )
    return tuple(found)


def _kind(step: planning.Step, late: dict[str, planning.Late], waiting: set[str]) -> str:
    if step.is_done:
        return "done"
    if step.id in waiting:
        return "waiting"
    if step.id in late:
        return "late"
    return "started" if step.started_on else "open"


def _step_badge(kind: str) -> tuple[str, str, str]:
    return {
        "done": (pgettext("step", "Done"), "green", "check"),
        "late": (pgettext("step", "Late"), "red", "alert-triangle"),
        "waiting": (pgettext("step", "Held up"), "orange", "hand-stop"),
        "started": (pgettext("step", "Under way"), "blue", "player-play"),
        "open": (pgettext("step", "Planned"), "secondary", "calendar"),
    }[kind]


def _state_badge(kind: str) -> tuple[str, str, str]:
    return {
        "empty": (pgettext("roadmap", "Empty"), "secondary", "circle-dashed"),
        "on_track": (pgettext("roadmap", "On track"), "green", "check"),
        "late": (pgettext("roadmap", "Late"), "red", "alert-triangle"),
        "blocked": (pgettext("roadmap", "Blocked"), "orange", "hand-stop"),
        "finished": (pgettext("roadmap", "Finished"), "blue", "flag"),
        "closed": (pgettext("roadmap", "Closed"), "secondary", "archive"),
    }[kind]
