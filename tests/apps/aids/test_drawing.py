"""Does the drawing of who holds whom keep its lines and percentages off the boxes, whatever the group looks like?"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from grappe.apps.aids.queries.drawing import HEIGHT, WIDTH, Drawing, drawing_of

KEYS = ("a", "b", "c", "d", "e", "f")
holdings = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=10, unique=True)


def drawn(ties: list[tuple[str, str]]) -> Drawing:
    names = {key: f"Company {key}" for key in KEYS}
    return drawing_of("a", names, dict.fromkeys(KEYS, "linked"), [(*tie, "25 %") for tie in ties])


def points(path: str) -> list[tuple[float, float]]:
    """Return points along a path of M, L and C."""
    at, found = (0.0, 0.0), []
    for command, numbers in re.findall(r"([MLC])([^MLC]*)", path):
        values = [float(number) for number in numbers.split()]
        ends = list(zip(values[::2], values[1::2], strict=True))
        curve = (
            [at, *ends] if command == "C" else [at, at, ends[0], ends[0]] if command == "L" else [ends[0]] * 4
        )
        for step in range(21):
            t = step / 20
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            found.append(
                tuple(sum(w * p[axis] for w, p in zip(weights, curve, strict=True)) for axis in (0, 1))
            )
        at = ends[-1]
    return found


@given(ties=holdings)
def test_no_line_and_no_percentage_lies_on_a_box(ties: list[tuple[str, str]]) -> None:
    drawing = drawn(ties)
    for arrow in drawing.arrows:
        for box in drawing.boxes:
            inside = [
                (x, y)
                for x, y in points(arrow.path)
                if box.x + 1 < x < box.x + WIDTH - 1 and box.y + 1 < y < box.y + HEIGHT - 1
            ]
            assert not inside, (arrow, box)
            assert not (box.x - 20 < arrow.x < box.x + WIDTH + 20 and box.y < arrow.y < box.y + HEIGHT)


@given(ties=holdings)
def test_everything_stands_on_the_sheet_and_no_box_on_another(ties: list[tuple[str, str]]) -> None:
    drawing = drawn(ties)
    for arrow in drawing.arrows:
        for x, y in [*points(arrow.path), (arrow.x, arrow.y)]:
            assert 0 <= x <= drawing.width and 0 <= y <= drawing.height
    for box in drawing.boxes:
        assert box.x >= 0 and box.x + WIDTH <= drawing.width and box.y >= 0 and box.bottom <= drawing.height
        for other in drawing.boxes:
            apart = abs(box.x - other.x) >= WIDTH or abs(box.y - other.y) >= HEIGHT
            assert other is box or apart


@given(ties=holdings)
def test_every_holding_between_boxes_is_an_arrow(ties: list[tuple[str, str]]) -> None:
    drawing = drawn(ties)
    keys = {box.key for box in drawing.boxes}
    between = [tie for tie in ties if tie[0] in keys and tie[1] in keys and tie[0] != tie[1]]
    assert len(drawing.arrows) == len(between)


def test_an_arrow_that_skips_levels_has_a_lane_in_each_row_it_passes() -> None:
    drawing = drawn([("b", "a"), ("c", "b"), ("a", "e"), ("c", "e")])  # c above b above a above e
    rows = {box.key: box.y for box in drawing.boxes}
    assert rows["c"] < rows["b"] < rows["a"] < rows["e"]
    assert drawing.arrows[-1].path.count("C") == 3 and drawing.arrows[0].path.count("C") == 1
