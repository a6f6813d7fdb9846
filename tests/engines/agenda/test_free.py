"""Are free slots all that is free, and nothing that is taken?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.agenda import Span, free_slots, merged, within

DAY = datetime(2027, 3, 2, tzinfo=UTC)
HALF = timedelta(minutes=30)


def span(first: float, last: float) -> Span:
    return Span(DAY + timedelta(hours=first), DAY + timedelta(hours=last))


def test_slots_lie_between_what_is_taken():
    found = list(free_slots([span(9, 12)], [span(10, 10.5)], length=timedelta(hours=1), step=HALF))
    assert found == [span(9, 10), span(10.5, 11.5), span(11, 12)]


def test_what_ends_when_another_begins_does_not_overlap():
    assert not span(9, 10).meets(span(10, 11)) and span(9, 10.1).meets(span(10, 11))
    assert merged([span(9, 10), span(10, 11), span(12, 12)]) == [span(9, 11)]
    assert within(span(9, 12), [span(8, 9.5), span(9.25, 10), span(13, 14)]) == [span(9, 10)]


def test_a_length_of_nothing_is_refused():
    with pytest.raises(ValueError, match="longer than nothing"):
        list(free_slots([span(9, 12)], [], length=timedelta(), step=HALF))


quarters = st.integers(0, 95)
spans = st.lists(
    st.tuples(quarters, st.integers(1, 20)).map(lambda each: span(each[0] / 4, (each[0] + each[1]) / 4)), max_size=8
)  # fmt: skip


@given(spans, spans, st.integers(1, 8))
def test_they_are_exactly_those_that_overlap_nothing(openings, busy, quarter):
    length, step = timedelta(minutes=15 * quarter), timedelta(minutes=15)
    expected = [
        slot
        for opening in merged(openings)
        for n in range(200)
        for slot in [Span(opening.start + n * step, opening.start + n * step + length)]
        if slot.end <= opening.end and not any(each.meets(slot) for each in busy)
    ]
    assert list(free_slots(openings, busy, length=length, step=step)) == expected
