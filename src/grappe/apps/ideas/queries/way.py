"""Which way has an idea come: where does it stand, and what happened on the way, when, by whom and why?

Gates that were called off, and those that left an idea where it was, are among what happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import WAY, AssessmentState, Outcome, Stage, StepKind
from grappe.apps.ideas.models import Contributor, Decision, Idea, Merge, Step
from grappe.apps.ideas.permissions import can_view_idea, had_it

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


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


def way_of(idea: Idea, *, reader: User | Contributor) -> Way:
    """Return the way of an idea. Four queries, and what it takes to know whether the reader may see an idea joined with it.

    What happened at gates that left it where it is, and that it was joined and parted, is among what happened.
    """
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
            _label(each),
            _ICONS[StepKind(each.kind)],
            each.why,
            each.by.name if each.by else "",
        )
        for each in steps
    ]
    happened += _stayed(idea)
    happened += _joined(idea, reader)
    happened.sort(key=lambda each: each.at, reverse=True)
    return Way(stops, happened, bool(idea.rested_from))


def _label(step: Step) -> str:
    stage = str(Stage(step.came_to).label)
    return _("Taken up again: %(stage)s") % {"stage": stage} if step.kind == StepKind.REOPEN else stage


def _stayed(idea: Idea) -> Iterator[Happened]:
    """Yield what happened at gates and left the idea where it was: to be reworked, and called off."""
    reworked = Decision.objects.filter(assessment__idea=idea, outcome=Outcome.REWORK)
    for each in reworked.select_related("decided_by"):
        label = str(each.get_outcome_display())
        yield Happened(each.decided_at, label, "pencil", each.reasons, _name(each.decided_by))
    called_off = idea.assessments.filter(state=AssessmentState.WITHDRAWN).select_related("gate", "closed_by")
    for gone in called_off:
        assert gone.closed_at is not None
        label = _("Gate “%(gate)s” called off") % {"gate": gone.gate}
        yield Happened(gone.closed_at, label, "arrow-back-up", gone.called_off_why, _name(gone.closed_by))


def _joined(idea: Idea, reader: User | Contributor) -> list[Happened]:
    """Return when an idea was joined with another, or another with it, and parted again.

    The other's title stands there for who may know it, the reasons for those and for whoever had the idea.
    """
    found: list[Happened] = []
    mine = had_it(reader, idea)
    merges = Merge.objects.filter(Q(kept=idea) | Q(absorbed=idea))
    for each in merges.select_related("kept", "absorbed", "by", "undone_by"):
        other = each.kept if each.absorbed_id == idea.pk else each.absorbed
        known, named = _may_know(reader, each, other), {"title": other.title}
        label = _("Joined with “%(title)s”") % named if known else _("Joined with another idea")
        found.append(Happened(each.at, label, "git-merge", each.why if known or mine else {}, _name(each.by)))
        if each.undone_at is not None:
            label = (
                _("Parted again from “%(title)s”") % named if known else _("Parted again from the other idea")
            )
            why = each.undone_why if known or mine else {}
            found.append(Happened(each.undone_at, label, "git-branch", why, _name(each.undone_by)))
    return found


def _name(user: User | None) -> str:
    return user.name if user is not None else ""


def _may_know(reader: User | Contributor, merge: Merge, other: Idea) -> bool:
    """Whoever had one of two ideas knows the other as long as they are read together; colleagues as far as they see it."""
    if isinstance(reader, Contributor) and merge.undone_at is None:
        return True
    return can_view_idea(reader, other)
