"""What does the text of a draft say, and what is wrong with it? Read and linted against what the database knows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from grappe.apps.aids.models import Programme, Publication
from grappe.apps.aids.queries.catalogues import loaded_catalogue
from grappe.apps.aids.queries.fault_words import translated
from grappe.apps.aids.queries.lint import ERROR, Tables, programme_findings
from grappe.apps.aids.queries.yaml_pages import Page, read_text_page
from grappe.apps.aids.queries.yaml_writing import whole
from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies import queries as company_queries
from grappe.engines import eligibility as engine
from grappe.engines.eligibility.nace import normal
from grappe.ui.commands import BadFile

_LINE = re.compile(r"line (\d+)")
_DAYS = re.compile(r"checked_on|at|opens|closes|valid_(from|to)(_earliest|_latest)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class TextFinding:
    """One thing found in a draft's text: on which line, how bad (`error`, `warning`), its code and the words."""

    line: int
    severity: str
    code: str
    message: str | Promise


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft's text as it was understood: nothing of it where the YAML is broken, no programme where a rule is."""

    page: Page | None
    programme: engine.Programme | None
    findings: tuple[TextFinding, ...]

    @property
    def document(self) -> dict[str, Any] | None:
        return self.page.document if self.page and isinstance(self.page.document, dict) else None

    @property
    def errors(self) -> tuple[TextFinding, ...]:
        return tuple(found for found in self.findings if found.severity == ERROR)

    @property
    def warnings(self) -> tuple[TextFinding, ...]:
        return tuple(found for found in self.findings if found.severity != ERROR)


def read_draft(text: str, *, slug: str, on: date, catalogue: str = "") -> Reading:
    """Return what a text says as the programme `slug`, with everything the linter finds.

    `catalogue` is the one whose facts it may name; empty is the home catalogue. Five queries.
    """
    path = Path(f"{slug}.yaml")
    if not text.strip():
        return Reading(None, None, (TextFinding(1, ERROR, "unreadable", _("The text is empty.")),))
    try:
        page = read_text_page(text, path)
    except BadFile as fault:
        line = _LINE.search(fault.place)
        number = int(line[1]) if line else 1
        return Reading(None, None, (TextFinding(number, ERROR, "yaml", translated(fault.fault)),))
    if not isinstance(page.document, dict):
        told = _("A programme is a map of names to values.")
        return Reading(None, None, (TextFinding(1, ERROR, "yaml", told),))
    known = tables(catalogue)
    # Errors first: they are what is to be mended, and what F8 goes to.
    found = sorted(
        programme_findings(page, known, on), key=lambda one: (one.severity != ERROR, one.line, one.code)
    )
    findings = tuple(TextFinding(one.line, one.severity, one.code, translated(one.message)) for one in found)
    programme = None
    if not any(one.severity == ERROR for one in findings):
        programme = engine.parse_programme(page.document, known.fields)
    return Reading(page, programme, findings)


def tables(catalogue: str = "") -> Tables:
    """Return what a programme may name, as the database knows it; None where a table was not loaded."""
    compiled = loaded_catalogue(catalogue)
    codes = company_queries.known_nace()
    return Tables(
        fields=compiled.fields,
        themes=frozenset(theme.slug for theme in cluster_queries.themes()),
        clusters=frozenset(cluster.slug for cluster in cluster_queries.clusters()),
        nace=frozenset(normal(code) for code in codes) or None,
        communes=frozenset(compiled.communes) or None,
        programmes=frozenset(programme.id for programme in compiled.programmes),
    )


def text_digest(text: str) -> str:
    """Return the digest of a draft's text, to the letter."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_in_force(programme: Programme) -> str:
    """Return the YAML text of a programme as it was loaded or published; made from its content where none was kept."""
    kept = programme.publications.filter(in_force=True).order_by("-number").first()
    if isinstance(kept, Publication) and kept.digest == programme.digest:
        return kept.text
    return whole(dated(programme.content))


def dated(value: Any, key: str = "") -> Any:
    """Return a plain document as YAML would read it: what stands under the name of a day is a date."""
    if isinstance(value, dict):
        return {name: dated(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [dated(inner) for inner in value]
    if isinstance(value, str) and _DAYS.fullmatch(key) and _ISO.fullmatch(value):
        return date.fromisoformat(value)
    return value
