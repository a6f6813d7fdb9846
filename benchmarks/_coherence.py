"""Do the first words of a topic belong together in the texts? NPMI, and C_v without word vectors from outside.

NPMI: normalised pointwise mutual information of all pairs of a topic's ten first words, by texts they share (Bouma
2009; Lau et al. 2014). C_v: cosine of each word's NPMI with all ten to the sum of all (Röder et al. 2015), on texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np


def coherence(topics: Sequence[Sequence[str]], texts: Sequence[frozenset[str]]) -> tuple[float, float, float]:
    """Return the mean NPMI and C_v of the topics, and the share of different words among all their words."""
    places: dict[str, set[int]] = {word: set() for topic in topics for word in topic}
    for place, text in enumerate(texts):
        for word in text & places.keys():
            places[word].add(place)
    points, vectors = [], []
    for topic in topics:
        table = np.array([[_npmi(places[one], places[two], len(texts)) for two in topic] for one in topic])
        upper = table[np.triu_indices(len(topic), 1)]
        points.append(float(upper.mean()))
        whole = table.sum(axis=0)
        lengths = np.linalg.norm(table, axis=1) * (np.linalg.norm(whole) or 1.0)
        vectors.append(float(np.mean(table @ whole / np.where(lengths > 0, lengths, 1.0))))
    said = [word for topic in topics for word in topic]
    return float(np.mean(points)), float(np.mean(vectors)), len(set(said)) / max(len(said), 1)


def _npmi(one: set[int], two: set[int], texts: int) -> float:
    both = len(one & two) / texts
    if not both:
        return -1.0
    if both == 1.0:
        return 1.0
    return math.log(both / (len(one) / texts * len(two) / texts)) / -math.log(both)
