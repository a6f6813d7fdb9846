"""Which sources has a study, how is one found again, and where is it cited?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from grappe.apps.studies.models import Source
from grappe.apps.studies.permissions import check_can_view_study
from grappe.apps.studies.queries import bibtex, csl
from grappe.apps.studies.queries.citations import Cited, cited
from grappe.apps.studies.queries.csl import Item, label
from grappe.apps.studies.queries.csl_dates import iso
from grappe.apps.studies.queries.source_fields import (
    field_label,
    fields_of,
    kind_label,
    people_text,
    shown_in_form,
)
from grappe.ui import conflicts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Finding, Study, Table

PAGE = 25


@dataclass(frozen=True, slots=True)
class Shown:
    """A source as the list and its page show it."""

    source: Source
    cited: Cited
    kind: str  # in the reader's language
    findings: int


def sources(study: Study, *, for_user: User, text: str = "", kind: str = "") -> QuerySet[Source]:
    """Return a study's sources in the order of the list, with how many findings rest on each (`finding_count`).

    `text` is looked for in title, people, key, DOI and year. Raises PermissionDenied.
    """
    check_can_view_study(for_user, study)
    found = study.sources.annotate(finding_count=Count("evidence__finding", distinct=True))
    found = found.order_by("author", "year", "key")
    if kind:
        found = found.filter(item__type=kind)
    for word in text.split()[:8]:
        year = Q(year=int(word)) if word.isascii() and word.isdigit() and len(word) == 4 else Q()
        found = found.filter(
            Q(title__icontains=word) | Q(author__icontains=word) | Q(key__icontains=word)
            | Q(doi__icontains=word) | year
        )  # fmt: skip
    return found


def kinds(study: Study) -> list[tuple[str, str]]:
    """Return the types that a study has sources of, with their names. One query."""
    found = study.sources.order_by().values_list("item__type", flat=True).distinct()
    return sorted(((each, kind_label(each)) for each in found), key=lambda pair: pair[1])


def shown(study: Study, rows: Sequence[Any], language: str) -> list[Shown]:
    """Return rows of `sources` as they are shown, told apart from all others of the study. One query."""
    citations = cited([*study.sources.values_list("key", "item")], language)
    return [
        Shown(each, citations[each.key], kind_label(each.item["type"]), each.finding_count) for each in rows
    ]


def source_for(pk: int, *, for_user: User) -> Source:
    """Return a source with its study; raises Source.DoesNotExist, PermissionDenied."""
    found = Source.objects.select_related("study__lead", "study__theme", "added_by")
    source = found.prefetch_related("study__team", "study__clusters").get(pk=pk)
    check_can_view_study(for_user, source.study)
    return source


def cited_by(source: Source) -> tuple[list[Finding], list[Table]]:
    """Return the findings that rest on a source, and the tables with a column from it. Two queries."""
    findings = source.study.findings.filter(evidence__source=source).distinct()
    tables = source.study.tables.filter(columns__contains=[{"source": source.pk}])
    return [*findings], [*tables]


def field_rows(item: Item) -> list[tuple[Any, str]]:
    """Return all that an item says, as pairs of label and text, in the order of its type's form."""
    order = [name for name in fields_of(item["type"]) if name in item]
    rest = [name for name in item if name not in order and name != "type"]
    return [(named(item["type"], name), in_words(name, item[name])) for name in (*order, *rest)]


def named(kind: str, name: str) -> Any:
    """Return what a field of a type is called."""
    return field_label(kind, name) or label(name)


def in_words(name: str, value: Any) -> str:
    """Return a field's value as a text."""
    if name in csl.NAMES:
        return people_text(value or []).replace("\n", "; ")
    return iso(value) if name in csl.DATES else str(value or "")


def as_written(source: Source) -> dict[str, Any]:
    """Return a source as its form shows it, by field."""
    return shown_in_form(source.item) | {"key": source.key, "note": source.note}


def version_of(source: Source) -> str:
    """Return the fingerprints of all that the form shows of a source, and of what it does not show."""
    return conflicts.version_of(as_written(source))


def exported(study: Study, kind: str, *, for_user: User) -> str:
    """Return all sources of a study as BibTeX (`bib`) or CSL-JSON (`json`). Raises PermissionDenied."""
    check_can_view_study(for_user, study)
    items = [*study.sources.order_by("key").values_list("key", "item")]
    return bibtex.written(items) if kind == "bib" else csl.written(items)
