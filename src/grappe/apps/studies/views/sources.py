"""How are a study's sources listed, looked at, added, changed and exported?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.sources import ListForm, SourceForm
from grappe.apps.studies.operations import sources as operations
from grappe.apps.studies.queries import bibtex
from grappe.apps.studies.queries import sources as queries
from grappe.apps.studies.queries.citations import LOCALES, cited
from grappe.apps.studies.queries.csl import TYPES
from grappe.apps.studies.queries.source_fields import KINDS, kind_label
from grappe.apps.studies.views.found import context_of, study_or_404, study_to_work_on
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.files import attachment
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.trilingual import NAMES

FILES = {"bib": "application/x-bibtex; charset=utf-8", "json": "application/json"}


def _language() -> str:
    return (get_language() or "en")[:2]


@require_safe
def source_list(request: Request, pk: int) -> HttpResponse:
    """List the sources of a study as they are cited, with how many findings rest on each."""
    study = study_or_404(request, pk)
    form = ListForm(request.GET, kinds=queries.kinds(study))
    found = queries.sources(study, for_user=request.user, **form.filters())
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    rows = queries.shown(study, list(page.object_list), _language())
    context = context_of(request, study, "sources") | {"page": page, "rows": rows, "form": form}
    return render(request, "studies/sources/list.html", context)


@require_safe
def source(request: Request, pk: int) -> HttpResponse:
    """Show a source: how it is cited in each language, what is known of it, and what rests on it."""
    shown = found_or_404(queries.source_for, pk, request)
    study = shown.study
    items = [(each.key, each.item) for each in study.sources.all()]
    findings, tables = queries.cited_by(shown)
    context = context_of(request, study, "sources") | {
        "source": shown,
        "citations": [(code, NAMES[code], cited(items, code)[shown.key]) for code in LOCALES],
        "bibtex": bibtex.written([(shown.key, shown.item)]),
        "fields": queries.field_rows(shown.item),
        "kind": kind_label(shown.item["type"]),
        "findings": findings,
        "tables": tables,
    }
    return render(request, "studies/sources/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def source_add(request: Request, pk: int) -> HttpResponse:
    """Add a source by hand. `?type=` says which fields it has; what was typed travels along."""
    study = study_to_work_on(request, pk)
    sent = request.POST if request.method == "POST" else request.GET
    kind = sent.get("type", "")
    kind = kind if kind in KINDS else "article-journal"
    if request.method != "POST" or "save" not in request.POST:
        form = SourceForm(
            kind=kind, initial={name: value for name, value in sent.items() if name != "version"}
        )
        return _answer(request, form, study, None)
    form = SourceForm(request.POST, kind=kind)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = operations.add(
                study=study, raw=form.raw(), key=given["key"], note=given["note"], by=request.user, at=clock.now()
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("On the list as “%(key)s”.") % {"key": added.key})
            return redirect("studies:sources", pk=pk)
    return _answer(request, form, study, None)


@require_http_methods(["GET", "HEAD", "POST"])
def source_edit(request: Request, pk: int) -> HttpResponse:
    """Change a source; where somebody else did so meanwhile, both are shown and nothing is lost."""
    current = found_or_404(queries.source_for, pk, request)
    permissions.check_can_work_on(request.user, current.study)
    sent = request.POST if request.method == "POST" else request.GET
    kind = sent.get("type", "")
    kind = kind if kind in TYPES else current.item["type"]
    if request.method != "POST" or "save" not in request.POST:
        typed = {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}
        form = SourceForm(kind=kind, initial=SourceForm.of(current) | typed)
        return _answer(request, form, current.study, current)
    form = SourceForm(conflicts.chosen(request.POST, queries.as_written(current)), kind=kind)
    if not form.is_valid():
        return _answer(request, form, current.study, current)
    given = form.cleaned_data
    try:
        operations.change(
            source=current, raw=form.raw(current), key=given["key"], note=given["note"], version=given["version"],
            by=request.user, at=clock.now(),
        )  # fmt: skip
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, current.study, current)
    messages.success(request, _("Saved."))
    return redirect("studies:source", pk=pk)


def _conflict(request: Request, form: SourceForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, queries.as_written(current))
    return _answer(request, form, current.study, current, 409, **both)


def _answer(
    request: Request, form: SourceForm, study: Any, current: Any, status: int = 200, **more: Any
) -> HttpResponse:
    if form.errors and status == 200:
        status = 422
    context = context_of(request, study, "sources")
    context |= {"form": form, "source": current, "conflicts": [], "writer": "", **more}
    fragment = request.htmx and not form.is_bound
    return render(
        request, f"studies/sources/{'_fields' if fragment else 'edit'}.html", context, status=status
    )


@require_POST
def source_remove(request: Request, pk: int) -> HttpResponse:
    """Take a source off the list."""
    current = found_or_404(queries.source_for, pk, request)
    try:
        operations.remove(source=current, by=request.user, at=clock.now())
    except BadInput as fault:
        messages.error(request, str(fault))
        return redirect("studies:source", pk=pk)
    messages.success(request, _("“%(key)s” is off the list.") % {"key": current.key})
    return redirect("studies:sources", pk=current.study_id)


@require_safe
def source_file(request: Request, pk: int, kind: str) -> HttpResponse:
    """Answer all sources of a study as a file for citation software."""
    study = study_or_404(request, pk)
    if kind not in FILES:
        raise Http404
    text = queries.exported(study, kind, for_user=request.user)
    return attachment(text.encode(), f"{study.slug}.{kind}", FILES[kind])
