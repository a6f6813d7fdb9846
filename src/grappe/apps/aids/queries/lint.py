"""What is wrong with a catalogue, and what should be looked at? Findings with file, line and code.

An error makes a rule wrong or unreadable. A warning is something a person should look at: a figure in a text that
no rule has, a source nobody has dated. The codes are described in docs/how-to/write-a-catalogue.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.queries.catalogue import read_fields, read_table
from grappe.apps.aids.queries.lint_texts import figure_findings, translation_findings
from grappe.apps.aids.queries.yaml_pages import Page, Place, read_page
from grappe.engines.eligibility import Fault, Field, parse_programme, parse_tree
from grappe.engines.eligibility.model import OPERATORS
from grappe.engines.eligibility.nace import normal
from grappe.engines.eligibility.reading import day, fold, said
from grappe.engines.planning import add_months
from grappe.ui.commands import BadFile

ERROR, WARNING = "error", "warning"
_OPERATORS = OPERATORS - {"unstated"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found: where, how bad (`error` or `warning`), a stable code, and what to tell."""

    file: Path
    line: int
    severity: str
    code: str
    message: str | Promise

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Tables:
    """What a programme may name. None where the catalogue ships no such table."""

    fields: Mapping[str, Field]
    themes: frozenset[str] | None
    clusters: frozenset[str] | None
    nace: frozenset[str] | None
    communes: frozenset[str] | None
    programmes: frozenset[str]


def lint(folder: Path, *, on: date) -> list[Finding]:
    """Return what is wrong with a catalogue folder as seen on a day, by file and line.

    Raises BadFile where it cannot be read at all: no such folder, no programme, broken YAML.
    """
    if not folder.is_dir():
        raise BadFile(folder, str(_("is not a folder") if folder.exists() else _("No such folder")))
    paths = sorted((folder / "programmes").glob("*.yaml"))
    if not paths:
        raise BadFile(folder / "programmes", str(_("holds no programme (*.yaml)")))
    fields_page = read_page(folder / "fields.yaml")
    pages = [read_page(path) for path in paths]
    tables = _tables(folder, paths)
    found = [*_field_findings(fields_page, pages), *_same_ids(pages)]
    for page in pages:
        found.extend(programme_findings(page, tables, on))
    return sorted(found, key=lambda finding: (str(finding.file), finding.line, finding.code))


def _tables(folder: Path, programmes: Sequence[Path]) -> Tables:
    nace = read_table(folder / "reference" / "nace_rev2_1.csv", ("code",))
    communes = read_table(folder / "reference" / "communes.csv", ("commune", "canton"))
    return Tables(
        fields=read_fields(folder),
        themes=_ids(folder / "themes.yaml"),
        clusters=_ids(folder / "clusters.yaml"),
        nace=None if nace is None else frozenset(normal(row["code"]) for row in nace),
        communes=None if communes is None else frozenset(fold(row["commune"]) for row in communes),
        programmes=frozenset(path.stem for path in programmes),
    )


def _ids(path: Path) -> frozenset[str] | None:
    if not path.exists():
        return None
    listed = read_page(path).document
    return frozenset(str(entry.get("id")) for entry in listed if isinstance(entry, dict))


def _field_findings(page: Page, pages: Sequence[Page]) -> Iterator[Finding]:
    for code, place, message in translation_findings(page):
        yield _found(page, place, WARNING, code, message)
    named = {
        value
        for other in pages
        for place, value in other.walk()
        if place[-1:] == ("field",) and isinstance(value, str)
    }
    for name in page.document if isinstance(page.document, dict) else ():
        if name not in named:
            yield _found(page, (name,), WARNING, "unused-field", _("no rule asks for %s") % name)


def _same_ids(pages: Iterable[Page]) -> Iterator[Finding]:
    first: dict[str, Page] = {}
    for page in pages:
        name = page.document.get("id") if isinstance(page.document, dict) else None
        if isinstance(name, str) and name in first:
            message = _("%(id)s is already the id of %(file)s") % {
                "id": said(name),
                "file": first[name].file.name,
            }
            yield _found(page, ("id",), ERROR, "duplicate-id", message)
        elif isinstance(name, str):
            first[name] = page


def programme_findings(page: Page, tables: Tables, on: date) -> Iterator[Finding]:
    """Yield what is found in one programme's page as seen on a day."""
    found: list[Finding] = []
    document = page.document if isinstance(page.document, dict) else {}
    found.extend(_name_findings(page, document, tables))
    for place, value in page.walk():
        # A criterion, not the other field that one is compared with.
        if isinstance(value, dict) and "field" in value and place[-1:] != ("value",):
            found.extend(_criterion_findings(page, place, value, tables))
    for i, version in enumerate(_list(document.get("versions"))):
        if isinstance(version, dict):
            found.extend(_same_criteria(page, ("versions", i, "eligibility"), version))
    found.extend(_version_findings(page, document))
    found.extend(_source_findings(page, document, on))
    for code, place, message in (*translation_findings(page), *figure_findings(page)):
        found.append(_found(page, place, WARNING, code, message))
    yield from found
    if not any(finding.severity == ERROR for finding in found):
        yield from _reader_findings(page, tables)


