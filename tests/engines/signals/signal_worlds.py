"""Sentences with made-up vectors: subjects are directions, so that laws can be tried without an encoder."""

from datetime import date, timedelta

import numpy as np

from grappe.engines.signals import Sentence, Settings, State, advance

SIZE = 128
FIRST = date(2026, 1, 5)
SETTINGS = Settings(horizon=60, most_waiting=500, sample=16)


def near(subject, seed, spread=0.35):
    """Return a vector of length 1 near the direction of a subject; subject None is noise."""
    lot = np.random.default_rng(seed)
    vector = lot.normal(size=SIZE) * (spread if subject is not None else 1.0) / np.sqrt(SIZE)
    if subject is not None:
        vector[subject] += 1.0
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def sentence(key, day, index=0):
    return Sentence(key, index, f"text {key}", "en", FIRST + timedelta(days=day))


def told(days):
    """Return (day, sentences, vectors) for lists of subjects, one list a day; keys count on."""
    found, key = [], 0
    for day, subjects in enumerate(days):
        rows, vectors = [], []
        for subject in subjects:
            rows.append(sentence(key, day))
            vectors.append(near(subject, key))
            key += 1
        found.append((FIRST + timedelta(days=day), rows, np.array(vectors).reshape(-1, SIZE)))
    return found


def read_through(days, state=None, settings=SETTINGS):
    """Return the state after some days, and the changes of each."""
    state, changes = state or State(), []
    for on, rows, vectors in days:
        state, change = advance(state, on, rows, vectors, settings=settings)
        changes.append(change)
    return state, changes
