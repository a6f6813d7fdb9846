"""Which words stand in an office file, of Microsoft's (OOXML, ECMA-376) or the open kind (ODF, ISO/IEC 26300)?

Text, comments, changes that were taken back, notes, headers, and who is said to have written it: a name is somewhere or nowhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from openpyxl import load_workbook

from grappe.ui.extraction import State
from grappe.ui.extraction.packed import Packed

# After these words go on in a new line, or with a blank; between all others nothing stands: a name is often cut in two runs.
_LINES = frozenset({
    "p", "h", "br", "cr", "tr", "si", "is", "text", "line-break", "table-row", "creator", "title", "subject", "comment",
})  # fmt: skip
_BLANKS = frozenset({"tab", "tc", "s", "table-cell", "ptab", "noBreakHyphen"})
_DULL = re.compile(
    r"(?:^|/)(?:styles|theme\d*|fontTable|webSettings|numbering|stylesWithEffects|vbaProject)\.\w+$|/theme/|^\[Content_Types\]|"
    r"^META-INF/|^Thumbnails/|^Configurations2/|^mimetype$|/slideLayouts/|/slideMasters/|\.(?:png|jpe?g|gif|emf|wmf|svg|bin|vml|odttf)$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(?:word/document\.xml|content\.xml|ppt/slides/slide(\d+)\.xml)$")
_SHEETS = re.compile(r"^xl/(?:worksheets/sheet|sharedStrings|calcChain)")
_NAMED = ("cmAuthor", "person", "author")  # elements that say by an attribute who somebody is


def office_words(packed: Packed, content: bytes) -> tuple[State, str, list[tuple[str, bytes]]]:
    """Return how well an office file was read, its words, and the files within it; of a mere archive the files alone.

    Raises TooLarge, zipfile.BadZipFile.
    """
    names = packed.names
    office = "[Content_Types].xml" in names or "content.xml" in names
    if not office:
        return State.READ, "\n".join(names), [(name, packed.part(name)) for name in names]
    parts, state = [], State.READ
    if "xl/workbook.xml" in names:
        parts.append(_cells(content))
        names = [name for name in names if not _SHEETS.match(name)]
    within = []
    for name in sorted(names, key=_place):
        if _DULL.search(name):
            continue
        if not name.endswith((".xml", ".rels")):
            within.append((name.rsplit("/", 1)[-1], packed.part(name)))
            continue
        try:
            parts.append(_words(packed.part(name)))
        except (ParseError, DefusedXmlException):
            state = State.PART
    return state, "\n".join(filter(None, parts)), within


def _place(name: str) -> tuple[int, int, str]:
    """The body before notes and properties, slides by their number."""
    first = _FIRST.match(name)
    return (0 if first else 1, int(first[1] or 0) if first else 0, name)


def _cells(content: bytes) -> str:
    """The cells of a workbook row by row, so that a first and a last name stand side by side."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return "\n".join(
        line
        for sheet in book.worksheets
        for line in [sheet.title, *_lines(sheet.iter_rows(values_only=True))]
    )


def _lines(rows: Iterable[Iterable[Any]]) -> list[str]:
    lines = (" ".join(str(cell) for cell in row if cell is not None) for row in rows)
    return [line for line in lines if line]


def _words(part: bytes) -> str:
    parser = DefusedXMLParser(target=_Words(), forbid_dtd=True)
    parser.feed(part)
    return str(parser.close())


class _Words:
    """What an XML parser tells, as words."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        for key, value in attributes.items():
            told = _local(key) == "author" or value.startswith("mailto:")
            told = told or (name in _NAMED and _local(key) in ("name", "displayName"))
            if told:
                self.said.append(f"\n{value}\n")
        if name in _BLANKS:
            self.said.append(" ")

    def data(self, text: str) -> None:
        self.said.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in _LINES:
            self.said.append("\n")
        elif name in _BLANKS:
            self.said.append(" ")

    def close(self) -> str:
        lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(self.said).splitlines())
        return "\n".join(line for line in lines if line)


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
