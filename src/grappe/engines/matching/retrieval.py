"""Which solutions share words with a need? BM25 over title, promise and text, in the language of each text.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.6 (BM25F).
Beside its stems a text counts for the concepts of the glossary that it names, so that a need meets a solution
in another language. The score is a part of the most the need could get, and so lies between 0 and 1 and does
not depend on which other solutions stand beside it (except through how rare a word is among them all).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grappe.engines.kernel import language
from grappe.engines.matching import glossary, words
from grappe.engines.matching.model import UNKNOWN, Meeting, Need, Solution, WordScore

K1 = 2.0
LENGTH_WEIGHT = 0.6
FIELD_WEIGHTS = (3.0, 2.0, 1.0)  # title, promise, text
# Usual lengths in terms, fixed, so that one more solution does not shift the scores of the others.
USUAL_LENGTHS = (8.0, 14.0, 80.0)
CONCEPT = 1.5  # a concept shared in one language says more than a shared stem: it gathers its synonyms
CONCEPT_ACROSS = 1.0
NESTED = 0.5  # "heat" inside "heat pump"
STEM_ACROSS = 0.1  # a stem shared by two languages: a name, an abbreviation, or chance
LONGEST_TEXT = 20_000  # characters read of one text


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a need asks for: a stem or a concept, as written, and how much it weighs."""

    key: str
    written: str
    weight: float


def spoken(text: str, given: str | None) -> str:
    """Return the language of a text: the given one, else as detected, else "unknown"."""
    return given or language.detect(text)


def _readings(code: str) -> tuple[str, ...]:
    return ("en", "fr", "de") if code == UNKNOWN else (code,)


def terms_of(text: str, code: str) -> list[tuple[str, str]]:
    """Return every stem and concept of a text with the words as written, repeats included."""
    found: list[tuple[str, str]] = []
    for reading in _readings(code):
        found += [(w.stem, w.written) for w in words.words(text, reading, glossary.german_parts())]
        found += [("§" + span.concept.name, span.written) for span in glossary.spans(text, reading)]
    return found if code != UNKNOWN else list(dict.fromkeys(found))


def query_terms(need: Need, code: str, across: bool) -> list[Term]:
    """Return what a need asks for, for solutions in its own language or (`across`) in another."""
    found: dict[str, Term] = {}
    text = need.text[:LONGEST_TEXT]
    for reading in _readings(code):
        for word in words.words(text, reading, glossary.german_parts()):
            found.setdefault(word.stem, Term(word.stem, word.written, STEM_ACROSS if across else 1.0))
        for span in glossary.spans(text, reading):
            weight = (CONCEPT_ACROSS if across else CONCEPT) * (NESTED if span.nested else 1.0)
            key = "§" + span.concept.name
            if key not in found or found[key].weight < weight:
                found[key] = Term(key, span.written, weight)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Look:
    """What an index found for one need: a value for each solution, and which terms gave it."""

    values: list[float]
    shares: list[dict[str, tuple[str, float]]]
    written: list[dict[str, str]]

    def score(self, place: int) -> WordScore:
        """Return the score of one solution with what met, strongest first; a word is told once."""
        met: dict[str, Meeting] = {}
        for key, (asked, share) in self.shares[place].items():
            found = self.written[place][key]
            before = met.get(words.fold(asked))
            if before is None:
                met[words.fold(asked)] = Meeting(asked, found, share)
            else:
                kept = found if share > before.share else before.found
                met[words.fold(asked)] = Meeting(asked, kept, before.share + share)
        ordered = sorted(met.values(), key=lambda meeting: (-meeting.share, meeting.asked))
        return WordScore(self.values[place], tuple(ordered))


class WordIndex:
    """The words of a set of solutions, read once, asked many times."""

    def __init__(self, solutions: Sequence[Solution]) -> None:
        self.solutions = tuple(solutions)
        self.languages = tuple(spoken(f"{s.title}. {s.promise} {s.text}", s.language) for s in self.solutions)
        gathered: dict[str, dict[int, float]] = defaultdict(dict)
        self._written: list[dict[str, str]] = []
        for place, (solution, code) in enumerate(zip(self.solutions, self.languages, strict=True)):
            self._written.append(self._read(place, solution, code, gathered))
        self._postings = {
            key: (np.fromiter(tf, np.int64, len(tf)), np.fromiter(tf.values(), np.float64, len(tf)))
            for key, tf in gathered.items()
        }
        # Both kinds of language are asked differently; "unknown" is read in all and counts as its own.
        self._codes = np.array(self.languages, dtype=object)

    @staticmethod
    def _read(
        place: int, solution: Solution, code: str, gathered: dict[str, dict[int, float]]
    ) -> dict[str, str]:
        written: dict[str, str] = {}
        fields = (solution.title, solution.promise, solution.text)
        for text, weight, usual in zip(fields, FIELD_WEIGHTS, USUAL_LENGTHS, strict=True):
            terms = terms_of(text[:LONGEST_TEXT], code)
            if not terms:
                continue
            length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * len(terms) / usual
            for key, as_written in terms:
                counts = gathered[key]
                counts[place] = counts.get(place, 0.0) + weight / length
                written.setdefault(key, as_written)
        return written

    def rarity(self, key: str) -> float:
        """Return the inverse document frequency of a stem or concept (highest for one never seen)."""
        total = len(self.solutions)
        holders = len(self._postings[key][0]) if key in self._postings else 0
        return math.log(1 + (total - holders + 0.5) / (holders + 0.5))

    def scores(self, need: Need) -> list[WordScore]:
        """Return one score for each solution, in their order, each with the words that met."""
        look = self.look(need)
        return [look.score(place) for place in range(len(self.solutions))]

    def look(self, need: Need) -> Look:
        """Return what the index finds for a need; the words that met are put together where asked for."""
        code = spoken(need.text, need.language)
        same = np.array([across_free(code, other) for other in self.languages], dtype=bool)
        values = np.zeros(len(self.solutions))
        shares: list[dict[str, tuple[str, float]]] = [{} for _ in self.solutions]
        for across in (False, True):
            mask = ~same if across else same
            if mask.any():
                self._add(query_terms(need, code, across), mask, values, shares)
        # The square root: a solution that meets a quarter of a long need already meets it well.
        return Look(np.round(np.minimum(1.0, np.sqrt(values)), 6).tolist(), shares, self._written)

    def _add(
        self,
        terms: list[Term],
        mask: np.ndarray,
        values: np.ndarray,
        shares: list[dict[str, tuple[str, float]]],
    ) -> None:
        # At least one rare concept's worth: a need of which nothing but chance stems is understood meets little.
        asked = sum(term.weight * self.rarity(term.key) for term in terms)
        most = max(asked, CONCEPT_ACROSS * self.rarity("")) * (K1 + 1)
        for term in terms:
            if term.key not in self._postings:
                continue
            places, frequency = self._postings[term.key]
            wanted = mask[places]
            places, frequency = places[wanted], frequency[wanted]
            gain = term.weight * self.rarity(term.key) * frequency * (K1 + 1) / (K1 + frequency) / most
            values[places] += gain
            for place, share in zip(places.tolist(), gain.tolist(), strict=True):
                shares[place][term.key] = (term.written, share)


def across_free(need: str, solution: str) -> bool:
    """Return whether two languages are read as one (an unknown one is read in all)."""
    return need == solution or UNKNOWN in (need, solution)


def words_that_meet(need: Need, solution: Solution) -> tuple[Meeting, ...]:
    """Return the words a need and one solution share: for evidence that was found by a database."""
    return WordIndex([solution]).scores(need)[0].meetings
