"""Where do the boxes and arrows of an ownership graph stand? A drawing in plain numbers, for a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH, HEIGHT = 208, 116  # of a box
ACROSS, DOWN = 28, 92  # between boxes
MARGIN = 14
NAME_LINE = 22  # letters in a line of a name
LABEL = (50, 18)  # what a percentage takes
SIDE = 46  # how far an arrow between neighbours swings out


@dataclass(frozen=True)
class Box:
    """One enterprise, person or body at its place."""

    key: str
    x: int
    y: int
    name: tuple[str, ...]  # one or two lines
    relation: str

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def bottom(self) -> int:
        return self.y + HEIGHT


@dataclass(frozen=True)
class Arrow:
    """A holding: from the owner to the owned, with its percentage at (x, y) as one reads it."""

    path: str
    head: str
    x: int
    y: int
    label: str
    relation: str


@dataclass(frozen=True)
class Drawing:
    """All boxes and arrows, with the size of the sheet."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def drawing_of(
    subject: str,
    names: dict[str, str],
    relations: dict[str, str],
    holdings: Sequence[tuple[str, str, str]],
) -> Drawing:
    """Return the drawing of who holds whom: owners above, what is owned below the subject.

    `holdings` are (owner, owned, label). Everybody who is not tied to anybody shown is left out.
    """
    ties = [(owner, owned) for owner, owned, _label in holdings if owner in names and owned in names]
    levels = _levels(subject, ties)
    rows: dict[int, list[str]] = defaultdict(list)
    for key in names:
        if key in levels:
            rows[levels[key]].append(key)
    widest = max(len(row) for row in rows.values())
    width = 2 * MARGIN + 2 * SIDE + widest * WIDTH + (widest - 1) * ACROSS
    places: dict[str, tuple[int, int]] = {}
    for number, level in enumerate(sorted(rows)):
        row = _ordered(rows[level], ties, places)
        wide = len(row) * WIDTH + (len(row) - 1) * ACROSS
        for column, key in enumerate(row):
            places[key] = (
                (width - wide) // 2 + column * (WIDTH + ACROSS),
                MARGIN + number * (HEIGHT + DOWN),
            )
    boxes = {
        key: Box(key, x, y, _lines(names[key]), relations.get(key, "not_counted"))
        for key, (x, y) in places.items()
    }
    taken: list[tuple[int, int]] = []
    arrows = tuple(
        _arrow(boxes[owner], boxes[owned], label, taken)
        for owner, owned, label in holdings
        if owner in boxes and owned in boxes
    )
    height = 2 * MARGIN + len(rows) * HEIGHT + (len(rows) - 1) * DOWN
    return Drawing(width, height, tuple(boxes.values()), arrows)


def _levels(subject: str, ties: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return how far above (-) or below (+) the subject everybody stands, by the shortest way."""
    found = {subject: 0}
    waiting = [subject]
    while waiting:
        current = waiting.pop(0)
        for owner, owned in ties:
            for here, there, step in ((owned, owner, -1), (owner, owned, 1)):
                if here == current and there not in found:
                    found[there] = found[current] + step
                    waiting.append(there)
    return found


def _ordered(
    row: list[str], ties: Sequence[tuple[str, str]], places: dict[str, tuple[int, int]]
) -> list[str]:
    """Return a row so that each stands near those it is tied to in the rows above."""

    def wanted(key: str) -> float:
        near = [places[a][0] for a, b in ties if b == key and a in places]
        near += [places[b][0] for a, b in ties if a == key and b in places]
        return sum(near) / len(near) if near else float(row.index(key))

    return sorted(row, key=wanted)


def _lines(name: str) -> tuple[str, ...]:
    lines = wrap(name, NAME_LINE) or [name]
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: NAME_LINE - 1]}…"]
    return tuple(lines)


def _arrow(owner: Box, owned: Box, label: str, taken: list[tuple[int, int]]) -> Arrow:
    """Return the arrow of a holding; its label keeps clear of those in `taken`, and is added to them."""
    if owner.bottom < owned.y:  # down, the usual way
        x1, y1, x2, y2 = owner.middle, owner.bottom, owned.middle, owned.y - 9
        bend = (y1 + y2) // 2
        path = f"M{x1} {y1}C{x1} {bend} {x2} {bend} {x2} {y2}"
        head = f"M{x2 - 5} {y2}L{x2 + 5} {y2}L{x2} {y2 + 9}Z"
        x, y = _clear(((x1, y1), (x1, bend), (x2, bend), (x2, y2)), taken)
        return Arrow(path, head, x, y, label, _of(owner, owned))
    # Beside it or upwards (a circle): round the right-hand side, so that no box is crossed.
    x1, y1 = owner.x + WIDTH, owner.y + HEIGHT // 2
    x2, y2 = owned.x + WIDTH + 9, owned.y + HEIGHT // 2 + (0 if owner.y != owned.y else 18)
    out = max(x1, x2) + SIDE
    path = f"M{x1} {y1}C{out} {y1} {out} {y2} {x2} {y2}"
    head = f"M{x2} {y2 - 5}L{x2} {y2 + 5}L{x2 - 9} {y2}Z"
    x, y = _clear(((x1, y1), (out, y1), (out, y2), (x2, y2)), taken)
    return Arrow(path, head, x, y, label, _of(owner, owned))


def _clear(curve: Sequence[tuple[int, int]], taken: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the place on a curve that is nearest its middle and clear of other labels; note it as taken."""
    found = [_on(curve, part) for part in (0.5, 0.62, 0.38, 0.72, 0.28, 0.8, 0.2)]
    free = (place for place in found if all(_apart(place, other) for other in taken))
    best = next(free, found[0])
    taken.append(best)
    return best


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) >= LABEL[0] or abs(one[1] - other[1]) >= LABEL[1]


def _on(curve: Sequence[tuple[int, int]], part: float) -> tuple[int, int]:
    """Return a point of a cubic curve, `part` of the way along it."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x, y = (sum(w * point[axis] for w, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return round(x), round(y)


def _of(owner: Box, owned: Box) -> str:
    """Return by which end an arrow is coloured: the one that is not the subject."""
    return owned.relation if owner.relation == "self" else owner.relation
