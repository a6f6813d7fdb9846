"""What became of what was decided at a gate: who passed went how far, and did the reviews foretell it?"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.enums import WAY, Outcome, Stage
from grappe.apps.ideas.models import Decision, Gate
from grappe.apps.ideas.permissions import can_see_reviews
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.ideas.queries.judging import WITH

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 200  # decisions looked back on, the latest


class Became(TextChoices):
    """What an idea is today, seen from a gate at which it once was."""

    FURTHER = "further", _("went further")
    NEXT = "next", _("at the next stage")
    BEFORE = "before", _("still before this gate")
    PARKED = "parked", _("parked")
    REJECTED = "rejected", _("rejected")
    MERGED = "merged", _("joined with another")


@dataclass(frozen=True)
class Looked:
    """One decision and what became of it; `points` is None for who may not see the reviews."""

    decision: Decision
    became: Became
    points: float | None
    level: str


@dataclass(frozen=True)
class Back:
    """A gate looked back on: each outcome with how many ideas it was and what they are today."""

    looked: list[Looked]
    table: list[tuple[str, int, list[int]]]  # outcome, ideas, how many of each `columns`
    columns: list[Became]
    further_points: float | None  # mean points of those that passed and went further or are at the next stage
    fallen_points: float | None  # of those that passed and were parked or rejected later


def looked_back(gate: Gate, *, for_user: User) -> Back:
    """Return the latest decisions at a gate on ideas that somebody may see; a constant number of queries."""
    found = Decision.objects.filter(assessment__gate=gate, assessment__idea__in=visible(for_user=for_user))
    found = found.select_related("assessment__idea", "assessment__gate", "decided_by").prefetch_related(
        *(f"assessment__{each}" for each in WITH)
    )
    looked = [_looked(each, gate, for_user) for each in found[:MOST]]
    columns = [each for each in Became if any(row.became == each for row in looked)]
    table = []
    for outcome in Outcome:
        rows = [each for each in looked if each.decision.outcome == outcome]
        if rows:
            table.append((str(outcome.label), len(rows), [sum(r.became == c for r in rows) for c in columns]))
    passed = [each for each in looked if each.decision.outcome == Outcome.PASS]
    return Back(
        looked=looked,
        table=table,
        columns=columns,
        further_points=_mean(passed, {Became.FURTHER, Became.NEXT}),
        fallen_points=_mean(passed, {Became.PARKED, Became.REJECTED}),
    )


def became(decision: Decision, gate: Gate) -> Became:
    """Return what the idea of a decision is today."""
    idea = decision.assessment.idea
    if idea.merged_into_id is not None:
        return Became.MERGED
    if idea.stage in (Stage.PARKED, Stage.REJECTED):
        return Became.PARKED if idea.stage == Stage.PARKED else Became.REJECTED
    here, after = WAY.index(Stage(idea.stage)), WAY.index(Stage(gate.to_stage))
    if here > after:
        return Became.FURTHER
    return Became.NEXT if here == after else Became.BEFORE


def _looked(decision: Decision, gate: Gate, user: User) -> Looked:
    figures = decision.figures if can_see_reviews(user, decision.assessment) else {}
    points = (figures["low"] + figures["high"]) / 2 if "low" in figures else None
    return Looked(decision, became(decision, gate), points, figures.get("level", ""))


def _mean(looked: list[Looked], kinds: set[Became]) -> float | None:
    points = [each.points for each in looked if each.became in kinds and each.points is not None]
    return fmean(points) if points else None
