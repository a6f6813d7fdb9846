"""In which order is shown what was found? Names before words before meaning, weighed: see docs/reference/search.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import add

from rapidfuzz.distance import DamerauLevenshtein, Prefix

from grappe.apps.search.enums import Kind
from grappe.apps.search.queries.asked import MOST_TERMS, Asked
from grappe.apps.search.queries.looks import Candidate
from grappe.engines.kernel.folding import fold
from grappe.engines.linkage.forms import FORM, class_of


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
    form: float = (
        0.05  # of the same name the legal form that was typed, or one that is the same (S.à r.l., GmbH)
    )
    written: float = 0.02  # and the one that was typed
    past: float = 0.3  # an archived company, somebody who has left
    recent: float = 0.03


WEIGHTS = Weights()
CALLED = 0.55  # all that was typed is a name, a number or an address of its own, though not of its title
NEAR_ENOUGH = 0.72  # of a word of a name to one typed
_WORD = re.compile(r"[^\W_]+")
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
    longer = max(len(token), len(word))
    if abs(len(token) - len(word)) > (1 - NEAR_ENOUGH) * longer:  # as many letters at least are wrong
        return 0.0
    near = DamerauLevenshtein.normalized_similarity(token, word)
    return near * 0.92 if near >= NEAR_ENOUGH else 0.0


def name_score(tokens: Sequence[str], titles: Iterable[str], *, whole: bool = False) -> float:
    """How well what was typed fits a name, 0 to 1: each word typed, and a little whether it is all of the name.

    `whole`: words as they are, none that is only alike or begins so.
    """
    if not tokens:
        return 0.0
    joined = "".join(tokens)
    best = 0.0
    for title in titles:
        words, known, name = _read(title)
        if words and not (whole and known.isdisjoint(tokens)):
            best = max(best, _title_score(tokens, joined, words, known, name, whole))
    return best


def _title_score(
    tokens: Sequence[str], joined: str, words: Sequence[str], known: frozenset[str], name: str, whole: bool
) -> float:
    fit = 1.0
    if not known.issuperset(tokens):  # else nothing fits better
        if whole:
            fit = sum(token in known for token in tokens) / len(tokens)
            return _weighed(fit, tokens, joined, words, name)
        pairs = [*words, *map(add, words, words[1:])]
        last = len(tokens) - 1
        scores = [
            1.0 if token in known else max(alike(token, word, place == last) for word in pairs)
            for place, token in enumerate(tokens)
        ]
        fit = max(sum(scores) / len(scores), alike(joined, name, True))
        if last and fit < 1.0:
            fit = max(fit, max(alike(joined, word, True) for word in pairs))
    return _weighed(fit, tokens, joined, words, name)


def _weighed(fit: float, tokens: Sequence[str], joined: str, words: Sequence[str], name: str) -> float:
    """A little more where what was typed is all of the name, or begins like it."""
    covered = min(1.0, len(joined) / len(name))
    begins = 0.05 if alike(tokens[0], words[0], True) else 0.0
    return fit * (0.85 + 0.1 * covered + begins)


@lru_cache(maxsize=20_000)
def _read(text: str) -> tuple[tuple[str, ...], frozenset[str], str]:
    """The words of a name, in order, as a set and as one; kept, because who types asks for the same names again."""
    words = tuple(_WORD.findall(fold(text).replace(".", "")))
    return words, frozenset(words), "".join(words)


def ranked(
    asked: Asked,
    candidates: Iterable[Candidate],
    *,
    today: date,
    weights: Weights = WEIGHTS,
) -> list[Ranked]:
    """Order candidates, the likeliest first; those of one score by day and then by id, so that the order is always the same."""
    tokens = [token for group in asked.every for term in group[:1] for token in term.tokens][:MOST_TERMS]
    found = [Ranked(each, _score(each, tokens, today, weights, asked.form)) for each in candidates]
    return sorted(
        found,
        key=lambda each: (-each.score, -(each.candidate.day or date.min).toordinal(), each.candidate.id),
    )


@lru_cache(maxsize=20_000)
def _form_of(title: str) -> str:
    """The legal form that a name has, in plain letters."""
    found = FORM.findall(" ".join(_read(title)[0]))
    return found[-1].replace(" ", "") if found else ""


def _formed(form: str, titles: Iterable[str], weights: Weights) -> float:
    """What speaks for a company because of its legal form."""
    forms = {_form_of(title) for title in titles}
    if form in forms:
        return weights.form + weights.written
    return weights.form if class_of(form) in map(class_of, forms) else 0.0


def _score(each: Candidate, tokens: Sequence[str], today: date, weights: Weights, form: str = "") -> float:
    named = [*each.titles.values(), each.beside] if each.kind == Kind.COMPANY else list(each.titles.values())
    # Where the index did not find it by its name, no word of it is only alike.
    name = name_score(tokens, named, whole=not each.called and not each.slipped) if tokens else 0.0
    if not each.called and not each.slipped and each.rank == 0:
        name = 0.0  # found by meaning alone
    elif each.called:
        name = max(name, CALLED)
    known = each.kind in _KNOWN_BY_NAME
    score = weights.name * name * (1.0 if known else 0.75)
    score += weights.words * each.rank / (each.rank + 0.15) if each.rank else 0.0
    score += weights.meaning * max(0.0, each.near - weights.floor) / (1 - weights.floor)
    if not tokens:  # filters alone: the companies, then what is of late
        return weights.company if each.kind == Kind.COMPANY else 0.0
    if score <= 0:
        return 0.0  # that it is of today says nothing for it
    if each.kind == Kind.COMPANY and name > 0.5:
        score += weights.company
        score += _formed(form, each.titles.values(), weights) if form else 0.0
    if each.day and each.day <= today:
        score += weights.recent * max(0.0, 1 - (today - each.day).days / 730)
    return round(score - (weights.past if each.past else 0.0), 6)
