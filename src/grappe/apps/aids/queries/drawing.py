"""Where do the boxes and arrows of an ownership graph stand? A drawing in plain numbers, for a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

WIDTH, HEIGHT = 208, 116  # of a box
ACROSS, DOWN = 28, 92  # between boxes
MARGIN = 14
NAME_LINE = 22  # letters in a line of a name
LABEL = (50, 18)  # what a percentage takes
LANE_MARK = "~"  # begins the key of a lane
LANE = 64  # what an arrow takes in a row that it passes, between two boxes
BELOW = 58  # how far an arrow between two boxes of one row swings out below them
ASIDE = 34  # from the middle of a box: where the arrows of a circle leave and arrive


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

    `holdings` are (owner, owned, label). Everybody who is not tied to anybody shown is left out. An arrow that passes
    a row has a lane of its own in it, so that neither the line nor its percentage lies on a box.
    """
    drawn = [one for one in holdings if one[0] in names and one[1] in names and one[0] != one[1]]
    levels = _levels(subject, [(owner, owned) for owner, owned, _label in drawn])
    drawn = [one for one in drawn if one[0] in levels]
    chains = [_chain(number, owner, owned, levels) for number, (owner, owned, _label) in enumerate(drawn)]
    rows: dict[int, list[str]] = defaultdict(list)
    for key in names:
        if key in levels:
            rows[levels[key]].append(key)
    for chain in chains:
        for step, lane in enumerate(chain[1:-1], start=1):
            rows[levels[chain[0]] + step].append(lane)
    width, places = _places(rows, [tie for chain in chains for tie in pairwise(chain)], names)
    boxes = {
        key: Box(key, *places[key], _lines(name), relations.get(key, "not_counted"))
        for key, name in names.items()
        if key in places
    }
    taken: list[tuple[int, int]] = []
    arrows = tuple(
        _arrow(boxes[owner], boxes[owned], label, [places[lane] for lane in chain[1:-1]], taken)
        for (owner, owned, label), chain in zip(drawn, chains, strict=True)
    )
    last = max(levels.values())
    swings = any(levels[owner] == levels[owned] == last for owner, owned, _label in drawn)
    height = 2 * MARGIN + len(rows) * HEIGHT + (len(rows) - 1) * DOWN + (BELOW if swings else 0)
    return Drawing(width, height, tuple(boxes.values()), arrows)


def _chain(number: int, owner: str, owned: str, levels: dict[str, int]) -> list[str]:
    """Return the way of a holding from the upper box to the lower one, with a lane in each row that it passes."""
    upper, lower = sorted((owner, owned), key=levels.__getitem__)
    lanes = [f"{LANE_MARK}{number}:{level}" for level in range(levels[upper] + 1, levels[lower])]
    return [upper, *lanes, lower]


def _places(
    rows: dict[int, list[str]], ties: Sequence[tuple[str, str]], names: dict[str, str]
) -> tuple[int, dict[str, tuple[int, int]]]:
    """Return the width of the sheet, and the upper left corner of each box and each lane."""

    def wide(row: list[str]) -> int:
        return sum(WIDTH if key in names else LANE for key in row) + (len(row) - 1) * ACROSS

    width = 2 * MARGIN + max(map(wide, rows.values()))
    places: dict[str, tuple[int, int]] = {}
    middles: dict[str, float] = {}
    for number, level in enumerate(sorted(rows)):
        x = (width - wide(rows[level])) // 2
        for key in _ordered(rows[level], ties, middles):
            own = WIDTH if key in names else LANE
            places[key] = (x, MARGIN + number * (HEIGHT + DOWN))
            middles[key] = x + own / 2
            x += own + ACROSS
    return width, places


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


def _ordered(row: list[str], ties: Sequence[tuple[str, str]], middles: dict[str, float]) -> list[str]:
    """Return a row so that each stands near those it is tied to in the rows above; who is tied to none stays."""
    near = {
        key: [middles[a] for a, b in ties if b == key and a in middles]
        + [middles[b] for a, b in ties if a == key and b in middles]
        for key in row
    }
    wanted = {key: sum(found) / len(found) for key, found in near.items() if found}
    middle = sum(wanted.values()) / len(wanted) if wanted else 0.0
    return sorted(row, key=lambda key: wanted.get(key, middle))


def _lines(name: str) -> tuple[str, ...]:
    lines = wrap(name, NAME_LINE) or [name]
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: NAME_LINE - 1]}…"]
    return tuple(lines)


def _arrow(
    owner: Box, owned: Box, label: str, lanes: Sequence[tuple[int, int]], taken: list[tuple[int, int]]
) -> Arrow:
    """Return the arrow of a holding; its label keeps clear of those in `taken`, and is added to them."""
    if owner.y == owned.y:
        return _beside(owner, owned, label, taken)
    down = owner.y < owned.y
    upper, lower = (owner, owned) if down else (owned, owner)
    aside = 0 if down else ASIDE  # a circle: beside the arrow that comes back
    points = [(upper.middle + aside, upper.bottom + (0 if down else 9))]
    for x, y in lanes:
        points += [(x + LANE // 2, y), (x + LANE // 2, y + HEIGHT)]
    points.append((lower.middle + aside, lower.y - (9 if down else 0)))
    curves = [_curve(points[i], points[i + 1]) for i in range(0, len(points), 2)]
    path = "".join(
        f"{'L' if number else 'M'}{a[0]} {a[1]}C{b[0]} {b[1]} {c[0]} {c[1]} {d[0]} {d[1]}"
        for number, (a, b, c, d) in enumerate(curves)
    )
    (x, y), way = (points[-1], 9) if down else (points[0], -9)
    head = f"M{x - 5} {y}L{x + 5} {y}L{x} {y + way}Z"
    if lanes:  # beside the middle of a lane nothing else stands
        at = (points[1][0], (points[1][1] + points[2][1]) // 2)
        taken.append(at)
    else:
        at = _clear(curves[0], taken)
    return Arrow(path, head, *at, label, _of(owner, owned))


def _curve(start: tuple[int, int], end: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    bend = (start[1] + end[1]) // 2
    return (start, (start[0], bend), (end[0], bend), end)


def _beside(owner: Box, owned: Box, label: str, taken: list[tuple[int, int]]) -> Arrow:
    """Return the arrow between two boxes of one row: it swings out below them, where no box stands."""
    aside = ASIDE if owner.x < owned.x else -ASIDE
    x1, x2, y = owner.middle + aside, owned.middle - aside, owner.bottom
    curve = ((x1, y), (x1, y + BELOW), (x2, y + BELOW), (x2, y + 9))
    path = f"M{x1} {y}C{x1} {y + BELOW} {x2} {y + BELOW} {x2} {y + 9}"
    head = f"M{x2 - 5} {y + 9}L{x2 + 5} {y + 9}L{x2} {y}Z"
    return Arrow(path, head, *_clear(curve, taken), label, _of(owner, owned))


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
