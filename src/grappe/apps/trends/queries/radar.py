"""Where does each published trend stand on the radar: which theme, how near, how much, which way?

A half circle would crowd five themes: the radar is a full circle in five sectors, three rings from now (inside) to later.
The table beside it says the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from grappe.apps.trends.enums import Direction, Horizon, Impact

SIZE, MIDDLE = 720, 360
LINE = 26  # from one line of a name to the next
NAME_WIDTH = 15  # characters of a line of a theme's name, beside the circle
RINGS = {Horizon.NOW: (40, 140), Horizon.NEXT: (140, 240), Horizon.LATER: (240, 330)}
RADII = {Impact.LOW: 13, Impact.MIDDLE: 17, Impact.HIGH: 22}
SIGNS = {Direction.NEW: "★", Direction.RISING: "▲", Direction.STEADY: "●", Direction.FADING: "▼"}
_GAP = math.radians(5)  # at both edges of a sector
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Point:
    """One trend: its number, place and size in the drawing, and how it moves."""

    number: int
    sheet: Any
    x: int
    y: int
    radius: int
    sign: str


@dataclass(frozen=True, slots=True)
class Sector:
    """One theme: the line at its beginning, and where the lines of its name stand."""

    name: tuple[str, ...]
    x: int
    y: int
    label_x: int
    label_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Ring:
    radius: int
    name: str
    label_y: int


@dataclass(frozen=True, slots=True)
class Radar:
    sectors: tuple[Sector, ...]
    rings: tuple[Ring, ...]
    points: tuple[Point, ...]


def radar(sheets: Sequence[Any], themes: Sequence[Any]) -> Radar:
    """Return the drawing of trends by theme, horizon and impact, in a square of SIZE; numbered as they are given.

    Trends of one theme and ring are spread over it evenly in both directions, so that no two stand on one place.
    """
    width = math.tau / max(len(themes), 1)
    place = {theme.pk: number * width - math.pi / 2 for number, theme in enumerate(themes)}
    together: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        if sheet.theme_id in place:
            together[sheet.theme_id, sheet.horizon].append(number)
    points = {}
    for (theme, horizon), numbers in together.items():
        for order, number in enumerate(numbers):
            points[number] = _point(sheets[number], number, place[theme], width, horizon, order, len(numbers))
    return Radar(
        tuple(_sector(theme, place[theme.pk], width) for theme in themes),
        tuple(Ring(outer, str(ring.label), MIDDLE - outer + 20) for ring, (_inner, outer) in RINGS.items()),
        tuple(points[number] for number in sorted(points)),
    )


def _point(
    sheet: Any, number: int, start: float, width: float, horizon: str, order: int, count: int
) -> Point:
    inner, outer = RINGS[Horizon(horizon)]
    angle = start + _GAP + (width - 2 * _GAP) * (order + 0.5) / count
    depth = (0.5 + order * _GOLDEN) % 1 if count > 1 else 0.5
    edge = max(RADII.values())
    radius = inner + edge + (outer - inner - 2 * edge) * depth
    return Point(
        number + 1, sheet, round(MIDDLE + radius * math.cos(angle)), round(MIDDLE + radius * math.sin(angle)),
        RADII[Impact(sheet.impact)], SIGNS[Direction(sheet.direction)],
    )  # fmt: skip


def _sector(theme: Any, start: float, width: float) -> Sector:
    outer = RINGS[Horizon.LATER][1]
    middle = start + width / 2
    lines = tuple(wrap(str(theme), NAME_WIDTH, break_long_words=False))
    x, y = MIDDLE + (outer + 26) * math.cos(middle), MIDDLE + (outer + 26) * math.sin(middle)
    # Above the circle the last line touches it, below it the first one.
    y -= LINE * (len(lines) - 1) * (1 - math.sin(middle)) / 2
    anchor = "middle" if abs(math.cos(middle)) < 0.3 else "start" if math.cos(middle) > 0 else "end"
    return Sector(
        lines, round(MIDDLE + outer * math.cos(start)), round(MIDDLE + outer * math.sin(start)), round(x), round(y),
        anchor,
    )  # fmt: skip
