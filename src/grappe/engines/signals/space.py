"""Where does a sentence lie in the one space of meaning that all four languages share?

The encoder's vector, less the offset of its language, of length 1. Without that, sentences of one language are
nearer to each other than they should be; Luxembourgish is read in German spelling first (`luxembourgish`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from grappe.engines.kernel.meaning import DIMENSIONS, encode
from grappe.engines.signals import reference
from grappe.engines.signals.luxembourgish import as_german
from grappe.engines.signals.model import Sentence


def spelt(text: str, language: str) -> str:
    """Return the text as the encoder reads it best."""
    return as_german(text) if language == "lb" else text


@cache
def offsets() -> dict[str, np.ndarray]:
    """Return for each language, and for "unknown", what lies in a vector whatever is said."""
    lines = reference.lines()
    flat = [
        spelt(line[column], language) for column, language in enumerate(reference.LANGUAGES) for line in lines
    ]
    means = encode(flat).reshape(len(reference.LANGUAGES), len(lines), DIMENSIONS).mean(axis=1)
    found = dict(zip(reference.LANGUAGES, means, strict=True))
    return found | {"unknown": means.mean(axis=0)}


def vectors_of(sentences: Sequence[Sentence]) -> np.ndarray:
    """Return one vector of length 1 a sentence (float32, n x 512); equal sentences are encoded once."""
    if not sentences:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    places: dict[tuple[str, str], int] = {}
    for sentence in sentences:
        places.setdefault((sentence.text, sentence.language), len(places))
    raw = encode([spelt(text, language) for text, language in places])
    raw -= np.stack([offsets()[language] for _, language in places])
    unit = in_length_one(raw)
    return unit[[places[sentence.text, sentence.language] for sentence in sentences]]


def in_length_one(rows: np.ndarray) -> np.ndarray:
    """Return the rows with length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: np.ndarray = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
