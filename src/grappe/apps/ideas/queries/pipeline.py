"""How do ideas stand on their way: which at which stage, how long already, where do they wait, on which themes?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grappe.apps.clusters import queries as clusters
from grappe.apps.ideas.enums import RESTING, WAY, Stage
from grappe.apps.ideas.models import Idea, Step, Support
from grappe.apps.ideas.permissions import can_rest_idea
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.ideas.queries.search import Filters, narrowed

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_IN_COLUMN = 30
MOST_WAITING = 12
WAITS_AFTER = 60  # days at one stage


@dataclass(frozen=True, slots=True)
class Card:
    """An idea on the board; `days` at its stage."""

    idea: Idea
    days: int
    supports: int
    may_rest: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its ideas, those that wait longest first; `more` are not shown."""

    stage: Stage
    count: int
    cards: Sequence[Card]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Level:
    """A stage of the funnel: how many ever reached it and are there now, how long they wait, and how long others stayed.

    `went_on_pct`: of those that left it or were put aside from it, how many of 100 went on; None where none did yet.
    """

    stage: Stage
    reached: int
    now: int
    waiting_days: int | None  # the middle one of those there now
    oldest_days: int | None
    stayed_days: int | None  # the middle one of those that went on
    went_on_pct: int | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The way of all ideas, and those that wait longest on it."""

    levels: Sequence[Level]
    waiting: Sequence[Card]
    resting: Mapping[str, int]  # parked and rejected, by stage
    total: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Ideas on their way by theme (rows) and cluster (columns); an idea of two clusters counts in both."""

    clusters: Sequence[Any]
    rows: Sequence[tuple[Any, Sequence[tuple[Any, int]], int]]  # theme, its cells by cluster, its ideas
    totals: Sequence[int]  # of each cluster
    total: int
    most: int


def _seen(filters: Filters, user: User) -> QuerySet[Idea]:
    found = narrowed(visible(for_user=user).filter(merged_into=None), filters, for_user=user)
    return found.select_related("theme", "company", "lead")


def board(filters: Filters, *, for_user: User, at: datetime) -> list[Column]:
    """Return a column for each stage, those put aside last. Nine queries, and more only for joined ideas that took others up."""
    supports = (
        Support.objects.filter(idea=OuterRef("pk"))
        .order_by()
        .values("idea")
        .annotate(n=Count("pk"))
        .values("n")
    )
    found = _seen(filters, for_user).annotate(supports_count=Coalesce(Subquery(supports), 0))
    found = found.prefetch_related(
        "clusters", "authors__contributor", "merged__authors__contributor", "merged__merged"
    )
    found = found.defer("text", "canvas").order_by("stage_since", "pk")
    by_stage: dict[str, list[Idea]] = defaultdict(list)
    for idea in found:
        by_stage[idea.stage].append(idea)
    return [
        Column(
            stage,
            len(by_stage[stage]),
            [
                Card(each, days_at(each, at), each.supports_count, can_rest_idea(for_user, each))  # type: ignore[attr-defined]  # annotated above
                for each in by_stage[stage][:MOST_IN_COLUMN]
            ],
        )
        for stage in (*WAY, Stage.PARKED, Stage.REJECTED)
    ]


def days_at(idea: Idea, at: datetime) -> int:
    """Return for how many days an idea has been at its stage."""
    return max(0, (at - idea.stage_since).days)


def funnel(filters: Filters, *, for_user: User, at: datetime) -> Funnel:
    """Return how far ideas came, how long they wait and where. Two queries."""
    ideas = list(_seen(filters, for_user))
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(idea__in=[each.pk for each in ideas]).order_by("at", "pk"):
        steps[step.idea_id].append(step)
    levels = [_level(stage, ideas, steps, at) for stage in WAY]
    going = [each for each in ideas if each.stage not in RESTING and each.stage != Stage.FLAGSHIP]
    going.sort(key=lambda each: (each.stage_since, each.pk))
    late = [each for each in going if days_at(each, at) >= WAITS_AFTER]
    waiting = [Card(each, days_at(each, at), 0, False) for each in late[:MOST_WAITING]]
    resting = Counter(each.stage for each in ideas if each.stage in RESTING)
    return Funnel(levels, waiting, {stage: resting[stage] for stage in RESTING}, len(ideas))


def _level(stage: Stage, ideas: Sequence[Idea], steps: Mapping[int, Sequence[Step]], at: datetime) -> Level:
    place = WAY.index(stage)
    reached = went_on = left = 0
    stayed: list[int] = []
    for idea in ideas:
        ways = [each for each in steps[idea.pk] if each.came_to in WAY]
        furthest = max((WAY.index(Stage(each.came_to)) for each in ways), default=0)
        if furthest < place:
            continue
        reached += 1
        if furthest > place:
            went_on += 1
            stayed += _stay(ways, place)
        left += furthest > place or (idea.stage in RESTING and idea.rested_from == stage)
    now = [days_at(each, at) for each in ideas if each.stage == stage]
    return Level(
        stage, reached, len(now), _middle(now), max(now, default=None), _middle(stayed),
        round(100 * went_on / left) if left else None,
    )  # fmt: skip


def _stay(ways: Sequence[Step], place: int) -> list[int]:
    """Return for how many days an idea was at a stage before it first went on from it; nothing where that is not known."""
    came = next((each.at for each in ways if WAY.index(Stage(each.came_to)) == place), None)
    went = next((each.at for each in ways if WAY.index(Stage(each.came_to)) > place), None)
    return [(went - came).days] if came is not None and went is not None and went >= came else []


def _middle(days: Sequence[int]) -> int | None:
    return round(median(days)) if days else None


def themes(filters: Filters, *, for_user: User) -> Grid:
    """Return how many ideas on their way there are by theme and cluster, those without any too. Four queries."""
    found = _seen(filters, for_user).exclude(stage=Stage.REJECTED).prefetch_related("clusters")
    counts: Counter[tuple[int | None, int | None]] = Counter()
    by_theme: Counter[int | None] = Counter()
    by_cluster: Counter[int | None] = Counter()
    for idea in found:
        seats = [each.pk for each in idea.clusters.all()] or [None]
        by_theme[idea.theme_id] += 1
        for seat in seats:
            counts[idea.theme_id, seat] += 1
            by_cluster[seat] += 1
    columns = [*clusters.clusters(), None]
    rows = [
        (theme, [(each, counts[_pk(theme), _pk(each)]) for each in columns], by_theme[_pk(theme)])
        for theme in (*clusters.themes(), None)
    ]
    return Grid(
        columns, rows, [by_cluster[_pk(each)] for each in columns], sum(by_theme.values()),
        max(counts.values(), default=0),
    )  # fmt: skip


def _pk(thing: Any) -> int | None:
    return thing.pk if thing is not None else None
