"""Where are companies? Counted by commune, laid out as tiles, with a scale.

The map is a drawing: each commune is one tile of the same size. Colour says little and the number in the tile
says all, so nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grappe.apps.companies.queries.reference import communes_by_canton

SHADES = 5
TILE, GAP = 100, 6  # units of the drawing


@dataclass(frozen=True)
class Place:
    """A commune with its count; `shade` 0 (none) to SHADES, `x` and `y` where its tile stands, None without one."""

    pk: int
    name: str
    canton: str
    label: str
    count: int
    shade: int
    x: int | None
    y: int | None
    left_out: bool = False  # there is a count, and it is not told
    text: str = ""  # what stands in the tile, where that is not the count
    told: str = ""  # the same with its unit

    @property
    def middle(self) -> int:
        return (self.x or 0) + TILE // 2

    @property
    def upper_line(self) -> int:
        return (self.y or 0) + 38

    @property
    def lower_line(self) -> int:
        return (self.y or 0) + 80


@dataclass(frozen=True)
class Step:
    """One colour of the scale: from how many to how many companies."""

    shade: int
    low: int
    high: int


@dataclass(frozen=True)
class CommuneMap:
    """The communes of the country with how many companies each has; `elsewhere` have no commune on file."""

    places: tuple[Place, ...]
    scale: tuple[Step, ...]
    elsewhere: int
    total: int
    width: int
    height: int

    @property
    def leaves_out(self) -> bool:
        return any(place.left_out for place in self.tiles)

    @property
    def tiles(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.x is not None)

    @property
    def ranked(self) -> tuple[Place, ...]:
        """Return the communes that have any, the fullest first."""
        some = [place for place in self.places if place.count]
        return tuple(sorted(some, key=lambda place: (-place.count, place.name)))

    @property
    def most(self) -> int:
        return max((place.count for place in self.places), default=0)


def scale_of(most: int) -> tuple[Step, ...]:
    """Return up to SHADES steps from 1 to the largest count, each as wide as the others but for rounding."""
    steps = min(SHADES, most)
    found, low = [], 1
    for number in range(1, steps + 1):
        high = -(-most * number // steps)
        # Few steps take the darker shades apart, so that one company is not as dark as many.
        found.append(Step(round(number * SHADES / steps), low, high))
        low = high + 1
    return tuple(found)


def map_of(
    counts: Mapping[str, int],
    left_out: Collection[str] = (),
    texts: Mapping[str, tuple[str, str]] | None = None,
    nothing: tuple[str, str] = ("0", "0"),
) -> CommuneMap:
    """Return the map of counts by a commune's name; the empty name is those of no commune on file. One query.

    `left_out` are communes whose count is not told: none is no zero. `texts` are what stands in the tiles where that is not
    the count (short, and with its unit), `nothing` what stands in the others; the count then only shades.
    """
    scale = scale_of(max((count for name, count in counts.items() if name), default=0))
    places = []
    for canton, communes in communes_by_canton().items():
        for commune in communes:
            count = counts.get(commune.name, 0)
            text, told = (texts or {}).get(commune.name, nothing)
            placed = commune.tile_row is not None and commune.tile_column is not None
            places.append(
                Place(
                    pk=commune.pk, name=commune.name, canton=canton, label=commune.tile_label, count=count,
                    shade=next((step.shade for step in scale if step.low <= count <= step.high), 0),
                    x=_edge(commune.tile_column) if placed else None, y=_edge(commune.tile_row) if placed else None,
                    left_out=commune.name in left_out, text=text, told=told,
                )
            )  # fmt: skip
    return CommuneMap(
        places=tuple(sorted(places, key=lambda place: (place.y or 0, place.x or 0, place.name))),
        scale=scale,
        elsewhere=counts.get("", 0),
        total=sum(counts.values()),
        width=max((place.x or 0 for place in places), default=0) + TILE + GAP,
        height=max((place.y or 0 for place in places), default=0) + TILE + GAP,
    )


def _edge(place: int | None) -> int:
    return GAP + ((place or 1) - 1) * (TILE + GAP)
