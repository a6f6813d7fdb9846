"""When have two topics become one, and when has one become two?"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from grappe.engines.signals.model import Key, Settings, Topic


def mark(note: Key, index: int) -> int:
    """Return a number for a sentence that looks like chance but never changes: the lowest ones are a fair sample."""
    return zlib.crc32(f"{type(note).__name__}:{note}/{index}".encode())


def sampled(
    topic: Topic, marks: Sequence[int], vectors: np.ndarray, size: int
) -> tuple[tuple[tuple[int, int], ...], np.ndarray]:
    """Return the sample of a topic with further sentences: those with the lowest marks, in whatever order they came."""
    known = topic.sample_vectors if len(topic.sample) else np.zeros((0, vectors.shape[1]), dtype=np.float32)
    both = np.concatenate([known, vectors.astype(np.float32)])
    order = sorted(
        [(value, place) for place, (value, _) in enumerate(topic.sample)]
        + [(value, len(known) + place) for place, value in enumerate(marks)]
    )[:size]
    return tuple((value, place) for place, (value, _) in enumerate(order)), both[[p for _, p in order]]


def pairs_to_merge(
    topics: Sequence[Topic], changed: Iterable[int], settings: Settings
) -> list[tuple[int, int]]:
    """Return pairs (younger, older) of topics that are one; each topic at most once, the nearest pair first."""
    places = {topic.id: place for place, topic in enumerate(topics)}
    looked = sorted(places[key] for key in changed if key in places)
    if len(topics) < 2 or not looked:
        return []
    centres = np.stack([topic.centroid for topic in topics])
    near = np.round(centres[looked] @ centres.T, 4)
    close = np.round([topic.closeness for topic in topics], 4)
    among = np.round(near * close[looked][:, None] * close[None, :], 4)
    found: set[tuple[float, int, int]] = set()
    for row, place in enumerate(looked):
        for other in np.flatnonzero((near[row] >= settings.merge) & (among[row] >= settings.among)):
            one, two = topics[place], topics[int(other)]
            if one.id != two.id and not kept_apart(one, two):
                into, gone = leading(one, two)
                found.add((-float(near[row, other]), gone.id, into.id))
    taken: set[int] = set()
    pairs = []
    for _, gone_id, into_id in sorted(found):
        if not taken & {gone_id, into_id}:
            taken |= {gone_id, into_id}
            pairs.append((gone_id, into_id))
    return pairs


def kept_apart(one: Topic, two: Topic) -> bool:
    """Return whether two topics stay two: both confirmed, one hidden and the other not, or an analyst split them."""
    return (
        (one.confirmed and two.confirmed)
        or one.hidden != two.hidden
        or one.id in two.apart
        or two.id in one.apart
    )


def leading(one: Topic, two: Topic) -> tuple[Topic, Topic]:
    """Return which of two topics goes on, and which goes into it: the confirmed one, else the older."""
    first, second = sorted((one, two), key=lambda topic: (not topic.confirmed, topic.born, topic.id))
    return first, second


def drawn(centre: np.ndarray, topics: Sequence[Topic], settings: Settings) -> list[Topic]:
    """Return the topics some of whose sentences lie nearer to a new topic's centre than to their own.

    Without that a new topic would seem to come from nothing, although its like was said before under another name.
    """
    near = [
        topic
        for topic in topics
        if not topic.confirmed and len(topic.sample) and float(centre @ topic.centroid) >= settings.draw
    ]
    return [
        topic
        for topic in near
        if bool(
            np.any(
                topic.sample_vectors @ centre
                > np.maximum(topic.sample_vectors @ topic.centroid, settings.join)
            )
        )
    ]


def halves(vectors: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the centres of two parts of a topic, the larger first, or None where it is one.

    Two means, begun along the direction in which the sentences differ most. Two parts are two topics when their
    centres are far apart and each has a fair share of the sentences.
    """
    if len(vectors) < 2 * settings.smallest:
        return None
    centred = vectors - vectors.mean(axis=0)
    # The first principal component of a few long vectors, by the small matrix of their products.
    values, axes = np.linalg.eigh(np.round((centred @ centred.T).astype(np.float64), 6))
    along = np.round(axes[:, -1] * np.sqrt(max(values[-1], 0.0)), 4)
    first = along > 0
    # The sign of an axis is arbitrary: the side of the sentence with the lowest mark is the first.
    first = first if first[0] else ~first
    for _ in range(10):
        if not first.any() or first.all():
            return None
        centres = np.stack([vectors[first].sum(axis=0), vectors[~first].sum(axis=0)])
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        after = np.round(vectors @ centres[0] - vectors @ centres[1], 4) >= 0
        if np.array_equal(after, first):
            break
        first = after
    share = min(first.mean(), 1 - first.mean())
    if share < 0.2 or min(first.sum(), (~first).sum()) < settings.smallest:
        return None
    if float(centres[0] @ centres[1]) >= settings.split:
        return None
    large, small = (0, 1) if first.mean() >= 0.5 else (1, 0)
    return centres[large].astype(np.float32), centres[small].astype(np.float32)
