"""What of a study is printed? One document of plain values, by language: review, page and PDF are made of it.

It is made anew while a study is written, and kept for ever in an edition. Of an interview it holds only what may stand
in print: its code, its description, and the published words of passages whose consent allows it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, JSONField

from grappe.apps.studies.enums import QUOTABLE, EvidenceKind
from grappe.apps.studies.models import Evidence, Finding, Interview, Passage, Table
from grappe.apps.studies.queries.nameable import nameable
from grappe.ui.said import Said, said

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.studies.models import Section, Study

CODES = ("en", "fr", "de")
FIRST = 400  # rows of a table that page, paper and its charts need at most
_SOMEBODY = {
    "en": "a company",
    "fr": "une entreprise",
    "de": "ein Unternehmen",
}  # where nothing else may be said yet


def content_of(study: Study, *, whole: bool = True) -> dict[str, Any]:
    """Return everything that is printed of a study as it stands; a constant number of queries.

    Numbers of findings, tables and chapters begin at 1, as they are printed; `key` is what a review's comment is about.
    Where it is not to be `whole`, tables have their first rows only: enough for page, paper and charts.
    """
    tables = list(_tables(study, whole=whole))
    numbers = {each.pk: number for number, each in enumerate(tables, start=1)}
    sources = {each.pk: each for each in study.sources.all()}
    chapters = study.sections.select_related("text_en", "text_fr", "text_de")
    return {
        "titles": study.titles,
        "questions": study.questions,
        "summaries": study.summaries,
        "methods": study.methods,
        "authors": study.authors or study.lead.name,
        "licence": study.licence,
        "theme": study.theme.name if study.theme else {},
        "clusters": [each.name for each in study.clusters.all()],
        "nace": [{"code": each.code, "labels": each.words} for each in study.nace.all()],
        "invented": study.invented,
        "hypotheses": [
            {"key": f"hypothesis-{each.pk}", "statements": each.statements, "outcome": each.outcome, "reasons": each.reasons}
            for each in study.hypotheses.all()
        ],
        "chapters": [_chapter(each) for each in chapters],
        "findings": _findings(study, numbers, {pk: each.key for pk, each in sources.items()}),
        "tables": [_table(each, numbers[each.pk], sources) for each in tables],
        "sources": [{"key": each.key, "item": each.item} for each in sources.values()],
        "interviews": _interviews(study),
        "materials": [
            {"id": each.pk, "title": each.title, "name": each.document.name, "size": each.document.size}
            for each in study.materials.filter(published=True).select_related("document")
        ],
    }  # fmt: skip


def languages_of(content: Mapping[str, Any]) -> list[str]:
    """Return the languages in which a study is printed: those that have a title."""
    return [code for code in CODES if content["titles"].get(code)]


def speaks(texts: Mapping[str, str], language: str) -> Said:
    """Return a text in a language, else in the first one there is, with its language."""
    return said(texts, language)


def _chapter(section: Section) -> dict[str, Any]:
    texts = {"en": section.text_en.plain, "fr": section.text_fr.plain, "de": section.text_de.plain}
    words = {code: text for code, text in texts.items() if text.strip()}
    return {"key": f"section-{section.pk}", "headings": section.headings, "texts": words}


def _findings(study: Study, tables: Mapping[int, int], keys: Mapping[int, str]) -> list[dict[str, Any]]:
    rows = study.findings.prefetch_related(
        "evidence__passage__interview__person", "evidence__passage__interview__contact__company"
    )
    found, named = [], nameable(study)
    for number, finding in enumerate(rows, start=1):
        evidence = [_evidence(each, named, tables, keys) for each in finding.evidence.all()]
        found.append(_finding(finding, number, [each for each in evidence if each is not None]))
    return found


def _finding(finding: Finding, number: int, evidence: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": f"finding-{finding.pk}",
        "id": finding.pk,
        "number": number,
        "statements": finding.statements,
        "explanations": finding.explanations,
        "strength": finding.strength,
        "evidence": list(evidence),
    }


def _evidence(
    evidence: Evidence, named: Collection[int], tables: Mapping[int, int], keys: Mapping[int, str]
) -> dict[str, Any] | None:
    """Return a piece of evidence as it is printed; None for a passage that may not be."""
    shown: dict[str, Any] = {
        "kind": evidence.kind, "bearing": evidence.bearing, "where": evidence.where, "notes": evidence.notes,
    }  # fmt: skip
    if evidence.kind == EvidenceKind.PASSAGE:
        assert evidence.passage is not None
        quoted = quoted_as(evidence.passage, named)
        return None if quoted is None else shown | quoted
    if evidence.kind == EvidenceKind.FIGURES:
        return shown | {"table": tables[evidence.table_id or 0]}
    return shown | {"source": keys[evidence.source_id or 0]}


def quoted_as(passage: Passage, named: Collection[int]) -> dict[str, Any] | None:
    """Return how a passage stands in print: its words and who says them; None where it may not be printed.

    `named` are the companies that may be named (`queries/nameable.py`). `passage` is its id, so that what was printed is
    found again when a consent is taken back.
    """
    interview = passage.interview
    if interview.consent not in QUOTABLE or not passage.published:
        return None
    by_name = interview.contact.company_id in named
    who = interview.descriptions or _SOMEBODY
    if by_name:
        person = f"{interview.person.name}, " if interview.person else ""
        who = dict.fromkeys(CODES, f"{person}{interview.contact.company}")
    code = "" if by_name else interview.code
    return {"passage": passage.pk, "words": passage.published, "who": who, "code": code}


def _table(table: Table, number: int, sources: Mapping[int, Any]) -> dict[str, Any]:
    columns = [
        {**column, "source": sources[column["source"]].key if column.get("source") in sources else ""}
        for column in table.columns
    ]
    return {
        "key": f"table-{table.pk}",
        "number": number,
        "titles": table.titles,
        "notes": table.notes,
        "origin": table.origin,
        "columns": columns,
        "rows": table.shown_rows,  # type: ignore[attr-defined]  # annotated by _tables
        "row_count": table.row_count,
        "drawn_on": table.drawn_at.date().isoformat(),
        "suppressed": table.suppressed,
        "digest": table.digest,
        "charts": [
            {"kind": each.kind, "titles": each.titles, "along": each.along, "series": each.series}
            for each in table.charts.all()
        ],
    }


def _tables(study: Study, *, whole: bool) -> QuerySet[Table]:
    """Return the tables of a study; the database hands out the first rows only, unless all are asked for."""
    rows = study.tables.prefetch_related("charts").defer("rows")
    template = (
        "%(expressions)s" if whole else f"jsonb_path_query_array(%(expressions)s, '$[0 to {FIRST - 1}]')"
    )
    return rows.annotate(shown_rows=Func(F("rows"), template=template, output_field=JSONField()))


def long_rows(study: Study) -> dict[str, Any]:
    """Return all rows of the tables that have more than a page shows, by the table's number as a text. Two queries."""
    counts = enumerate(study.tables.values_list("pk", "row_count"), start=1)
    numbers = {pk: str(number) for number, (pk, count) in counts if count > FIRST}
    return {numbers[pk]: rows for pk, rows in study.tables.filter(pk__in=numbers).values_list("pk", "rows")}


def _interviews(study: Study) -> dict[str, Any]:
    """How many were asked, and how many may be quoted; who they are is said beside their words only."""
    consents = list(Interview.objects.filter(study=study).values_list("consent", flat=True))
    return {"held": len(consents), "quotable": sum(each in QUOTABLE for each in consents)}
