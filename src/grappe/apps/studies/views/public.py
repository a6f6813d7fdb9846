"""What does everybody read of a published study: its page, its PDF, its tables, and how to cite it?

The page of an edition is the same for everybody who reads the same language: its address says which, no cookie is set,
and any cache on the way may keep it.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.documents import queries as documents
from grappe.apps.studies.queries import bibtex, csl, table_files
from grappe.apps.studies.queries import editions as queries
from grappe.apps.studies.queries.edition_document import edition_pdf
from grappe.apps.studies.queries.figures import unit_of
from grappe.apps.studies.queries.printed import printed
from grappe.ui import answers
from grappe.ui.files import attachment
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request
from grappe.ui.workbook import safe


@login_not_required
@require_safe
def public_list(request: Request) -> HttpResponse:
    """List the published studies, for anybody."""
    language = speak(request, ("fr", "de", "en"))
    rows = queries.published()
    tag = "-".join([language, *(f"{row.slug}.{row.number}" for row in rows)])
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    context = {"rows": rows, "language": language, "switch": switch(request, ("fr", "de", "en"))}
    return answers.shared(render(request, "studies/public_list.html", context), tag)


@login_not_required
@require_safe
def page(request: Request, slug: str, number: int | None = None) -> HttpResponse:
    """Show an edition to anybody; without a number the latest one."""
    found = _found(slug, number)
    language = speak(request, found.languages)
    kept = answers.unchanged(request, found.tag(language))
    if kept is not None:
        return kept
    withdrawn = found.edition.withdrawn_at is not None
    context = {
        "found": found,
        "edition": found.edition,
        "study": found.study,
        "shown": None if withdrawn else printed(found.edition.content, language),
        "commented": {},
        "files": f"/studies/p/{slug}/{found.edition.number}/table/",
        "language": language,
        "switch": switch(request, found.languages),
        "cited": queries.cited_as(found.edition, language),
        "reviewers": found.edition.content.get("reviewers", []),
    }
    return answers.shared(render(request, "studies/public.html", context), found.tag(language))


@login_not_required
@require_safe
def pdf(request: Request, slug: str, number: int) -> HttpResponse:
    """Answer an edition as PDF/UA-1 in the language of the address."""
    found = _printed(slug, number)
    language = speak(request, found.languages)
    name = f"{slug}-{number}-{language}.pdf"
    return answers.download(edition_pdf(found.edition, language=language), name, "application/pdf")


@login_not_required
@require_safe
def table(request: Request, slug: str, number: int, table: int) -> HttpResponse:
    """Answer a table of an edition as CSV, whole: numbers with a point, one line of column notes each in front."""
    found = _printed(slug, number)
    language = speak(request, found.languages)
    kept = queries.whole_table(found.edition, table)
    if kept is None:
        raise Http404
    name = "-".join([slug, str(number), _("table"), str(table)]) + ".csv"
    return answers.csv_download(_csv(kept, language), name)


def _csv(kept: dict[str, Any], language: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    heads = []
    for column in kept["columns"]:
        label = column["labels"].get(language) or column["name"]
        notes = [part for part in (unit_of(column, language), column["period"], column["territory"]) if part]
        heads.append(safe(f"{label} ({', '.join(notes)})" if notes else label))
    writer.writerow(heads)
    for row in kept["rows"]:
        writer.writerow(
            [table_files.plain_cell(*pair, language) for pair in zip(row, kept["columns"], strict=True)]
        )
    return out.getvalue()


@login_not_required
@require_safe
def cite(request: Request, slug: str, number: int, form: str) -> HttpResponse:
    """Answer how to cite an edition, for citation software: BibTeX or CSL-JSON."""
    if form not in ("bib", "json"):
        raise Http404
    edition = _found(slug, number).edition
    item = {**edition.citation, "URL": queries.address(edition)}
    key = f"{slug}-{number}"
    if form == "bib":
        return answers.download(
            bibtex.written([(key, item)]), f"{key}.bib", "application/x-bibtex; charset=utf-8"
        )
    text = csl.written([(key, item)])
    return answers.download(text, f"{key}.json", "application/vnd.citationstyles.csl+json")


@login_not_required
@require_safe
def material(request: Request, slug: str, number: int, pk: int) -> HttpResponse:
    """Answer a document that is published with an edition."""
    found = _printed(slug, number)
    if pk not in {each["id"] for each in found.edition.content["materials"]}:
        raise Http404
    kept = found.study.materials.filter(pk=pk, published=True).select_related("document").first()
    if kept is None:
        raise Http404
    document = kept.document
    return attachment(documents.content_of(document), document.name, document.content_type)


def _found(slug: str, number: int | None) -> queries.Shown:
    try:
        return queries.edition_by(slug, number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _printed(slug: str, number: int) -> queries.Shown:
    """Return an edition that is not withdrawn: what was printed is not handed out any more."""
    found = _found(slug, number)
    if found.edition.withdrawn_at is not None:
        raise Http404
    return found
