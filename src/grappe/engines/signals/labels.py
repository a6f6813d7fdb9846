"""What is a topic called, in words that its own sentences use?

Class-based TF-IDF (Grootendorst 2022, after Joachims): how often a term is said in the topic, by how rarely in all.
Terms are one to three words as they were written, never stems; they look like nouns (after an article or a
preposition; in German and Luxembourgish with a capital letter). Of words that mean the same in two languages one is
taken, that of the reader's language where the topic has sentences in it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from grappe.engines.signals import space
from grappe.engines.signals.model import Sentence
from grappe.engines.signals.phrases import Phrase, phrases_of

MOST_TERMS = 8
IN_LABEL = 3
_CANDIDATES = 24  # of a topic, that are compared in meaning
_SAME, _SAME_ACROSS = 0.72, 0.45  # cosine of two terms that say the same, in one language and in two
_ENOUGH = 2  # sentences in the reader's language, to name the topic in it


@dataclass(frozen=True, slots=True)
class Label:
    """A topic's name, the terms it is made of (most telling first), and the language of the name."""

    text: str
    terms: tuple[str, ...]
    language: str


@dataclass(slots=True)
class _Term:
    written: str
    language: str
    stems: tuple[str, ...]
    score: float
    vector: np.ndarray | None = None


def labels(
    topics: Mapping[int, Sequence[Sentence]], language: str = "en", others: Sequence[Sentence] = ()
) -> dict[int, Label]:
    """Return a label for each topic; `others` are sentences of no topic, which tell what is common talk."""
    return labels_in(topics, (language,), others)[language]


def labels_in(
    topics: Mapping[int, Sequence[Sentence]], languages: Sequence[str], others: Sequence[Sentence] = ()
) -> dict[str, dict[int, Label]]:
    """Return a label for each topic by the reader's language; what costs is done once for all of them."""
    counted = {key: _counted(sentences) for key, sentences in topics.items()}
    everywhere: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for phrases in [*counted.values(), _counted(others)]:
        for key, found in phrases.items():
            everywhere[key] += found.sentences
    shares = {key: Counter(sentence.language for sentence in found) for key, found in topics.items()}
    ranked = {key: _ranked(counted[key], everywhere, shares[key]) for key in topics}
    _give_vectors([term for terms in ranked.values() for term in terms])
    return {
        language: {key: _label(ranked[key], shares[key], language) for key in topics}
        for language in languages
    }


@dataclass(slots=True)
class _Count:
    sentences: int
    written: Counter[str]
    nouns: float


def _counted(sentences: Sequence[Sentence]) -> dict[tuple[str, tuple[str, ...]], _Count]:
    """Return how many sentences have each phrase, by language and stems."""
    found: dict[tuple[str, tuple[str, ...]], _Count] = {}
    for sentence in sentences:
        seen: dict[tuple[str, ...], Phrase] = {}
        for phrase in phrases_of(sentence.text, sentence.language):
            seen.setdefault(phrase.stems, phrase)
        for stems, phrase in seen.items():
            count = found.setdefault((sentence.language, stems), _Count(0, Counter(), 0.0))
            count.sentences += 1
            count.written[phrase.written] += 1
            count.nouns += phrase.noun
    return found


def _ranked(
    counted: Mapping[tuple[str, tuple[str, ...]], _Count],
    everywhere: Mapping[tuple[str, tuple[str, ...]], int],
    shares: Mapping[str, int],
) -> list[_Term]:
    """Return the most telling terms of a topic; each language by itself, weighed by its share of the topic."""
    all_sentences = sum(shares.values()) or 1
    terms = []
    for (language, stems), count in counted.items():
        if count.sentences < 2 and shares[language] >= 4:
            continue
        own = count.sentences / max(shares[language], 1)
        rare = math.log1p(count.sentences / max(everywhere[language, stems] - count.sentences, 0.5))
        noun = 0.25 + 0.75 * count.nouns / count.sentences
        longer = 1.0 + 0.35 * (len(stems) - 1)
        score = own * rare * noun * longer * math.sqrt(shares[language] / all_sentences)
        written = min(count.written, key=lambda text: (-count.written[text], text))
        terms.append(_Term(written, language, stems, score))
    terms.sort(key=lambda term: (-round(term.score, 9), term.written))
    return _without_parts(terms)[:_CANDIDATES]


def _without_parts(terms: Sequence[_Term]) -> list[_Term]:
    """Return the terms without those that share a word with a better one in the same language."""
    used: dict[str, set[str]] = defaultdict(set)
    kept = []
    for term in terms:
        if not used[term.language] & set(term.stems):
            kept.append(term)
            used[term.language] |= set(term.stems)
        if len(kept) >= 2 * _CANDIDATES:
            break
    return kept


def _give_vectors(terms: Sequence[_Term]) -> None:
    asked = [Sentence("", 0, term.written, term.language, date.min) for term in terms]
    for term, vector in zip(terms, space.vectors_of(asked), strict=True):
        term.vector = vector


def _label(terms: Sequence[_Term], shares: Mapping[str, int], language: str) -> Label:
    known = [
        code for code, _ in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])) if code != "unknown"
    ]
    main = language if shares.get(language, 0) >= _ENOUGH or not known else known[0]
    own = [term for term in terms if term.language == main]
    rest = [term for term in terms if term.language != main]
    if len(own) < 2:
        own, rest = list(terms), []
        main = own[0].language if own else main
    chosen: list[_Term] = []
    for term in [*own, *rest]:
        if len(chosen) < MOST_TERMS and not any(_same(term, other) for other in chosen):
            chosen.append(term)
    words = [term.written for term in chosen]
    name = ", ".join(words[:IN_LABEL])
    return Label(name[:1].upper() + name[1:], tuple(words), main)


def _same(one: _Term, two: _Term) -> bool:
    if one.written.casefold() == two.written.casefold():
        return True
    if one.vector is None or two.vector is None:
        return False
    near = float(one.vector @ two.vector)
    return near >= (_SAME if one.language == two.language else _SAME_ACROSS)
