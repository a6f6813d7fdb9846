"""How is a source cited: in the text, and in the list of sources? By citeproc, in the style "Cite them right" (Harvard).

The library escapes nothing that it is given. Signs that mean something in HTML therefore travel through it as letters
of Unicode's private area, and of the markup that comes out only what is named here stays.
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
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from grappe.apps.studies.queries.csl import DATES, NAMES, PARTS_OF_NAMES
from grappe.apps.studies.queries.csl_dates import year_of

if TYPE_CHECKING:
    from grappe.apps.studies.models import Source

STYLE = "harvard-cite-them-right"
LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE"}
_HIDE = str.maketrans({"&": "\ue100", "<": "\ue101", ">": "\ue102", '"': "\ue103"})
_SHOW = {"\ue100": "&amp;", "\ue101": "&lt;", "\ue102": "&gt;", "\ue103": "&quot;"}
_KEPT = re.compile(r"</?(?:i|b|sup|sub)>")
# What a list of sources needs; the rest (an abstract, for instance) is not given to the library at all.
_LEFT_OUT = frozenset({"abstract", "annote", "note", "keyword", "language", "references"})


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it is cited: `in_text` plain with its brackets, `entry` the HTML of its line in the list."""

    key: str
    in_text: str
    entry: SafeString

    @property
    def plain(self) -> str:
        """The line of the list without markup, to be copied."""
        return unescape(re.sub(r"<[^>]+>", "", self.entry))


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


def bibliography(sources: Iterable[Source], language: str) -> list[tuple[Source, SafeString]]:
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
    return Cited("", unescape(_KEPT.sub("", _safe(short))), mark_safe(_once(_safe(entry))))  # escaped above


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


def _safe(html: str) -> str:
    """Return what the library made with its own markup only, and each hidden sign as HTML writes it."""
    html = re.sub(r"<[^>]*>", lambda tag: tag.group() if _KEPT.fullmatch(tag.group()) else "", html)
    html = re.sub(r"&(?!#?\w+;)", "&amp;", html)
    for sign, written in _SHOW.items():
        html = html.replace(sign, written)
    return html


def _once(entry: str) -> str:
    """Take out a title that stands twice: a source without people begins with it, and the library repeats it."""
    found = re.match(r"(?P<title>.+?) (?P<year>\([^()]*\)) (?P=title)(?P<rest>.*)", entry, re.DOTALL)
    if found is None:
        return entry
    rest = found["rest"] if found["rest"].startswith((".", ",", ":", " ")) else f" {found['rest']}"
    return f"{found['title']} {found['year']}{rest}"


def _lettered(each: Cited, year: int | None, letter: str) -> Cited:
    if year is None:
        return replace(
            each,
            in_text=f"{each.in_text[:-1]}-{letter})",
            entry=mark_safe(each.entry.replace(")", f"-{letter})", 1)),  # escaped above
        )
    plain = rf"\b{year}\b(?=\))"
    entry = re.sub(plain, f"{year}{letter}", each.entry, count=1)
    return replace(
        each, in_text=re.sub(plain, f"{year}{letter}", each.in_text, count=1), entry=mark_safe(entry)
    )


def _letters(number: int) -> str:
    rest, letter = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + ascii_lowercase[letter]


def _sorting(text: str) -> str:
    """Return a text as it is sorted: accents and signs aside."""
    return slugify(text) or text.casefold()
