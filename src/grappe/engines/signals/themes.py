"""To which theme does a topic belong: the one whose descriptions lie nearest, or none where all are far?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from grappe.engines.signals.model import Sentence
from grappe.engines.signals.sentences import language_of
from grappe.engines.signals.space import vectors_of

NEAREST = 3  # descriptions of a theme that count
FAR = 0.16  # mean cosine to them under which a topic has no theme
CLEAR = 0.02  # by how much the first theme must be ahead of the second


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme and short texts, in any languages, that say what belongs to it."""

    id: str
    texts: tuple[str, ...]


class Themes:
    """Themes as vectors, read once."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._ids = [theme.id for theme in themes]
        self._vectors = [vectors_of([_read(text) for text in theme.texts]) for theme in themes]

    def nearest(self, centre: np.ndarray) -> str | None:
        """Return the theme of a topic by its centre, or None."""
        scores = sorted(
            (
                (_likeness(vectors, centre), name)
                for name, vectors in zip(self._ids, self._vectors, strict=True)
            ),
            key=lambda found: (-found[0], found[1]),
        )
        if not scores or scores[0][0] < FAR:
            return None
        ahead = scores[0][0] - scores[1][0] if len(scores) > 1 else 1.0
        return scores[0][1] if ahead >= CLEAR else None


def _likeness(vectors: np.ndarray, centre: np.ndarray) -> float:
    if not len(vectors):
        return -1.0
    near = np.sort(vectors @ centre)[::-1][:NEAREST]
    return round(float(near.mean()), 5)


def _read(text: str) -> Sentence:
    return Sentence("", 0, text, language_of(text), date.min)