def _reader_findings(page: Page, tables: Tables) -> Iterator[Finding]:
    """Yield what the reader of the catalogue refuses, if anything: it stops at the first."""
    try:
        parse_programme(page.document, tables.fields)
    except Fault as fault:
        yield Finding(
            page.file, page.line_of(fault.place), ERROR, "unreadable", f"{fault.place}: {fault.message}"
        )


def _name_findings(page: Page, document: Mapping[str, Any], tables: Tables) -> Iterator[Finding]:
    name = document.get("id")
    if name != page.file.stem:
        message = _("the id %(id)s is not the name of the file") % {"id": said(name)}
        yield _found(page, ("id",), ERROR, "file-name", message)
    for key, code, known in (
        ("themes", "unknown-theme", tables.themes),
        ("clusters", "unknown-cluster", tables.clusters),
    ):
        for i, one in enumerate(_list(document.get(key))):
            if known is not None and (not isinstance(one, str) or one not in known):
                message = _("%(value)s is none of %(known)s") % {
                    "value": said(one),
                    "known": ", ".join(sorted(known)),
                }
                yield _found(page, (key, i), ERROR, code, message)


# --- Criteria ---


def _criterion_findings(
    page: Page, place: Place, node: Mapping[str, Any], tables: Tables
) -> Iterator[Finding]:
    name, op = node["field"], node.get("op")
    if not isinstance(name, str) or name not in tables.fields:
        message = _("%s is not a field of fields.yaml") % said(name)
        yield _found(page, (*place, "field"), ERROR, "unknown-field", message)
    elif not isinstance(op, str) or op not in _OPERATORS:
        message = _("%(op)s is none of %(known)s") % {"op": said(op), "known": ", ".join(sorted(_OPERATORS))}
        yield _found(page, (*place, "op"), ERROR, "unknown-operator", message)
    else:
        yield from _value_findings(page, place, node, tables)


def _value_findings(page: Page, place: Place, node: Mapping[str, Any], tables: Tables) -> Iterator[Finding]:
    try:
        parse_tree(node, tables.fields)
    except Fault as fault:
        code = "wrong-type" if fault.place.startswith(("value", "except", "op")) else "unreadable"
        steps = fault.place.split("[")[0].split(".")
        yield _found(page, (*place, *steps), ERROR, code, f"{node['field']}: {fault.message}")
        return
    kind = tables.fields[node["field"]].type
    if (tables.fields[node["field"]].derived or node["field"]) in ("aids_held", "aids_held_eur"):
        yield from _held_findings(page, place, node, tables)
    for key in ("value", "except"):
        for one in _list(node.get(key)) or [node.get(key)]:
            if not isinstance(one, str):
                continue
            if (
                (kind == "nace" or node["op"] == "nace")
                and tables.nace is not None
                and normal(one) not in tables.nace
            ):
                message = _("%s is not a code of NACE Rev. 2.1") % said(one)
                yield _found(page, (*place, key), ERROR, "unknown-nace", message)
            if kind == "commune" and tables.communes is not None and fold(one) not in tables.communes:
                message = _("%s is not a commune of the table") % said(one)
                yield _found(page, (*place, key), ERROR, "unknown-commune", message)


def _held_findings(page: Page, place: Place, node: Mapping[str, Any], tables: Tables) -> Iterator[Finding]:
    """Yield the programmes that a rule on aids held names and the catalogue has not: nobody could ever hold them."""
    for key in ("value", "programmes"):
        for one in _list(node.get(key)) or [node.get(key)]:
            if isinstance(one, str) and fold(one) not in tables.programmes:
                message = _("%s is not a programme of this catalogue") % said(one)
                yield _found(page, (*place, key), ERROR, "unknown-programme", message)


