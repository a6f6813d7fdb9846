"""How often does each topic come up, week by week and month by month, and beside how much else?

What is counted for tests is companies: a company that speaks of a topic in a week counts once, however often it
says so, because one company that talks of nothing else is no trend. A note without a company counts for itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from grappe.engines.signals.model import Key


@dataclass(frozen=True, slots=True)
class Mention:
    """A note speaks of a topic."""

    topic: int
    note: Key
    on: date
    company: str = ""
    cluster: str = ""

    @property
    def voice(self) -> tuple[str, str]:
        """Return who counts: the company, else the note itself."""
        return (
            ("company", self.company) if self.company else ("note", f"{type(self.note).__name__}:{self.note}")
        )


@dataclass(frozen=True, slots=True)
class Weeks:
    """Counts by week, the last one ending on the day that is looked from."""

    first: date  # the first day of the first week
    totals: tuple[int, ...]  # companies that said anything
    counts: Mapping[int, tuple[int, ...]]  # companies that spoke of the topic

    def starts(self, week: int) -> date:
        """Return the first day of a week."""
        return self.first + timedelta(days=7 * week)


def weeks_of(
    mentions: Iterable[Mention], voices: Iterable[tuple[date, tuple[str, str]]], on: date, weeks: int
) -> Weeks:
    """Return the counts of the last `weeks` weeks up to `on`; `voices` are all notes' (day, who)."""
    first = on - timedelta(days=7 * weeks - 1)

    def week_of(day: date) -> int:
        return (day - first).days // 7

    written = {(week_of(day), who) for day, who in voices if first <= day <= on}
    totals = Counter(week for week, _ in written)
    spoken = {(m.topic, week_of(m.on), m.voice) for m in mentions if first <= m.on <= on}
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * weeks)
    for topic, week, _ in spoken:
        counts[topic][week] += 1
    return Weeks(
        first, tuple(totals[week] for week in range(weeks)), {t: tuple(c) for t, c in counts.items()}
    )


def near_centres(
    centres: np.ndarray, vectors: np.ndarray, near: float, block: int = 8_192
) -> Iterator[tuple[int, int]]:
    """Yield (place of the centre, place of the vector) for all vectors near each centre, in blocks.

    Trends are counted with these, not with what was assigned: where a new topic takes over from an older one, or
    where sentences waited in vain before it was founded, the assignments alone would look like a rise.
    """
    for start in range(0, len(vectors), block):
        part = vectors[start : start + block].astype(np.float32) @ centres.T
        for row, column in zip(*np.nonzero(np.round(part, 4) >= near), strict=True):
            yield int(column), start + int(row)


def month_of(day: date) -> str:
    """Return the month of a day as "2026-11"."""
    return f"{day.year:04}-{day.month:02}"


def months(first: date, last: date) -> list[str]:
    """Return all months from one day's to another's."""
    found, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        found.append(f"{year:04}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def by_month(mentions: Sequence[Mention], on: date) -> dict[str, int]:
    """Return how many notes speak of a topic in each month, from the first mention up to the month of `on`."""
    if not mentions:
        return {}
    found = Counter(month_of(mention.on) for mention in mentions)
    return {month: found[month] for month in months(min(m.on for m in mentions), on)}


def by_cluster_and_month(mentions: Iterable[Mention]) -> dict[tuple[str, str], int]:
    """Return how many notes there are by cluster and month."""
    return dict(sorted(Counter((m.cluster, month_of(m.on)) for m in mentions).items()))
