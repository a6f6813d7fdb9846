"""In which order should the solutions for a need be shown, and why?

Words, meaning and facets are weighed, not fused by rank: rank fusion throws away how well a solution meets
the need, and measured worse than words alone. Each channel lies between 0 and 1; where need and solution
speak different languages, meaning counts more. The reasons of a score add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grappe.engines.kernel import Score, Text
from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import explanation, facets, meaning
from grappe.engines.matching.model import (
    Candidate,
    Facets,
    MeaningScore,
    Need,
    Profile,
    Ranked,
    Solution,
    WordScore,
)
from grappe.engines.matching.retrieval import WordIndex, across_free, spoken

NOBODY, FOR_ALL = Profile(), Facets()


@dataclass(frozen=True, slots=True)
class Weights:
    """What each channel counts for, tuned on the tuning half of the labelled needs (see benchmarks)."""

    words: float = 1.0
    meaning: float = 0.8
    meaning_across: float = 1.0
    facets: float = 0.3


def rank(
    need: Need,
    candidates: Iterable[Candidate],
    weights: Weights | None = None,
    words: Mapping[str, Text] | None = None,
    top: int | None = None,
) -> list[Ranked]:
    """Return the (`top`) candidates, best first; those with the same score keep the order in which they came.

    The evidence may come from anywhere (a database's full text and vectors, or `Matcher`): word and meaning
    scores from 0 to 1, and the facets of each solution. `words` say what themes, clusters and sectors are called.
    """
    weighing = weights or Weights()
    code = spoken(need.text, need.language)
    weighed = [(candidate, weigh(need, candidate, code, weighing)) for candidate in candidates]
    weighed.sort(key=lambda pair: -pair[1].value)
    return [Ranked(candidate.id, told(candidate, parts, words)) for candidate, parts in weighed[:top]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What each channel and facet gives to a score, before it is put into words."""

    words: float
    meaning: float
    facets: tuple[tuple[facets.Compared, float], ...] = ()

    @property
    def value(self) -> float:
        """The score, from 0 to 1."""
        return min(1.0, max(0.0, round(self.words + self.meaning + sum(part for _, part in self.facets), 6)))


def weigh(need: Need, candidate: Candidate, code: str, weights: Weights) -> Parts:
    """Return the parts of the score of one candidate for a need in the language `code`.

    Only what is known of who has the need is weighed, so that all candidates are measured by one yardstick.
    """
    across = not across_free(code, candidate.language)
    nearness = weights.meaning_across if across else weights.meaning
    compared = _compared(need.profile, candidate.facets)
    known = sum(facets.WEIGHTS[found.facet] for found in compared if found.actual)
    total = weights.words + nearness + (weights.facets if known else 0.0)
    shares = [
        (
            found,
            weights.facets * facets.WEIGHTS[found.facet] / known * found.fit / total if found.actual else 0.0,
        )
        for found in compared
    ]
    return Parts(
        weights.words * candidate.words.value / total,
        nearness * candidate.meaning.value / total,
        tuple(shares),
    )


def _compared(profile: Profile, wanted: Facets) -> tuple[facets.Compared, ...]:
    if profile == NOBODY and wanted == FOR_ALL:
        return ()  # the command's case, a thousand times over
    return facets.compare(profile, wanted)


def told(candidate: Candidate, parts: Parts, words: Mapping[str, Text] | None = None) -> Score:
    """Return a score with the reasons that add up to it."""
    reasons = [
        explanation.of_words(candidate.words, parts.words),
        explanation.of_meaning(candidate.meaning, parts.meaning),
        *(explanation.of_facet(found, part, words) for found, part in parts.facets),
    ]
    return Score(parts.value, tuple(reasons))


class Matcher:
    """A set of solutions read once, in memory, for as many needs as one likes."""

    def __init__(
        self,
        solutions: Sequence[Solution],
        vectors: Sequence[meaning.Vectors] | None = None,
        weights: Weights | None = None,
    ) -> None:
        """Read the solutions; `vectors` are theirs, in the same order, where they are already at hand."""
        self.words = WordIndex(solutions)
        self.meaning = meaning.MeaningIndex(meaning.vectors_of(solutions) if vectors is None else vectors)
        self.weights = weights or Weights()

    def candidates(self, need: Need, vector: np.ndarray) -> list[Candidate]:
        """Return every solution with the evidence for it, in the order in which they were given."""
        look = self.words.look(need)
        return [
            self._candidate(place, look.score(place), near)
            for place, near in enumerate(self.meaning.scores(vector))
        ]

    def _candidate(self, place: int, met: WordScore, near: MeaningScore) -> Candidate:
        solution = self.words.solutions[place]
        return Candidate(solution.id, met, near, solution.facets, self.words.languages[place])

    def match(self, needs: Sequence[Need], top: int = 10) -> list[list[Ranked]]:
        """Return for each need its `top` solutions, best first; the needs are encoded in one batch."""
        vectors = encode([need.text for need in needs])
        return [self._match(need, vector, top) for need, vector in zip(needs, vectors, strict=True)]

    def _match(self, need: Need, vector: np.ndarray, top: int) -> list[Ranked]:
        look = self.words.look(need)
        near = self.meaning.scores(vector)
        code = spoken(need.text, need.language)
        weighed = [
            (weigh(need, self._candidate(place, WordScore(value), near[place]), code, self.weights), place)
            for place, value in enumerate(look.values)
        ]
        weighed.sort(key=lambda pair: -pair[0].value)
        # Only what is shown is put into words.
        best = [
            (self._candidate(place, look.score(place), near[place]), parts) for parts, place in weighed[:top]
        ]
        return [Ranked(candidate.id, told(candidate, parts)) for candidate, parts in best]
