"""In which order is shown what was found? Names before words before meaning, weighed: see docs/reference/search.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein, Prefix

from grappe.apps.search.enums import Kind
from grappe.apps.search.queries.asked import MOST_TERMS, Asked
from grappe.apps.search.queries.looks import Candidate
from grappe.engines.kernel.folding import fold


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for an entry, and how much. Set by hand: a labelled set of questions is still to be made.

    The floor is measured: the titles of the solutions in German against their texts in French keep 98 % of their own above
    0.25 and 2 % of the others (0.38: 70 % and 0.2 %).
    """

    name: float = 1.0
    words: float = 0.75
    meaning: float = 0.9
    floor: float = 0.25  # a cosine from which on two texts have something to do with one another
    company: float = 0.06  # of two that are called alike the company first
    past: float = 0.3  # an archived company, somebody who has left
    recent: float = 0.03


WEIGHTS = Weights()
CALLED = 0.55  # all that was typed is a name, a number or an address of its own, though not of its title
NEAR_ENOUGH = 0.72  # of a word of a name to one typed
_KNOWN_BY_NAME = {Kind.COMPANY, Kind.PERSON}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate with its place."""

    candidate: Candidate
    score: float


def alike(token: str, word: str, last: bool) -> float:
    """How near a word of a name comes to one that was typed, 0 to 1; the last may be its beginning."""
    if token == word:
        return 1.0
    if last and len(token) >= 2 and Prefix.similarity(token, word) == len(token):
        return 0.9 + 0.1 * len(token) / len(word)
    near = DamerauLevenshtein.normalized_similarity(token, word)
    return near * 0.92 if near >= NEAR_ENOUGH else 0.0


def name_score(tokens: Sequence[str], titles: Iterable[str]) -> float:
    """How well what was typed fits a name, 0 to 1: each word typed, and a little whether it is all of the name."""
    best = 0.0
    for title in titles:
        words = [word for word in _plain_words(title) if word]
        if not words or not tokens:
            continue
        pairs = [*words, *(first + second for first, second in zip(words, words[1:], strict=False))]
        last = len(tokens) - 1
        scores = [
            max(alike(token, word, place == last) for word in pairs) for place, token in enumerate(tokens)
        ]
        joined = "".join(tokens)
        fit = max(
            sum(scores) / len(scores),
            alike(joined, "".join(words), True),
            max(alike(joined, w, True) for w in pairs),
        )
        covered = min(1.0, len(joined) / max(1, len("".join(words))))
        begins = 0.05 if words[0].startswith(tokens[0]) else 0.0
        best = max(best, fit * (0.85 + 0.1 * covered + begins))
    return best


def _plain_words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(text).replace(".", "")).split()


def ranked(
    asked: Asked,
    candidates: Iterable[Candidate],
    *,
    today: date,
    weights: Weights = WEIGHTS,
) -> list[Ranked]:
    """Order candidates, the likeliest first; those of one score by day and then by id, so that the order is always the same."""
    tokens = [token for group in asked.every for term in group[:1] for token in term.tokens][:MOST_TERMS]
    found = [Ranked(each, _score(each, tokens, today, weights)) for each in candidates]
    return sorted(
        found,
        key=lambda each: (-each.score, -(each.candidate.day or date.min).toordinal(), each.candidate.id),
    )


def _score(each: Candidate, tokens: Sequence[str], today: date, weights: Weights) -> float:
    named = [*each.titles.values(), each.beside] if each.kind == Kind.COMPANY else list(each.titles.values())
    name = name_score(tokens, named) if tokens else 0.0
    if not each.called and not each.slipped and each.rank == 0:
        name = 0.0  # found by meaning alone
    elif each.called:
        name = max(name, CALLED)
    known = each.kind in _KNOWN_BY_NAME
    score = weights.name * name * (1.0 if known else 0.75)
    score += weights.words * each.rank / (each.rank + 0.15) if each.rank else 0.0
    score += weights.meaning * max(0.0, each.near - weights.floor) / (1 - weights.floor)
    if score <= 0:
        return 0.0  # that it is of today says nothing for it
    score += weights.company if each.kind == Kind.COMPANY and name > 0.5 else 0.0
    if each.day and each.day <= today:
        score += weights.recent * max(0.0, 1 - (today - each.day).days / 730)
    return round(score - (weights.past if each.past else 0.0), 6)
