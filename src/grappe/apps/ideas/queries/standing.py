"""How do the ideas at one gate stand beside each other, under these weights and under all?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q

from grappe.apps.ideas.enums import AssessmentState
from grappe.apps.ideas.models import Assessment, Gate, Idea
from grappe.apps.ideas.permissions import can_see_reviews
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.ideas.queries.judging import WITH, Criterion, Panel, criteria_of, panel, weights_of
from grappe.engines import gates as engine

if TYPE_CHECKING:
    from fractions import Fraction

    from grappe.apps.accounts.models import User

USUAL_PLACES = 3
MOST = 60  # ideas ranked at one gate: the latest
Means = tuple[tuple[str, tuple["Fraction | None", ...]], ...]


@dataclass(frozen=True)
class Ranked:
    """One idea at the gate. Shares and points are of 100; `moved`: places won against the gate's own weights."""

    assessment: Assessment
    idea: Idea
    label: str
    low: float
    high: float
    moved: int
    share_low: float
    share_high: float
    first_low: float
    first_high: float
    best: int
    worst: int
    level: str
    most: list[str]
    reviews: int

    @property
    def shares(self) -> tuple[str, str]:
        """Return both ends of the share in words: what is not all of them is never called 100, nor what is some 0."""
        return _percent(self.share_low), _percent(self.share_high)


@dataclass(frozen=True)
class Turn:
    """Where the order turns while one weight is dragged."""

    at: float
    ahead: list[tuple[str, str]]  # titles: who overtakes, who is overtaken


@dataclass(frozen=True)
class Dragged:
    """What dragging one weight does."""

    criterion: Criterion
    now: int
    turns: list[Turn]
    up: Turn | None  # the next one if it weighs more, and if it weighs less
    down: Turn | None
    lines: list[tuple[str, float, float]]  # title, total at 0 and at 100
    left_out: list[str]


@dataclass(frozen=True)
class Standing:
    """The ideas at one gate beside each other. `hidden`: whose reviews are not the reader's to see, or not given yet."""

    criteria: list[Criterion]
    own: dict[str, int]  # the gate's weights
    weights: dict[str, int]
    rows: list[Ranked]
    waiting: list[Assessment]
    hidden: list[Assessment]
    other: list[Assessment]  # reviewed on other criteria than the gate's of today
    places: int
    weightings: int
    possible: int
    error: float | None  # the greatest standard error in points of 100, of a sample
    dragged: Dragged | None


