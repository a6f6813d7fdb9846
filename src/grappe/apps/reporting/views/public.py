"""What does everybody read of a published report: its page, its files, and the catalogue of all?

The page is the same for everybody who reads the same language: its address says which, no cookie is set, any cache keeps it.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.reporting.enums import ActKind
from grappe.apps.reporting.queries import dcat
from grappe.apps.reporting.queries import frozen as queries
from grappe.apps.reporting.queries.frozen_charts import with_charts
from grappe.apps.reporting.queries.frozen_files import titles
from grappe.apps.reporting.queries.frozen_kept import file_of
from grappe.apps.reporting.queries.frozen_kept import kept as kept_for
from grappe.apps.reporting.queries.frozen_open import dictionary
from grappe.apps.reporting.queries.frozen_paper import checking
from grappe.apps.reporting.queries.frozen_shown import notes, shown
from grappe.ui import answers
from grappe.ui.public import speak, switch
from grappe.ui.release import RELEASE
from grappe.ui.requests import Request

LANGUAGES = ("fr", "de", "en")


@login_not_required
@require_safe
def public_list(request: Request) -> HttpResponse:
    """List the published reports, for anybody."""
    language = speak(request, LANGUAGES)
    rows = queries.public_reports()
    tag = "-".join(["reports", RELEASE, language, *(str(row.pk) for row in rows)])
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    context = {"rows": rows, "language": language, "switch": switch(request, LANGUAGES)}
    return answers.shared(render(request, "reporting/reports/public_list.html", context), tag)


@login_not_required
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """Answer the DCAT-AP catalogue of all published reports."""
    tag = "-".join(["catalogue", RELEASE, *(str(row.pk) for row in queries.public_reports())])
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    document = kept_for(tag, lambda: dcat.catalogue_document(list(queries.public_contents())))
    answer = HttpResponse(document, content_type=dcat.KIND)
    answer["Access-Control-Allow-Origin"] = "*"
    return answers.shared(answer, tag)


@login_not_required
@require_safe
def page(request: Request, slug: str, number: int) -> HttpResponse:
    """Show a published report to anybody; of one that is withdrawn, why."""
    try:
        frozen = queries.public_by(slug, number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    language = speak(request, LANGUAGES)
    replaced = frozen.act(ActKind.REPLACED)
    linked = replaced is not None and replaced.newer is not None and replaced.newer.is_public
    tag = f"report-{RELEASE}-{frozen.pk}-{frozen.state}-{linked}-{language}"
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    read = None if frozen.is_withdrawn else queries.public_read(slug, number)
    found = shown(read.content, language) if read else None
    context = {
        "frozen": frozen, "withdrawn": frozen.act(ActKind.WITHDRAWN), "replaced": replaced,
        "read": read, "shown": found, "charts": with_charts(found) if found else [], "notes": notes(found) if found else [],
        "files": titles(), "dictionary": list(dictionary(read, language)) if read else [],
        "checking": checking(read) if read else "", "language": language, "switch": switch(request, LANGUAGES),
    }  # fmt: skip
    return answers.shared(render(request, "reporting/reports/public.html", context), tag)


@login_not_required
@require_safe
def file(request: Request, slug: str, number: int, name: str) -> HttpResponse:
    """Answer a published report as a file, in the language of the address."""
    try:
        read = queries.public_read(slug, number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    language = speak(request, LANGUAGES)
    tag = f"{name}-{RELEASE}-{read.digest}-{read.frozen.state}-{language}"
    unchanged = answers.unchanged(request, tag)
    if unchanged is not None:
        return unchanged
    content, kept, kind = file_of(read, name, language) or (None, "", "")
    if content is None:
        raise Http404
    answer = answers.download(content, kept, kind)
    answer["Access-Control-Allow-Origin"] = "*"
    return answers.shared(answer, tag)