def _same_criteria(page: Page, root: Place, version: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the criteria of one rule whose id another of the same rule has; a criterion is called as its field."""
    seen: set[str] = set()
    waiting: list[tuple[Place, Any]] = [(root, version.get("eligibility"))]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed([((*place, i), inner) for i, inner in enumerate(node)]))
        if not isinstance(node, dict):
            continue
        criterion = "field" in node or place[-1] == "unknown"
        name = node.get("id") or node.get("field") or ("conditions" if place[-1] == "unknown" else None)
        if criterion and isinstance(name, str):
            if name in seen:
                message = _("two criteria of the version are called %s") % said(name)
                yield _found(page, place, ERROR, "duplicate-id", message)
            seen.add(name)
        if not criterion:
            waiting.extend(reversed([((*place, key), inner) for key, inner in node.items()]))


# --- Versions and their days ---


@dataclass(frozen=True, slots=True)
class _Span:
    """The days of a version: when it began and ended at the earliest and at the latest; None is open."""

    place: Place
    name: object
    begins: tuple[date | None, date | None]
    ends: tuple[date | None, date | None]


def _version_findings(page: Page, document: Mapping[str, Any]) -> Iterator[Finding]:
    spans: list[_Span] = []
    ids: set[str] = set()
    for i, version in enumerate(_list(document.get("versions"))):
        place: Place = ("versions", i)
        if not isinstance(version, dict):
            continue
        name = str(version.get("id"))
        if name in ids:
            yield _found(
                page, (*place, "id"), ERROR, "duplicate-id", _("two versions are called %s") % said(name)
            )
        ids.add(name)
        span = _span(place, version)
        if span is not None:
            spans.append(span)
            last, first = span.ends[1], span.begins[0]
            if first and last and last < first:
                message = _("%(last)s lies before %(first)s") % {"last": last, "first": first}
                yield _found(page, place, ERROR, "dates", message)
        dated = any(version.get(key) for key in ("valid_from", "valid_from_earliest", "known_from"))
        if not dated and document.get("status") in ("open", "by_calls"):
            message = _("neither valid_from nor known_from says from which day version %s holds") % name
            yield _found(page, place, WARNING, "undated", message)
    spans.sort(key=lambda span: span.begins[0] or date.min)
    for before, after in zip(spans, spans[1:], strict=False):
        yield from _between(page, before, after)


def _span(place: Place, version: Mapping[str, Any]) -> _Span | None:
    try:
        days = {
            key: day(version.get(key), key)
            for side in ("valid_from", "valid_to")
            for key in (side, f"{side}_earliest", f"{side}_latest")
        }
    except Fault:
        return None  # the reader tells which day it is

    def bounds(side: str) -> tuple[date | None, date | None]:
        exact = days[side]
        return (exact or days[f"{side}_earliest"], exact or days[f"{side}_latest"])

    return _Span(place, version.get("id"), bounds("valid_from"), bounds("valid_to"))


def _between(page: Page, before: _Span, after: _Span) -> Iterator[Finding]:
    """Yield an overlap or a gap of two versions, where the days are certain enough to speak of one."""
    ends, begins = before.ends[0] or date.max, after.begins[1] or date.min
    names = {"before": said(before.name), "after": said(after.name)}
    if begins <= ends:
        message = _("versions %(before)s and %(after)s are both in force on the same days") % names
        yield _found(page, after.place, ERROR, "overlap", message)
        return
    latest, earliest = before.ends[1], after.begins[0]
    if latest is not None and earliest is not None and earliest - latest > _DAY:
        message = _("no version is in force from %(first)s to %(last)s") % {
            "first": latest + _DAY,
            "last": earliest - _DAY,
        }
        yield _found(page, after.place, WARNING, "gap", message)


# --- Sources ---


def _source_findings(page: Page, document: Mapping[str, Any], on: date) -> Iterator[Finding]:
    sources = _list(document.get("sources"))
    if not sources:
        severity = ERROR if document.get("confidence") == "sourced" else WARNING
        yield _found(page, ("sources",), severity, "source-missing", _("the programme names no source"))
    for i, source in enumerate(sources):
        address = source.get("url") if isinstance(source, dict) else source
        if not isinstance(source, dict) or source.get("checked_on") is None:
            undated = _("nobody has noted when %s was checked") % said(address)
            yield _found(page, ("sources", i), WARNING, "source-undated", undated)
    for place, value in page.walk():
        if place[-1:] == ("checked_on",) and isinstance(value, date):
            yield from _check_day(page, place, value, on)
        sourced = isinstance(value, dict) and "field" in value and value.get("confidence") == "sourced"
        if sourced and not sources and not value.get("source"):
            unnamed = _("%s is said to be sourced, yet no source is named") % said(value["field"])
            yield _found(page, place, ERROR, "source-missing", unnamed)


def _check_day(page: Page, place: Place, checked: date, on: date) -> Iterator[Finding]:
    if checked > on:
        message = _("checked on %(checked)s, which lies after %(on)s") % {"checked": checked, "on": on}
        yield _found(page, place, ERROR, "dates", message)
    elif checked < add_months(on, -12):
        message = _("checked on %(checked)s, more than a year before %(on)s") % {"checked": checked, "on": on}
        yield _found(page, place, WARNING, "source-old", message)


def _found(page: Page, place: Place, severity: str, code: str, message: str | Promise) -> Finding:
    return Finding(page.file, page.line(place), severity, code, message)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
