"""Which times are taken, and which slots of a length are left of the hours that somebody opens?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time from one moment up to another, which is not in it."""

    start: datetime
    end: datetime

    def meets(self, other: Span) -> bool:
        """Whether both share a moment; one that begins when the other ends does not."""
        return self.start < other.end and other.start < self.end


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return times that overlap or touch as one, earliest first; what has no length is left out."""
    found: list[Span] = []
    for span in sorted(each for each in spans if each.start < each.end):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def within(span: Span, others: Iterable[Span]) -> list[Span]:
    """Return what of other times falls into one, as one where they overlap."""
    cut = (Span(max(each.start, span.start), min(each.end, span.end)) for each in others if each.meets(span))
    return merged(cut)


def free_slots(
    openings: Iterable[Span], busy: Iterable[Span], *, length: timedelta, step: timedelta
) -> Iterator[Span]:
    """Yield the slots of a length that lie in an opening and touch nothing that is taken, every `step` from its start."""
    if length <= timedelta() or step <= timedelta():
        raise ValueError("length and step are longer than nothing")
    taken = merged(busy)
    for opening in merged(openings):
        yield from _of_opening(opening, taken, length, step)


def _of_opening(opening: Span, taken: list[Span], length: timedelta, step: timedelta) -> Iterator[Span]:
    start = opening.start
    rest = [each for each in taken if each.meets(opening)]
    while start + length <= opening.end:
        slot = Span(start, start + length)
        while rest and rest[0].end <= slot.start:
            rest.pop(0)
        if not (rest and rest[0].meets(slot)):
            yield slot
        start += step
