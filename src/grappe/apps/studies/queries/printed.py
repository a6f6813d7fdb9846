"""How does a study read in one language? The document of `content`, put into words: page, review and PDF are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import (
    Bearing,
    EvidenceKind,
    Licence,
    Origin,
    Outcome,
    Strength,
)
from grappe.apps.studies.queries.chart_paper import alt_text
from grappe.apps.studies.queries.charts import option
from grappe.apps.studies.queries.citations import Cited, Piece, cited
from grappe.apps.studies.queries.content import speaks
from grappe.apps.studies.queries.figures import spoken_text, unit_of
from grappe.ui.said import Said

Cites = Mapping[str, Cited]
MOST_ROWS = 60  # of a table in print; all of them are in its file
_CITE = re.compile(r"\[@([\w:.#$%&+?<>~/-]+)\]")
COLOURS = {"strong": "green", "moderate": "blue", "weak": "yellow", "contested": "orange"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading within a chapter, or a list; each line a list of parts (text, or a citation's key)."""

    kind: str  # "p", "h" or "ul"
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line; with `key` they are a citation of that source."""

    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    heading: str
    blocks: tuple[Block, ...]
    language: str  # in which it is written, where it is not that of the page


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    kind: str
    label: str
    bearing: str
    contradicts: bool
    words: str = ""  # of a passage
    who: str = ""
    table: int = 0
    source: str = ""  # the citation in the text
    key: str = ""
    where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    key: str
    pk: int
    number: int
    statement: str
    explanation: str
    strength: str
    strength_label: str
    colour: str
    evidence: tuple[ShownEvidence, ...]


@dataclass(frozen=True, slots=True)
class ShownColumn:
    label: str
    unit: str
    about: str  # period, territory and source, in one line
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    key: str
    number: int
    title: str
    note: str
    origin: str
    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int  # rows that are left out here
    charts: tuple[
        dict[str, Any], ...
    ]  # as kept, with "title" and "words" in the language, "option" for the page
    raw: Mapping[str, Any]  # as kept, for drawing

    @property
    def marked(self) -> list[list[tuple[str, bool]]]:
        """The cells, each with whether it is a number."""
        numbers = [each.is_number for each in self.columns]
        return [list(zip(row, numbers, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of sources; `url` is the DOI's address, else the source's own."""

    key: str
    pieces: tuple[Piece, ...]
    plain: str
    url: str


@dataclass(frozen=True, slots=True)
class Tested:
    key: str
    statement: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A study in one language."""

    language: str
    title: str
    question: str
    summary: str
    method: str
    authors: str
    licence: str
    scope: tuple[str, ...]  # theme, clusters, activities
    hypotheses: tuple[Tested, ...]
    chapters: tuple[Chapter, ...]
    findings: tuple[ShownFinding, ...]
    tables: tuple[ShownTable, ...]
    bibliography: tuple[Entry, ...]
    interviews: Mapping[str, int]
    materials: tuple[Mapping[str, Any], ...]
    invented: bool


def printed(content: Mapping[str, Any], language: str) -> Printed:
    """Return a study's content in words of a language; the active language has to be the same."""
    cites = cited([(each["key"], each["item"]) for each in content["sources"]], language)
    theme = speaks(content["theme"], language) if content["theme"] else ""
    scope = [theme] if theme else []
    scope += [speaks(each, language) for each in content["clusters"]]
    scope += [f"{each['code']} {speaks(each['labels'], language)}" for each in content["nace"]]
    return Printed(
        language=language,
        title=speaks(content["titles"], language),
        question=speaks(content["questions"], language),
        summary=speaks(content["summaries"], language),
        method=speaks(content["methods"], language),
        authors=content["authors"],
        licence=str(Licence(content["licence"]).label),
        scope=tuple(scope),
        hypotheses=tuple(_tested(each, language) for each in content["hypotheses"]),
        chapters=tuple(_chapter(each, language, cites) for each in content["chapters"] if each["texts"]),
        findings=tuple(_finding(each, language, cites) for each in content["findings"]),
        tables=tuple(_table(each, language, cites) for each in content["tables"]),
        bibliography=tuple(_entries(content["sources"], cites)),
        interviews=content["interviews"],
        materials=tuple(content["materials"]),
        invented=content["invented"],
    )


