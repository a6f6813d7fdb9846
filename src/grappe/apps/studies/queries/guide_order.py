"""Where does a question of a guide go when it moves? The headings of parts stay where one expects them. Plain values only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Part = dict[str, str]  # the heading that begins at a question, by language; {}: none


def moved(rows: Sequence[tuple[Any, Part]], place: int, *, up: bool) -> list[tuple[Any, Part]]:
    """Return the questions, each with the heading that begins there, after the one at `place` went one step up or down.

    Within its part it changes places, and the part still begins at the top. At the edge of its part it goes over into
    the next one and the order stays; where it is a part of its own, the part goes as a whole. No heading is ever lost.
    At the end of the guide nothing changes.
    """
    other = place - 1 if up else place + 1
    found = list(rows)
    if not 0 <= other < len(found):
        return found
    first, second = min(place, other), max(place, other)
    (upper, top), (lower, edge) = found[first], found[second]
    if not edge:  # one part: its heading stays on top
        found[first], found[second] = (lower, top), (upper, {})
    elif _is_alone(found, place):
        found[first], found[second] = (lower, edge), (upper, top)
    elif up:  # the last of the part above now; its own part begins at the next one
        found[second] = (lower, {})
        found[second + 1] = (found[second + 1][0], edge)
    else:  # the first of the part below now
        found[first], found[second] = (upper, edge), (lower, {})
    return found


def _is_alone(rows: Sequence[tuple[Any, Part]], place: int) -> bool:
    """Whether a question is the only one of a part with a heading."""
    return bool(rows[place][1]) and (place + 1 == len(rows) or bool(rows[place + 1][1]))
