"""A thing changes places with its neighbour, and only what stands elsewhere then is written."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from grappe.ui import order


@dataclass
class Row:
    pk: int
    position: int
    saved: list[int] = field(default_factory=list)

    def save(self, *, update_fields):
        assert update_fields == ["position"]
        self.saved.append(self.position)


@given(st.integers(1, 8), st.data())
def test_neighbours_change_places_and_the_others_stay(number, data):
    rows = [Row(pk, pk) for pk in range(number)]
    thing = data.draw(st.sampled_from(rows))
    up = data.draw(st.booleans())
    before = thing.position
    moved = order.exchange(rows, thing, up=up)
    after = sorted(rows, key=lambda row: row.position)
    assert [row.position for row in after] == [*range(number)]
    assert after[moved.place - 1] is thing
    assert moved.moved == (thing.position != before) == (0 <= before + (-1 if up else 1) < number)
    assert sum(map(len, (row.saved for row in rows))) == (2 if moved.moved else 0)


def test_places_with_holes_are_closed_by_a_move():
    rows = [Row(7, 3), Row(8, 3), Row(9, 40)]
    assert order.exchange(rows, rows[2], up=True) == (2, True)
    assert [(row.pk, row.position) for row in rows] == [(7, 0), (8, 2), (9, 1)]