def _entries(sources: Sequence[Mapping[str, Any]], cites: Cites) -> Iterator[Entry]:
    items = {each["key"]: each["item"] for each in sources}
    for key, each in cites.items():
        doi, own = str(items[key].get("DOI") or ""), str(items[key].get("URL") or "")
        url = f"https://doi.org/{doi}" if doi else own if own.startswith(("https://", "http://")) else ""
        yield Entry(key, each.pieces, each.plain, url)


def _in_text(cites: Cites, key: str) -> str:
    """Return how a source is cited in the text; empty for a key that is none."""
    return cites[key].in_text if key in cites else ""


def places(shown: Printed) -> list[tuple[str, str, str]]:
    """Return the parts of a study that can be commented: key, what it is called, and its words."""
    found = [
        ("question", _("Question that it answers"), shown.question),
        ("summary", _("Summary"), shown.summary),
        ("method", _("Method"), shown.method),
    ]
    found += [(each.key, _("Hypothesis"), each.statement) for each in shown.hypotheses]
    found += [(each.key, each.heading, "") for each in shown.chapters]
    found += [(each.key, _("Finding %(n)d") % {"n": each.number}, each.statement) for each in shown.findings]
    found += [(each.key, _("Table %(n)d") % {"n": each.number}, each.title) for each in shown.tables]
    return [("whole", _("The study as a whole"), ""), *[each for each in found if each[1] or each[2]]]


def blocks(text: str, cites: Cites) -> tuple[Block, ...]:
    """Return the paragraphs, headings ("## ") and lists ("- ") of a chapter; `[@key]` is a citation. No other markup."""
    found = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in piece.split("\n") if line.strip()]
        if not lines:
            continue
        if len(lines) == 1 and lines[0].startswith("## "):
            found.append(Block("h", (_parts(lines[0][3:], cites),)))
        elif all(line.startswith(("- ", "• ")) for line in lines):
            found.append(Block("ul", tuple(_parts(line[2:], cites) for line in lines)))
        else:
            found.append(Block("p", tuple(_parts(line, cites) for line in lines)))
    return tuple(found)


def keys_in(text: str) -> list[str]:
    """Return the keys of all citations `[@key]` of a text, in its order."""
    return _CITE.findall(text)


def _parts(line: str, cites: Cites) -> tuple[Part, ...]:
    parts, at = [], 0
    for match in _CITE.finditer(line):
        if match.start() > at:
            parts.append(Part(line[at : match.start()]))
        words = _in_text(cites, match[1])
        parts.append(Part(words, match[1]) if words else Part(match[0]))
        at = match.end()
    if at < len(line):
        parts.append(Part(line[at:]))
    return tuple(parts)


def _chapter(chapter: Mapping[str, Any], language: str, cites: Cites) -> Chapter:
    texts = chapter["texts"]
    written = language if language in texts else next(iter(texts))
    heading = speaks(chapter["headings"], language)
    return Chapter(
        chapter["key"], heading, blocks(texts[written], cites), "" if written == language else written
    )


def _tested(hypothesis: Mapping[str, Any], language: str) -> Tested:
    return Tested(
        hypothesis["key"],
        speaks(hypothesis["statements"], language),
        str(Outcome(hypothesis["outcome"]).label),
        speaks(hypothesis["reasons"], language),
    )


def _finding(finding: Mapping[str, Any], language: str, cites: Cites) -> ShownFinding:
    return ShownFinding(
        key=finding["key"],
        pk=finding["id"],
        number=finding["number"],
        statement=speaks(finding["statements"], language),
        explanation=speaks(finding["explanations"], language),
        strength=finding["strength"],
        strength_label=str(Strength(finding["strength"]).label),
        colour=COLOURS[finding["strength"]],
        evidence=tuple(_evidence(each, language, cites) for each in finding["evidence"]),
    )


