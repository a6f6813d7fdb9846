"""How is a kept source cited, in the text and in the bibliography? By CSL (Citation Style Language) in three languages."""

from __future__ import annotations

import copy
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.utils.safestring import SafeString, mark_safe

STYLE = "harvard-cite-them-right"
LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a bibliography."""

    key: str
    html: SafeString
    plain: str
    url: str  # the DOI's, else the source's own


class Cited:
    """The sources of one study in one language; a key that is none of them is cited as an empty text."""

    def __init__(self, sources: Iterable[Mapping[str, Any]], language: str) -> None:
        self._items = {each["key"]: each["item"] for each in sources}
        self._locale = LOCALES.get(language, "en-GB")
        self._plain, self._citations = self._cite(formatter.plain, self._items)

    def _cite(
        self, how: Any, items: Mapping[str, Any]
    ) -> tuple[CitationStylesBibliography, dict[str, Citation]]:
        style = CitationStylesStyle(STYLE, locale=self._locale, validate=False)
        rows = [{**copy.deepcopy(dict(item)), "id": key} for key, item in items.items()]
        made = CitationStylesBibliography(style, CiteProcJSON(rows), how)
        citations = {key: Citation([CitationItem(key)]) for key in items}
        for citation in citations.values():
            made.register(citation)
        return made, citations

    def in_text(self, key: str) -> str:
        """Return how a source is cited in the text: "(Müller, 2021)"."""
        if key not in self._items:
            return ""
        return str(self._plain.cite(self._citations[key], lambda _missing: None))

    def bibliography(self) -> Iterator[Entry]:
        """Return the bibliography, by author and year."""
        self._plain.sort()
        plain = {
            item.key: str(words)
            for item, words in zip(self._plain.items, self._plain.bibliography(), strict=False)
        }
        escaped = {key: _escaped(item) for key, item in self._items.items()}
        made, _citations = self._cite(formatter.html, escaped)
        made.sort()
        for item, words in zip(made.items, made.bibliography(), strict=False):
            # The values were escaped before the library put its own <i> around them.
            yield Entry(
                item.key, mark_safe(str(words)), plain.get(item.key, ""), address_of(self._items[item.key])
            )


def address_of(item: Mapping[str, Any]) -> str:
    """Return where a source is found: its DOI's address, else its own; empty where there is none."""
    doi = str(item.get("DOI") or "").strip()
    return f"https://doi.org/{doi}" if doi else str(item.get("URL") or "")


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value, quote=False)
    if isinstance(value, Mapping):
        return {key: _escaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    return value
