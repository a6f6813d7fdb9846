"""What does one reader see of a topic: how often by month and cluster, which companies, which sentences?

Every figure is counted over the sentences that this reader may read, and opens to them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from pgvector.django import CosineDistance

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries.records import files_of
from grappe.apps.trends.enums import TextKind
from grappe.apps.trends.models import Correction, Sentence, SentenceVector, Topic
from grappe.apps.trends.permissions import sees_few
from grappe.apps.trends.queries.few import joined
from grappe.apps.trends.queries.sources import as_they_stand, readable_texts, shown
from grappe.apps.trends.queries.topic_trends import NOT_NEWS, near_texts, readable_sentences
from grappe.engines.disclosure import LEAST
from grappe.engines.planning import add_months
from grappe.ui.charts import ACTUAL

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 20
MOST_COMPANIES = 30
CHART_MONTHS = 36
COUNTED = timedelta(weeks=52)  # what a trend is counted over


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that opens to its sentences."""

    count: int
    month: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    """A company that spoke of a topic: in how many texts (None: not told to this reader), and its file."""

    pk: int
    name: str
    url: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A topic counted: by month (the latest first) and cluster, and by company. `firms` None: too few to be named.

    Whoever is told no count of fewer than three companies gets the months of few as one sum, `others`, and no clusters.
    """

    clusters: tuple[Any, ...]
    months: tuple[tuple[date, Cell, tuple[Cell, ...]], ...]
    totals: tuple[Cell, ...]
    notes: int
    others: int | None
    news: int  # of sources outside: read beside, not counted
    companies: int
    firms: tuple[Firm, ...] | None
    chart: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as its reader may see it: the company, what it is from, and where to read on."""

    sentence: Sentence
    company: str
    label: str
    url: str
    language: str


def figures_of(topic: Topic, *, for_user: User, on: date) -> Figures:
    """Return a topic's counts over what somebody may read. Three queries."""
    texts = readable_texts(for_user).filter(sentences__topic=topic).distinct()
    every = list(texts.values_list("on", "company_id", "clusters", "kind", "pk"))
    rows = [row for row in every if row[3] != TextKind.ENTRY]
    by: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    few = sees_few(for_user)
    for day, company, seats, _kind, _pk in rows:
        month = f"{day:%Y-%m}"
        parts = seats if few else ()
        for key in ((month, ""), *((month, seat) for seat in parts), *(("", seat) for seat in parts)):
            by[key].append(company)
    closed = (
        set()
        if few
        else joined({month: [each for each in those if each] for (month, _), those in by.items()})
    )

    def cell(month: str, cluster: str) -> Cell:
        return Cell(len(by.get((month, cluster), [])), month, cluster)

    shown_clusters = [each for each in clusters.clusters() if ("", each.slug) in by]
    months = _months([row[0] for row in rows], on)
    spoke = Counter(row[1] for row in rows if row[1])
    table = tuple(
        (
            month,
            cell(f"{month:%Y-%m}", ""),
            tuple(cell(f"{month:%Y-%m}", each.slug) for each in shown_clusters),
        )
        for month in reversed(months)
        if (f"{month:%Y-%m}", "") in by and f"{month:%Y-%m}" not in closed
    )
    counts: dict[date, int | None] = {month: each.count for month, each, _parts in table}
    return Figures(
        tuple(shown_clusters), table, tuple(cell("", each.slug) for each in shown_clusters), len(rows),
        sum(len(by[month, ""]) for month in closed) if closed else None, len(every) - len(rows), len(spoke),
        _firms(spoke, for_user, few) if few or len(spoke) >= LEAST else None,
        _chart(months[-CHART_MONTHS:], counts | {month: None for month in months if f"{month:%Y-%m}" in closed}),
    )  # fmt: skip


def _months(days: list[date], on: date) -> list[date]:
    first, last = min(days, default=on).replace(day=1), on.replace(day=1)
    found = []
    while first <= last:
        found.append(first)
        first = add_months(first, 1)
    return found


