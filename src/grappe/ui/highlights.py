"""Which passage of a text shows that it was found, and which of its words are to be marked?"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grappe.engines.kernel.folding import fold

_WORD = re.compile(r"[^\W_]+")
AROUND = 180  # characters of a passage
SHARED = 4  # letters that two forms of a word share at least


_folded = lru_cache(maxsize=20_000)(fold)  # texts say the same words again


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; marked where it is what was looked for."""

    text: str
    marked: bool = False


def marked(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """Return a text in pieces, the words looked for marked, accents and endings aside."""
    wanted = [fold(word) for word in words if word]
    pieces: list[Piece] = []
    end = 0
    for found in _WORD.finditer(text):
        if any(_same(_folded(found.group()), word) for word in wanted):
            if found.start() > end:
                pieces.append(Piece(text[end : found.start()]))
            pieces.append(Piece(found.group(), True))
            end = found.end()
    return (*pieces, Piece(text[end:])) if end < len(text) else tuple(pieces)


def passage(text: str, words: Collection[str], around: int = AROUND) -> str:
    """Return the passage of a text with most of the words, cut between words; its beginning where it has none."""
    flat = " ".join(text.split())
    if len(flat) <= around:
        return flat
    wanted = [fold(word) for word in words if word]
    hits = [
        m.start() for m in _WORD.finditer(flat) if any(_same(_folded(m.group()), word) for word in wanted)
    ]
    start = max(0, _densest(hits, around) - around // 4) if hits else 0
    start = 0 if start == 0 else flat.find(" ", start) + 1
    end = len(flat) if start + around >= len(flat) else flat.rfind(" ", start, start + around)
    cut = flat[start : end if end > start else start + around]
    return ("… " if start else "") + cut + (" …" if end < len(flat) else "")


def _densest(hits: Sequence[int], around: int) -> int:
    return max(hits, key=lambda start: (sum(start <= hit < start + around for hit in hits), -start))


def _same(word: str, wanted: str) -> bool:
    """Whether two words are one, but for an ending."""
    if word == wanted:
        return True
    if len(wanted) < SHARED or len(word) < SHARED:
        return False
    shared = 0
    for a, b in zip(word, wanted, strict=False):
        if a != b:
            break
        shared += 1
    return (
        shared >= SHARED and shared >= min(len(word), len(wanted)) - 2 and abs(len(word) - len(wanted)) <= 5
    )
