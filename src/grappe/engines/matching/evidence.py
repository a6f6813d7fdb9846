"""How does what a database found become a word score?

A database's full text answers term by term: how strongly each thing that a need asks for stands in a text. The
weights and the rarity of the terms are those of the engine's own index, so both channels speak the same scale.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from grappe.engines.matching import glossary
from grappe.engines.matching.model import UNKNOWN, Need, WordScore
from grappe.engines.matching.retrieval import CONCEPT_ACROSS, query_terms, spoken

LANGUAGES = ("en", "fr", "de")
# A full-text rank of 0.1 counts as half of what a term can give.
HALF = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a need asks for, and by which words it is looked up in texts of one language."""

    number: int
    language: str
    written: tuple[str, ...]
    weight: float


def asked_of(need: Need) -> tuple[Asked, ...]:
    """Return what a need asks for in texts of each language: its own words in its own language, and its
    concepts by all their terms in every language.
    """
    code = spoken(need.text, need.language)
    found: list[Asked] = []
    by_name = {concept.name: concept for concept in glossary.concepts()}
    for language in LANGUAGES:
        across = code not in (language, UNKNOWN) and (code, language) != ("lb", "de")
        for number, term in enumerate(query_terms(need, code, across)):
            if term.key.startswith("§"):
                written = by_name[term.key[1:]].terms[language]
            elif across:
                continue  # a word of one language says nothing in another
            else:
                written = (term.written,)
            found.append(Asked(number, language, written, term.weight))
    return tuple(found)


def holders_of(ranks: Mapping[Hashable, Mapping[str, Mapping[int, float]]]) -> Counter[tuple[str, int]]:
    """Return in how many things each term stands, by language and number, from the ranks of all things."""
    return Counter(
        (language, number)
        for by_language in ranks.values()
        for language, found in by_language.items()
        for number in found
    )


def score_of(
    asked: Sequence[Asked],
    language: str,
    ranks: Mapping[int, float],
    holders: Mapping[tuple[str, int], int],
    total: int,
) -> WordScore:
    """Return the word score of one thing's text in a language, without the words that met.

    `ranks` are its full-text ranks (0 to 1) by the number of the term; `holders` says in how many of the `total`
    things a term stands.
    """
    rarity = {
        a.number: _rarity(holders.get((language, a.number), 0), total)
        for a in asked
        if a.language == language
    }
    weight = {a.number: a.weight for a in asked if a.language == language}
    whole = sum(weight[number] * rarity[number] for number in weight)
    most = max(whole, CONCEPT_ACROSS * _rarity(0, total))
    gained = sum(
        weight[number] * rarity[number] * rank / (rank + HALF)
        for number, rank in ranks.items()
        if number in weight and rank > 0
    )
    return WordScore(round(min(1.0, math.sqrt(gained / most)), 6) if most > 0 else 0.0)


def _rarity(holders: int, total: int) -> float:
    return math.log(1 + (max(total, holders) - holders + 0.5) / (holders + 0.5))
