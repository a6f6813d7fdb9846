"""Which words does a text have, once endings, accents and empty words are set aside?

Every text is read in its language: lower case, stop words out, Snowball stems, accents folded last (so that
"isolé" and "ISOLE" meet). German compounds also count as their parts ("Ölkessel" has "Kessel").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grappe.engines.kernel.folding import fold, folded_stop_words, stem, written_words

__all__ = [
    "Word", "compound_parts", "fold", "folded_stop_words", "stem", "stems", "words", "written_words",
]  # fmt: skip
LANGUAGES = ("en", "fr", "de")
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
