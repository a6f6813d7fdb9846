"""Which way has an idea come: where does it stand, and what happened on the way, when, by whom and why?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grappe.apps.ideas.enums import WAY, Outcome, Stage, StepKind
from grappe.apps.ideas.models import Decision, Idea


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage on the way: "past", "here" or "ahead", and when it was first reached."""

    stage: Stage
    place: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing on the way, with its reasons by language."""

    at: datetime
    label: str
    icon: str
    why: Mapping[str, str]
    by: str


@dataclass(frozen=True, slots=True)
class Way:
    """The stages in order, and what happened, the latest first."""

    stops: Sequence[Stop]
    happened: Sequence[Happened]
    rests: bool  # parked or rejected: it stands where it came from, beside the way


_ICONS = {
    StepKind.CAPTURE: "bulb",
    StepKind.GATE: "arrow-right",
    StepKind.PARK: "player-pause",
    StepKind.REJECT: "x",
    StepKind.REOPEN: "refresh",
}


def way_of(idea: Idea) -> Way:
    """Return the way of an idea. Two queries. Decisions that left it where it is are among what happened."""
    steps = list(idea.steps.select_related("by"))
    reached: dict[str, datetime] = {}
    for step in steps:
        reached.setdefault(step.came_to, step.at)
    here = Stage(idea.rested_from or idea.stage)
    place = WAY.index(here)
    stops = [
        Stop(stage, "past" if number < place else "here" if number == place else "ahead", reached.get(stage))
        for number, stage in enumerate(WAY)
    ]
    happened = [
        Happened(
            each.at,
            str(Stage(each.came_to).label),
            _ICONS[StepKind(each.kind)],
            each.why,
            each.by.name if each.by else "",
        )
        for each in steps
    ]
    stayed = Decision.objects.filter(assessment__idea=idea, outcome=Outcome.REWORK).select_related(
        "decided_by"
    )
    happened += [
        Happened(
            each.decided_at, str(each.get_outcome_display()), "pencil", each.reasons,
            each.decided_by.name if each.decided_by else "",
        )
        for each in stayed
    ]  # fmt: skip
    happened.sort(key=lambda each: each.at, reverse=True)
    return Way(stops, happened, bool(idea.rested_from))