def standing(
    gate: Gate,
    *,
    for_user: User,
    weights: Mapping[str, int],
    base: Mapping[str, int],
    key: str,
    places: int,
    since: datetime | None,
) -> Standing:
    """Return the ranking of the ideas at a gate that somebody may see.

    `weights` are right and of the gate's criteria, `key` is the one that is dragged ("" for none) and `base` where they
    stood before; `since`: those decided since then are ranked too; `places` 0: as many as say something. A constant
    number of queries. Raises PermissionDenied.
    """
    found = _assessments(gate, for_user, since)
    own, criteria = weights_of(gate.criteria), criteria_of(gate.criteria)
    shown: list[Panel] = []
    waiting, hidden, other = [], [], []
    for each in found:
        judged = panel(each)
        if set(judged.weights) != set(own):
            other.append(each)
        elif not can_see_reviews(for_user, each):
            hidden.append(each)
        elif not judged.counted:
            waiting.append(each)
        else:
            shown.append(judged)
    ideas = [each.judged for each in shown]
    places = places or max(1, min(USUAL_PLACES, len(ideas) // 2))
    firm = _stability(_as_key(ideas, own), tuple(own), places)
    errors = [max(each.among_first.error, each.first.error) for each in firm.ideas]
    return Standing(
        criteria=criteria, own=own, weights=dict(weights), rows=_rows(shown, own, weights, criteria, firm),
        waiting=waiting, hidden=hidden, other=other, places=places, weightings=firm.weightings, possible=firm.possible,
        error=100 * max(errors, default=0.0) if firm.sampled else None, dragged=_dragged(shown, weights, base, key, criteria),
    )  # fmt: skip


def _percent(share: float) -> str:
    if 0 < share < 1:
        return "< 1"
    return "> 99" if 99 < share < 100 else str(round(share))


def _assessments(gate: Gate, user: User, since: datetime | None) -> list[Assessment]:
    ours = Q(state=AssessmentState.OPEN, idea__merged_into=None)
    if since is not None:
        ours |= Q(state=AssessmentState.DECIDED, closed_at__gt=since)
    found = gate.assessments.filter(ours, idea__in=visible(for_user=user))
    found = found.select_related("idea__lead", "gate").prefetch_related(*WITH)
    latest: dict[int, Assessment] = {}
    for each in found.order_by("-opened_at", "-pk")[: 2 * MOST]:
        latest.setdefault(each.idea_id, each)  # an idea that came back stands there once
    return list(latest.values())[:MOST]


def _as_key(ideas: Sequence[engine.Judged], keys: Mapping[str, int]) -> Means:
    return tuple((each.idea, tuple(each.means[key] for key in keys)) for each in ideas)


@lru_cache(maxsize=64)
def _stability(means: Means, keys: tuple[str, ...], places: int) -> engine.Stability:
    """Return the shares, which hang on the scores alone: whoever drags a weight waits for them once."""
    judged = [engine.Judged(idea, dict(zip(keys, row, strict=True))) for idea, row in means]
    return engine.stability(judged, keys, places)


def _rows(
    shown: list[Panel],
    own: Mapping[str, int],
    weights: Mapping[str, int],
    criteria: list[Criterion],
    firm: engine.Stability,
) -> list[Ranked]:
    names = {each.key: each.name for each in criteria}
    panels = {str(each.assessment.pk): each for each in shown}
    stable = {each.idea: each for each in firm.ideas}
    ideas = [each.judged for each in shown]
    before = {each.idea: each.best for each in engine.ranking(ideas, own)}
    rows = []
    for placed in engine.ranking(ideas, weights):
        found, share = panels[placed.idea], stable[placed.idea]
        apart = engine.disagreement(found.reviews, weights)
        rows.append(
            Ranked(
                assessment=found.assessment, idea=found.assessment.idea, label=placed.label,
                low=float(placed.total.low), high=float(placed.total.high), moved=before[placed.idea] - placed.best,
                share_low=100 * float(share.among_first.low), share_high=100 * float(share.among_first.high),
                first_low=100 * float(share.first.low), first_high=100 * float(share.first.high),
                best=share.best, worst=share.worst, level=apart.level.value,
                most=[names[key] for key in apart.most_weighted], reviews=len(found.counted),
            )
        )  # fmt: skip
    return rows


def _dragged(
    shown: list[Panel],
    weights: Mapping[str, int],
    base: Mapping[str, int],
    key: str,
    criteria: list[Criterion],
) -> Dragged | None:
    """Return what dragging one weight does, the others in the exact proportion of where they stood before."""
    if not key or len(weights) == 1 or not shown:
        return None
    titles = {str(each.assessment.pk): each.assessment.idea.title for each in shown}
    drag = engine.crossings([each.judged for each in shown], base, key)
    turns = [
        Turn(float(each.at), [(titles[one], titles[other]) for one, other in each.pairs])
        for each in drag.crossings
    ]
    return Dragged(
        criterion=next(each for each in criteria if each.key == key),
        now=weights[key],
        turns=turns,
        up=next((turn for turn in turns if turn.at > weights[key]), None),
        down=next((turn for turn in reversed(turns) if turn.at < weights[key]), None),
        lines=[(titles[idea], float(first), float(last)) for idea, (first, last) in drag.lines.items()],
        left_out=[titles[idea] for idea in drag.left_out],
    )