def _evidence(evidence: Mapping[str, Any], language: str, cites: Cites) -> ShownEvidence:
    kind = evidence["kind"]
    key = evidence.get("source", "")
    who = speaks(evidence.get("who", {}), language)
    code = evidence.get("code", "")
    return ShownEvidence(
        kind=kind,
        label=str(EvidenceKind(kind).label),
        bearing=str(Bearing(evidence["bearing"]).label),
        contradicts=evidence["bearing"] == Bearing.CONTRADICTS,
        words=speaks(evidence["words"], language) if "words" in evidence else "",
        who=Said.of(", ".join(part for part in (code, who) if part), who.language),
        table=evidence.get("table", 0),
        source=_in_text(cites, key),
        key=key,
        where=evidence["where"],
        note=speaks(evidence["notes"], language),
    )


def _table(table: Mapping[str, Any], language: str, cites: Cites) -> ShownTable:
    columns = tuple(_column(each, language, cites) for each in table["columns"])
    drawn = date_format(date.fromisoformat(table["drawn_on"]), "DATE_FORMAT")
    own = table["origin"] == Origin.OWN
    origin = (
        _("The initiative’s own records as of %(date)s") % {"date": drawn}
        if own
        else _("Imported on %(date)s") % {"date": drawn}
    )
    note = speaks(table["notes"], language)
    if table["suppressed"] and not _explained(table, note):
        origin += ". " + _("Cells with fewer than three companies are left out.").rstrip(".")
    rows = [_row(row, table["columns"], language) for row in table["rows"][:MOST_ROWS]]
    return ShownTable(
        key=table["key"], number=table["number"], title=speaks(table["titles"], language),
        note=note, origin=origin, columns=columns, rows=tuple(rows),
        more=max(0, table["row_count"] - MOST_ROWS),
        charts=tuple(_chart(each, table, language, n) for n, each in enumerate(table["charts"], start=1)), raw=table,
    )  # fmt: skip


def _explained(table: Mapping[str, Any], note: str) -> bool:
    """Return whether a table's own note says what the sign in its left-out cells means, as it does from the start."""
    signs = {str(each.get("blank") or "") for each in table["columns"]} - {""}
    return any(re.search(rf"\b{re.escape(sign)}\s*:", note) for sign in signs)


def _chart(chart: Mapping[str, Any], table: Mapping[str, Any], language: str, number: int) -> dict[str, Any]:
    return {
        **chart,
        "title": speaks(chart["titles"], language),
        "ident": f"chart-{table['number']}-{number}",
        "option": option(chart, table, language),
        "words": alt_text(chart, table, language),
    }


def _column(column: Mapping[str, Any], language: str, cites: Cites) -> ShownColumn:
    source = _in_text(cites, column.get("source") or "")
    about = [part for part in (column.get("period"), column.get("territory"), source) if part]
    label = speaks(column["labels"], language) or column["name"]
    return ShownColumn(label, unit_of(column, language), " · ".join(about), column["kind"] == "number")


def _row(row: Sequence[Any], columns: Sequence[Mapping[str, Any]], language: str) -> tuple[str, ...]:
    return tuple(_cell(value, column, language) for value, column in zip(row, columns, strict=True))


def _cell(value: Any, column: Mapping[str, Any], language: str) -> str:
    if value is None or value == "":
        return str(column.get("blank", ""))  # the sign of what an extract leaves out
    shown = shown_cell(value, column["kind"])
    return spoken_text(shown, column, language) if column["kind"] == "text" else shown


def shown_cell(value: Any, kind: str) -> str:
    """Return a cell as it is written in the active language; a blank stays blank."""
    if value is None or value == "":
        return ""
    if kind == "number":
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        places = max(0, -int(number.as_tuple().exponent)) if number.is_finite() else 0
        return str(number_format(number, min(places, 6), use_l10n=True, force_grouping=True))
    if kind == "date":
        return str(date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT"))
    return str(value)
