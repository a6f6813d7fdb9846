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
from grappe.engines.matching import explanation, facets, meaning
from grappe.engines.matching.model import Candidate, Need, Ranked, Solution
from grappe.engines.matching.retrieval import WordIndex, across_free, spoken


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
) -> list[Ranked]:
    """Return the candidates, best first; those with the same score keep the order in which they came.

    The evidence may come from anywhere (a database's full text and vectors, or `Matcher`): word and meaning
    scores from 0 to 1, and the facets of each solution. `words` say what themes, clusters and sectors are called.
    """
    weighing = weights or Weights()
    code = spoken(need.text, need.language)
    scored = [Ranked(candidate.id, score(need, candidate, code, weighing, words)) for candidate in candidates]
    return sorted(scored, key=lambda ranked: -ranked.score.value)


def score(
    need: Need, candidate: Candidate, code: str, weights: Weights, words: Mapping[str, Text] | None = None
) -> Score:
    """Return the score of one candidate for a need in the language `code`; its reasons add up to it.

    Only what is known of who has the need is weighed, so that all candidates are measured by one yardstick.
    """
    across = not across_free(code, candidate.language)
    nearness = weights.meaning_across if across else weights.meaning
    compared = facets.compare(need.profile, candidate.facets)
    known = sum(facets.WEIGHTS[found.facet] for found in compared if found.actual)
    total = weights.words + nearness + (weights.facets if known else 0.0)
    reasons = [
        explanation.of_words(candidate.words, weights.words * candidate.words.value / total),
        explanation.of_meaning(candidate.meaning, nearness * candidate.meaning.value / total),
    ]
    for found in compared:
        share = facets.WEIGHTS[found.facet] / known if found.actual else 0.0
        reasons.append(explanation.of_facet(found, weights.facets * share * found.fit / total, words))
    value = sum(reason.weight for reason in reasons)
    return Score(min(1.0, max(0.0, round(value, 6))), tuple(reasons))


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
        evidence = zip(
            self.words.solutions,
            self.words.languages,
            self.words.scores(need),
            self.meaning.scores(vector),
            strict=True,
        )
        return [
            Candidate(solution.id, met, near, solution.facets, code) for solution, code, met, near in evidence
        ]

    def match(self, needs: Sequence[Need], top: int = 10) -> list[list[Ranked]]:
        """Return for each need its `top` solutions, best first; the needs are encoded in one batch."""
        vectors = meaning.encode([need.text for need in needs])
        return [
            rank(need, self.candidates(need, vector), self.weights)[:top]
            for need, vector in zip(needs, vectors, strict=True)
        ]