def _firms(spoke: Counter[int], user: User, few: bool) -> tuple[Firm, ...]:
    files = files_of(list(spoke), for_user=user)
    rows = [Firm(pk, *files[pk], count if few else None) for pk, count in spoke.items() if pk in files]
    return tuple(sorted(rows, key=lambda firm: (-(firm.count or 0), firm.name.casefold()))[:MOST_COMPANIES])


def _chart(months: list[date], counts: Mapping[date, int | None]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 16, "top": 16, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [date_format(month, "M Y") for month in months],
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "itemStyle": {"color": ACTUAL},
                "data": [counts.get(month, 0) for month in months],
            }
        ],
    }


def sentences_of(
    topic: Topic, *, for_user: User, month: date | None, cluster: str, company: int | None
) -> QuerySet[Sentence]:
    """Return the sentences of a topic that somebody may read, the latest first."""
    found = readable_sentences(for_user).filter(topic=topic).select_related("text__company")
    narrowed = Q()
    if month is not None:
        narrowed &= Q(text__on__gte=month, text__on__lt=add_months(month, 1))
    if cluster:
        narrowed &= Q(text__clusters__contains=[cluster])
    if company is not None:
        narrowed &= Q(text__company=company)
    return found.filter(narrowed).order_by("-text__on", "text_id", "place")


def near_sentences(topic: Topic, *, for_user: User, on: date) -> QuerySet[Sentence]:
    """Return of each text that comes near a topic in the 52 weeks up to a day the sentence that is nearest, the latest first.

    These are the texts that its trend is counted with, whatever topic their sentences went to; those that somebody may read.
    """
    texts = near_texts(for_user, on).filter(topic=topic, text__on__gt=on - COUNTED).values("text")
    nearest: Any = "sentence__place" if topic.centre is None else CosineDistance("vector", topic.centre)
    rows = SentenceVector.objects.filter(sentence__text__in=texts)
    rows = rows.order_by("sentence__text_id", nearest, "sentence_id").distinct("sentence__text_id")
    found = Sentence.objects.filter(pk__in=rows.values("sentence_id")).select_related("text__company")
    return found.order_by("-text__on", "text_id", "place")


def texts_of(found: QuerySet[Sentence]) -> tuple[int, int]:
    """Return of how many texts sentences are, and of how many pieces of news beside them. One query."""
    told = found.order_by().aggregate(
        texts=Count("text", distinct=True, filter=NOT_NEWS),
        news=Count("text", distinct=True, filter=~NOT_NEWS),
    )
    return told["texts"], told["news"]


def page_of(
    found: QuerySet[Sentence], number: str | None, *, for_user: User
) -> tuple[Page[Sentence], list[Said]]:
    """Return one page of sentences with what each is from.

    A sentence whose text was edited since it was read is not shown: the next run reads the text again.
    """
    page = Paginator(found, PAGE).get_page(number)
    return page, said(list(page), for_user=for_user)


def said(rows: list[Sentence], *, for_user: User) -> list[Said]:
    """Return sentences as somebody may see them; two queries or so a kind of text that is among them."""
    keys = {(row.text.kind, row.text.source_id) for row in rows}
    stands, places = as_they_stand(keys), shown(keys, for_user=for_user)
    found = []
    for row in rows:
        key = (row.text.kind, row.text.source_id)
        text = stands.get(key)
        if text is None or not _still_said(row, text.text):
            continue
        label, url = places.get(key, ("", ""))
        kind = str(TextKind(row.text.kind).label)
        of = row.text.language if row.language == "unknown" else row.language
        found.append(Said(row, str(row.text.company or ""), f"{kind} · {label}" if label else kind, url, of))
    return found


def _still_said(row: Sentence, text: str) -> bool:
    return " ".join(row.words.split()) in " ".join(text.split())


def corrections_of(topic: Topic) -> list[Correction]:
    """Return what analysts did to a topic, the last first; for whoever corrects topics."""
    rows = Correction.objects.filter(Q(topic=topic) | Q(other=topic)).select_related("made_by", "undone_by")
    return list(rows.order_by("-pk")[:20])


def lineage_of(topic: Topic) -> tuple[list[int], list[int]]:
    """Return the topics that one was split from, and those that went into it. One query."""
    return [pk for pk in topic.parents if pk != topic.pk], list(topic.merged.values_list("pk", flat=True))
