"""Which concepts of the trade does a text name, whatever its language?

A small glossary of our own (English, French, German, Luxembourgish) lets a need in one language meet a
solution in another by words, not by likeness alone, and lets the meeting be shown in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from grappe.engines.matching import words
from grappe.engines.matching.glossary import business, environment

COLUMNS = ("en", "fr", "de", "lb")
# In which columns a text is looked up: Luxembourgish borrows from its neighbours.
_READS = {"en": ("en",), "fr": ("fr",), "de": ("de",), "lb": ("lb", "de", "fr")}


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing of the trade and what it is called: terms by language, the first of each for showing."""

    name: str
    terms: Mapping[str, tuple[str, ...]]

    def called(self, language: str) -> str:
        """Return the usual term in a language (the English one where there is none)."""
        found = self.terms.get(language) or self.terms["en"]
        return found[0]


@dataclass(frozen=True, slots=True)
class Span:
    """A concept met in a text: the words as written, and whether a longer term holds them ("heat pump")."""

    concept: Concept
    written: str
    nested: bool


@cache
def concepts() -> tuple[Concept, ...]:
    """Return every concept of the glossary, in its order."""
    lines = (environment.CONCEPTS + business.CONCEPTS).strip().splitlines()
    return tuple(_concept(line) for line in lines if line.strip())


def _concept(line: str) -> Concept:
    cells = [cell.strip() for cell in line.split(";")]
    terms = {
        code: tuple(term.strip() for term in cell.split(",") if term.strip())
        for code, cell in zip(COLUMNS, cells, strict=True)
    }
    return Concept(terms["en"][0], terms)


@cache
def german_parts() -> frozenset[str]:
    """Return the folded German single words of the glossary: what compounds are taken apart by."""
    singles = (term for concept in concepts() for term in concept.terms["de"] if " " not in term)
    return frozenset(words.fold(term) for term in singles if len(term) >= 4)


@cache
def _phrases(language: str) -> dict[str, list[tuple[tuple[str, ...], Concept]]]:
    """Return the stemmed terms of a language by their first stem, longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], Concept]]] = {}
    for concept in concepts():
        for code in _READS[language]:
            for term in concept.terms.get(code, ()):
                sequence = tuple(_stems(term, code if code != "lb" else "de"))
                # "use less water" shrinks to "water" without its empty words, and would say too much.
                if sequence and not (len(sequence) == 1 and " " in term):
                    by_first.setdefault(sequence[0], []).append((sequence, concept))
    for found in by_first.values():
        found.sort(key=lambda pair: (-len(pair[0]), pair[1].name))
    return by_first


def _stems(text: str, language: str) -> list[str]:
    return [
        words.stem(written, language) for written in words.written_words(text) if _full(written, language)
    ]


def _full(written: str, language: str) -> bool:
    return words.fold(written) not in words.folded_stop_words(language)


def spans(text: str, language: str) -> list[Span]:
    """Return every naming of a concept in a text in EN, FR, DE or LB, in the order of the text.

    The words of a longer term keep their own concepts, marked as nested: a text about an energy audit is also
    about energy, only less so. The parts of a German compound are nested in it.
    """
    stemmed = "de" if language == "lb" else language
    written = [w for w in words.written_words(text) if _full(w, stemmed) and _full(w, language)]
    sequence = [words.stem(w, stemmed) for w in written]
    found: dict[tuple[int, int, str, bool], Concept] = {}
    for start in range(len(sequence)):
        for length, concept in _at(sequence, start, _phrases(language)):
            found[(start, start + length, concept.name, False)] = concept
        for concept in _inside(written[start], language):
            found.setdefault((start, start + 1, concept.name, True), concept)
    wide = [(start, end) for start, end, _, part in found if end - start > 1 and not part]
    return [
        Span(concept, " ".join(written[start:end]), part or _held(start, end, wide))
        for (start, end, _, part), concept in sorted(found.items(), key=lambda item: item[0])
    ]


def _at(
    sequence: list[str], start: int, table: dict[str, list[tuple[tuple[str, ...], Concept]]]
) -> list[tuple[int, Concept]]:
    candidates = table.get(sequence[start], ())
    return [
        (len(phrase), concept)
        for phrase, concept in candidates
        if tuple(sequence[start : start + len(phrase)]) == phrase
    ]


def _inside(written: str, language: str) -> list[Concept]:
    """Return the concepts of the parts of a German or Luxembourgish compound."""
    if language not in ("de", "lb"):
        return []
    parts = words.compound_parts(words.fold(written), german_parts())
    table = _phrases(language)
    found = [pair for part in parts for pair in table.get(words.stem(part, "de"), ())]
    return [concept for phrase, concept in found if len(phrase) == 1]


def _held(start: int, end: int, wide: list[tuple[int, int]]) -> bool:
    return any(a <= start and end <= b and (a, b) != (start, end) for a, b in wide)


def expand(text: str, language: str, into: str) -> tuple[str, ...]:
    """Return the terms by which a text in one language would be found in another, without repeats."""
    terms = (term for span in spans(text, language) for term in span.concept.terms.get(into, ()))
    return tuple(dict.fromkeys(terms))
