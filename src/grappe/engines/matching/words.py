"""Which words does a text have, once endings, accents and empty words are set aside?

Every text is read in its language: lower case, stop words out, Snowball stems, accents folded last (so that
"isolé" and "ISOLE" meet). German compounds also count as their parts ("Ölkessel" has "Kessel").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from grappe.engines.matching.stopwords import STOP_WORDS

LANGUAGES = ("en", "fr", "de")
_STEMMERS = {"en": "english", "fr": "french", "de": "german", "lb": "german"}
_WORD = re.compile(r"[^\W_]+(?:[.&-][^\W_]+)*", re.UNICODE)
_ELISION = re.compile(r"\b(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)['’](?=\w)")
_LINKING = ("", "s", "n", "en", "es", "er")
_SHORTEST_PART = 4
_OPAQUE = frozenset(
    {"wasserstoff", "kohlenstoff", "handwerk", "handwerker"}
)  # not about water, coal or hands


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as written, and the stem by which it is compared."""

    written: str
    stem: str


def fold(text: str) -> str:
    """Return the text in lower case without accents ("Énergie" and "energie" are one)."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_STEMMERS[language])


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the folded Snowball stem of one word in EN, FR, DE or LB (German rules)."""
    return fold(_stemmer(language).stemWord(word.casefold()))


@cache
def folded_stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, accents folded."""
    return frozenset(fold(word) for word in STOP_WORDS[language])


def written_words(text: str) -> list[str]:
    """Return the words of a text as written; French elisions (l', d', qu') are cut off."""
    return _WORD.findall(_ELISION.sub(" ", text))


def words(text: str, language: str, parts: frozenset[str] = frozenset()) -> list[Word]:
    """Return the full words of a text with their stems; for German also the `parts` of its compounds."""
    stop = folded_stop_words(language)
    found: list[Word] = []
    for written in written_words(text):
        plain = fold(written)
        if plain in stop or (len(plain) < 2 and not plain.isdigit()):
            continue
        found.append(Word(written, stem(written, language)))
        if "-" in written:
            pieces = [p for p in written.split("-") if len(p) > 2 and fold(p) not in stop]
            found += [Word(written, stem(piece, language)) for piece in pieces]
        if language in ("de", "lb"):
            found += [Word(written, stem(part, language)) for part in compound_parts(plain, parts)]
    return found


def compound_parts(folded: str, parts: frozenset[str]) -> tuple[str, ...]:
    """Return the known words of which a folded German compound is made: its head, and its first word.

    Only a known ending counts as the head and only a known beginning as the first word; "Ölkessel" gives
    "kessel", "Abfallkosten" gives "abfall" and "kosten".
    """
    if len(folded) < 2 * _SHORTEST_PART or folded in _OPAQUE or not parts:
        return ()
    heads = (folded[i:] for i in range(2, len(folded) - _SHORTEST_PART + 1))
    head = next((h for h in heads if h in parts), "")
    rest = folded[: len(folded) - len(head)] if head else folded
    firsts = (rest[:i] for i in range(len(rest), _SHORTEST_PART - 1, -1))
    first = next((f for f in firsts if f in parts and _links(rest[len(f) :], bool(head))), "")
    return tuple(part for part in (first, head) if part and part != folded)


def _links(rest: str, has_head: bool) -> bool:
    # Before a known head only a linking sound may stand ("Regierung-s-rat"); without one any ending will do.
    return rest in _LINKING if has_head else len(rest) >= 3


def stems(found: Iterable[Word]) -> list[str]:
    """Return the stems of the words, in order."""
    return [word.stem for word in found]
