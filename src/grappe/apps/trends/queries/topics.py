"""Which topics are there for one reader, how do they go, and which one is meant?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, TruncMonth
from django.utils.translation import gettext as _
from pgvector.django import CosineDistance

from grappe.apps.reporting.queries.series import Spark, spark_of
from grappe.apps.trends.enums import TopicState
from grappe.apps.trends.models import Correction, Topic, TopicRun
from grappe.apps.trends.permissions import can_correct_topics, check_can_view_trends, sees_few
from grappe.apps.trends.queries.few import joined
from grappe.apps.trends.queries.topic_names import Name, names_of
from grappe.apps.trends.queries.topic_trends import (
    NOT_NEWS,
    Counted,
    counts_for,
    readable_sentences,
    trends_for,
)
from grappe.engines.kernel.folding import fold
from grappe.engines.planning import add_months
from grappe.engines.signals import Course, Trend
from grappe.ui.trilingual import CODES
from grappe.ui.trilingual_search import words_in

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
MOST_BESIDE = 60  # topics to merge with, the nearest
MOST_FOUND = 200  # topics whose names are looked at
MONTHS = 12  # of the small picture
WEAK = "weak"
_ORDER = {Course.RISING: 0, Course.NEW: 1, Course.FADING: 2, Course.STEADY: 3}


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the small picture."""

    shown: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One topic in the list. `trend` is None until it is counted."""

    topic: Topic
    counted: Counted
    trend: Trend | None

    @property
    def course(self) -> str:
        """Return how it goes, empty where that is not known yet."""
        return self.trend.course.value if self.trend else ""

    @property
    def is_weak_signal(self) -> bool:
        return self.trend is not None and self.trend.weak_signal > 0


@dataclass(frozen=True, slots=True)
class Listed:
    """The topics that fit, the strongest first, and how many of them go which way as of a day."""

    rows: tuple[Row, ...]
    courses: Mapping[str, int]
    on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """A topic with its name and its last months."""

    row: Row
    name: Name
    months: tuple[tuple[date, int | None], ...]  # None: not told to this reader

    @property
    def spark(self) -> Spark:
        """Return the months as small bars."""
        bars: list[Any] = [Bar(count) for _month, count in self.months]
        return spark_of(bars)


def topics(
    *, for_user: User, on: date, course: str = "", state: str = "", theme: str = "", cluster: str = "",
    month: date | None = None,
) -> Listed:  # fmt: skip
    """Return the topics that somebody may see. Raises PermissionDenied. Five queries, six for the ministry.

    Narrowed to a cluster, directions are those of what its companies said; to a month, those as of its last day.
    """
    check_can_view_trends(for_user)
    said = Q()
    if cluster:
        said &= Q(text__clusters__contains=[cluster])
    if month:
        said &= Q(text__on__gte=month, text__on__lt=add_months(month, 1))
    counted = counts_for(for_user, said)
    if said and not sees_few(for_user):  # the whole less a part would be what few companies said
        whole = counts_for(for_user)
        counted = {key: whole[key] for key in counted}
    found = Topic.objects.filter(pk__in=list(counted)).select_related("theme").defer("centre")
    if not can_correct_topics(for_user) or not state:
        found = found.exclude(state=TopicState.HIDDEN)
    if state:
        found = found.filter(state=state)
    if theme:
        found = found.filter(theme__slug=theme)
    if month:
        on = min(on, add_months(month, 1) - timedelta(days=1))
    told = trends_for(for_user, on, cluster)
    rows = [Row(topic, counted[topic.pk], told.get(topic.pk)) for topic in found]
    courses = Counter(row.course for row in rows) | Counter({WEAK: sum(row.is_weak_signal for row in rows)})
    if course:
        rows = [row for row in rows if row.course == course or (course == WEAK and row.is_weak_signal)]
    return Listed(tuple(sorted(rows, key=_place)), dict(courses), on)


def _place(row: Row) -> tuple[Any, ...]:
    if row.trend is None:
        return 9, 0.0, 0.0, -row.counted.notes, row.topic.pk
    return (
        _ORDER[row.trend.course],
        -row.trend.burst,
        -row.trend.weak_signal,
        -row.counted.notes,
        row.topic.pk,
    )


def shown(rows: Sequence[Row], *, for_user: User, on: date, narrowed: Q | None = None) -> list[Shown]:
    """Return the rows of one page with their names and their last twelve months. Three queries at most."""
    names = names_of([row.topic for row in rows], for_user=for_user)
    first = add_months(on.replace(day=1), 1 - MONTHS)
    months = [add_months(first, n) for n in range(MONTHS)]
    counts = _by_month([row.topic.pk for row in rows], for_user, first)
    return [
        Shown(
            row, names[row.topic.pk], tuple((month, counts.get((row.topic.pk, month), 0)) for month in months)
        )
        for row in rows
        if row.topic.pk in names
    ]


def _by_month(topics: Collection[int], user: User, first: date) -> dict[tuple[int, date], int | None]:
    """Return how many texts speak of topics by month since `first`; None: not told to this reader. One query."""
    few = sees_few(user)
    said = readable_sentences(user).filter(NOT_NEWS, topic__in=list(topics))
    said = said.filter(text__on__gte=first) if few else said
    rows = said.annotate(month=TruncMonth("text__on")).values("topic_id", "month")
    rows = rows.annotate(
        notes=Count("text", distinct=True),
        firms=ArrayAgg(
            "text__company", distinct=True, filter=Q(text__company__isnull=False), default=Value([])
        ),
    )
    counts: dict[tuple[int, date], int | None] = {}
    firms: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for row in rows:
        counts[row["topic_id"], row["month"]] = row["notes"]
        firms[row["topic_id"]][row["month"].isoformat()] = row["firms"]
    if not few:
        hidden = {
            (topic, date.fromisoformat(month)) for topic, those in firms.items() for month in joined(those)
        }
        counts = {key: None if key in hidden else count for key, count in counts.items()}
    return counts


def topic_for(pk: int, *, for_user: User) -> Topic:
    """Return a topic, or what it was merged into. Raises Topic.DoesNotExist, PermissionDenied.

    For whoever may read none of its sentences it is not there, whatever it is called; a hidden one is closed to all but
    who corrects topics.
    """
    check_can_view_trends(for_user)
    found = Topic.objects.select_related("theme", "into").get(pk=pk)
    for _step in range(100):
        if found.into_id is None:
            break
        found = Topic.objects.select_related("theme", "into").get(pk=found.into_id)
    if found.pk not in counts_for(for_user, Q(topic=found)):
        raise Topic.DoesNotExist
    if found.state == TopicState.HIDDEN and not can_correct_topics(for_user):
        raise PermissionDenied(_("This topic is hidden."))
    return found


def run_for(pk: int, *, for_user: User) -> TopicRun:
    """Return a run. Raises TopicRun.DoesNotExist, PermissionDenied."""
    check_can_view_trends(for_user)
    return TopicRun.objects.get(pk=pk)


def correction_for(pk: int, *, for_user: User) -> Correction:
    """Return a correction of a topic that somebody may see. Raises Correction.DoesNotExist, PermissionDenied."""
    found = Correction.objects.select_related("topic").get(pk=pk)
    topic_for(found.topic_id, for_user=for_user)
    return found


def beside(topic: Topic, *, for_user: User) -> list[tuple[int, str]]:
    """Return the topics that one could go into and that somebody may see, the nearest first, by name. Three queries."""
    allowed = set(counts_for(for_user)) - {topic.pk}
    rows = Topic.objects.filter(pk__in=allowed, into=None).exclude(state=TopicState.HIDDEN)
    if topic.centre is not None:
        rows = rows.order_by(CosineDistance("centre", topic.centre), "pk")
    found = list(rows[:MOST_BESIDE])
    names = names_of(found, for_user=for_user)
    return [(row.pk, str(names[row.pk].title)) for row in found if row.pk in names]


def seen(
    pks: Iterable[int], *, for_user: User, on: date | None, hidden: bool = False
) -> dict[int, tuple[Name, Trend | None]]:
    """Return the name and the trend of those topics that somebody may see, by id. As many queries for one as for many."""
    wanted = Topic.objects.filter(pk__in=list(pks), into=None)
    if not (hidden and can_correct_topics(for_user)):
        wanted = wanted.exclude(state=TopicState.HIDDEN)
    rows = list(
        wanted.filter(
            pk__in=list(counts_for(for_user, Q(topic__in=list(wanted.values_list("pk", flat=True)))))
        )
    )
    names = names_of(rows, for_user=for_user)
    told = trends_for(for_user, on) if rows and on else {}
    return {row.pk: (names[row.pk], told.get(row.pk)) for row in rows if row.pk in names}


def search(text: str, *, for_user: User, limit: int) -> list[tuple[int, Name]]:
    """Return the topics whose name, as this reader sees it, has some letters in it, accents aside; the latest first."""
    check_can_view_trends(for_user)
    wanted = _bare(text)
    terms: list[Any] = [Cast(KT(f"labels__{code}__terms"), TextField()) for code in CODES]
    by_words = Topic.objects.filter(into=None).exclude(state=TopicState.HIDDEN)
    by_words = by_words.alias(words=words_in("names"), terms=Concat(*terms, output_field=TextField()))
    by_words = by_words.filter(Q(words__unaccent__icontains=text) | Q(terms__unaccent__icontains=text))
    found = list(by_words.defer("centre").order_by("-pk"))
    if not found:
        return []
    allowed = counts_for(for_user, Q(topic__in=[row.pk for row in found]))
    names = names_of([row for row in found if row.pk in allowed][:MOST_FOUND], for_user=for_user)
    hits = [
        (pk, name)
        for pk, name in names.items()
        if wanted in _bare(name.title) or any(wanted in _bare(term) for term in name.terms)
    ]
    return hits[:limit]


def _bare(text: str) -> str:
    """Return a text as search compares it: without accents, in small letters, one kind of apostrophe."""
    return fold(text.replace("’", "'"))
