"""How is a source cited: in the text, and in the list of sources? By citeproc, in the style "Cite them right" (Harvard).

The library escapes nothing that it is given. Signs that mean something in HTML therefore travel through it as letters
of Unicode's private area; what comes out is taken apart into pieces of plain text, and a template makes them markup.
"""

from __future__ import annotations

import json
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.template.loader import render_to_string
from django.utils.text import slugify

from grappe.apps.studies.queries.csl import DATES, NAMES, PARTS_OF_NAMES
from grappe.apps.studies.queries.csl_dates import year_of

if TYPE_CHECKING:
    from grappe.apps.studies.models import Source

STYLE = "harvard-cite-them-right"
LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE"}
_HIDE = str.maketrans({"&": "\ue100", "<": "\ue101", ">": "\ue102", '"': "\ue103"})
_SHOW = str.maketrans({"\ue100": "&", "\ue101": "<", "\ue102": ">", "\ue103": '"'})
_FRENCH = re.compile(
    r"\b(Disponible sur|Consulté le):"
)  # the style's own words, without the space that French sets
_TAG = re.compile(r"(<[^>]*>)")
# What a list of sources needs; the rest (an abstract, for instance) is not given to the library at all.
_LEFT_OUT = frozenset({"abstract", "annote", "note", "keyword", "language", "references"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, upright or in italics."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it is cited: `in_text` plain with its brackets, `pieces` its line in the list."""

    key: str
    in_text: str
    pieces: tuple[Piece, ...]

    @property
    def plain(self) -> str:
        """The line of the list without markup, to be copied."""
        return "".join(each.text for each in self.pieces)

    @property
    def entry(self) -> str:
        """The line of the list as HTML, safe to stand in a page."""
        return render_to_string("studies/_citation.html", {"pieces": self.pieces})


@lru_cache(maxsize=8)
def _style(language: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CitationStylesStyle(STYLE, locale=LOCALES.get(language, LOCALES["en"]), validate=False)


def cited(items: Sequence[tuple[str, Mapping[str, Any]]], language: str) -> dict[str, Cited]:
    """Return how sources are cited together, by key, in the order of the list.

    `items` are keys with CSL-JSON. Two sources of the same people and year are told apart by a letter: 2021a, 2021b.
    """
    found = [replace(_cited(json.dumps(item), language), key=key) for key, item in items]
    found.sort(key=lambda each: (_sorting(each.plain), each.key))
    same: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(found):
        same[each.in_text].append(place)
    years = {key: year_of(item.get("issued")) for key, item in items}
    for places in same.values():
        for number, place in enumerate(places if len(places) > 1 else []):
            found[place] = _lettered(found[place], years[found[place].key], _letters(number))
    return {each.key: each for each in found}


def bibliography(sources: Iterable[Source], language: str) -> list[tuple[Source, str]]:
    """Return the list of sources, sorted as it is printed, each with its HTML."""
    by_key = {each.key: each for each in sources}
    found = cited([(key, each.item) for key, each in by_key.items()], language)
    return [(by_key[key], each.entry) for key, each in found.items()]


def in_text(source: Source, language: str) -> str:
    """Return how a source is cited in its study's text, told apart from the study's other sources. One query."""
    rows = source.study.sources.values_list("key", "item")
    return cited([*rows], language)[source.key].in_text


@lru_cache(maxsize=4_096)  # one takes about 5 ms
def _cited(text: str, language: str) -> Cited:
    item = json.loads(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields that the library does not know
        source = CiteProcJSON([{"id": "source", **_given(item)}])
        made = CitationStylesBibliography(_style(language), source, formatter.html)
        citation = Citation([CitationItem("source")])
        made.register(citation)
        short = str(made.cite(citation, lambda missing: None))
        entry = str(made.bibliography()[0])
    return Cited("", "".join(each.text for each in _pieces(short)), _once(_pieces(entry)))


def _given(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as the library takes it, with what means something in HTML hidden."""
    given: dict[str, Any] = {"type": item["type"]}
    for name, value in item.items():
        if name in _LEFT_OUT or name == "type":
            continue
        if name in NAMES:
            given[name] = [_name(each) for each in value]
        elif name in DATES:
            given[name] = value if "date-parts" in value else {"literal": _hidden(value["literal"])}
        else:
            given[name] = _hidden(str(value))
    if given["type"] in ("webpage", "dataset", "report") and not item.get("author") and item.get("publisher"):
        given["author"] = [{"literal": _hidden(item["publisher"])}]  # an organisation speaks for itself
    year = year_of(item.get("issued"))
    if year and "literal" in item.get("issued", {}):
        given["issued"] = {"date-parts": [[year]]}
    return given


def _name(name: Mapping[str, str]) -> dict[str, str]:
    if name.get("literal"):
        return {"literal": _hidden(name["literal"])}
    parts = {part: _hidden(name[part]) for part in PARTS_OF_NAMES if name.get(part)}
    return parts if parts.get("family") else {"literal": " ".join(parts.values())}


def _hidden(text: str) -> str:
    return "".join(char for char in text if not "\ue100" <= char <= "\ue103").translate(_HIDE)


def _pieces(html: str) -> tuple[Piece, ...]:
    """Return what the library made as plain words; of its markup only italics are kept."""
    found: list[Piece] = []
    italic = False
    for part in _TAG.split(html):
        if _TAG.fullmatch(part):
            italic = part == "<i>" or (italic and part != "</i>")
        elif part:
            found.append(Piece(_FRENCH.sub("\\1\u00a0:", unescape(part)).translate(_SHOW), italic))
    return tuple(found)


def _once(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Take out a title that stands twice: a source without people begins with it, and the library repeats it."""
    if len(pieces) > 2 and pieces[0] == pieces[2] and re.fullmatch(r" \([^()]*\) ", pieces[1].text):
        rest = pieces[3:]
        gap = " " if rest and rest[0].text[:1].isalnum() else ""
        return (pieces[0], Piece(pieces[1].text.rstrip() + gap), *rest)
    found = re.fullmatch(r"(?s)(?P<title>.+?) (?P<year>\([^()]*\)) (?P=title)(?P<rest>.*)", pieces[0].text)
    if found is None:
        return pieces
    gap = " " if found["rest"][:1].isalnum() else ""
    return (Piece(f"{found['title']} {found['year']}{gap}{found['rest']}"), *pieces[1:])


def _lettered(each: Cited, year: int | None, letter: str) -> Cited:
    """Return a source with a letter behind its year, or behind "no date"."""
    what = rf"\b{year}(?=\))" if year is not None else r"(?<=[^\W\d])(?=\))"
    new = f"{year}{letter}" if year is not None else f"-{letter}"
    pieces = list(each.pieces)
    for place, piece in enumerate(pieces):
        text, times = re.subn(what, new, piece.text, count=1)
        if times:
            pieces[place] = replace(piece, text=text)
            break
    return replace(each, in_text=re.sub(what, new, each.in_text, count=1), pieces=tuple(pieces))


def _letters(number: int) -> str:
    rest, letter = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + ascii_lowercase[letter]


def _sorting(text: str) -> str:
    """Return a text as it is sorted: accents and signs aside."""
    return slugify(text) or text.casefold()
