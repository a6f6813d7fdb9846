"""How are a study's tables listed, looked at, put into words, kept as files and removed?"""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.extracts import ExtractForm
from grappe.apps.studies.forms.figures import TitleForm, UploadForm, WordsForm, column_forms
from grappe.apps.studies.operations import extracts, uploads
from grappe.apps.studies.operations import tables as operations
from grappe.apps.studies.queries import charts, table_files
from grappe.apps.studies.queries import figures as queries
from grappe.apps.studies.views.found import context_of, study_or_404
from grappe.ui import clock, workbook
from grappe.ui.answers import csv_download, download
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: Request, pk: int) -> HttpResponse:
    """List a study's tables and the files on their way to one; take a file."""
    study = study_or_404(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        permissions.check_can_work_on(request.user, study)
        if form.is_valid():
            try:
                kept = uploads.receive(
                    study=study, upload=form.cleaned_data["file"], by=request.user, at=clock.now()
                )
            except BadInput as fault:
                form.add_error("file", str(fault))
            else:
                return redirect("studies:upload", pk=kept.pk)
    return _listed(request, study, form, ExtractForm(), 422 if form.errors else 200)


def _listed(
    request: Request, study: Any, form: UploadForm, extract: ExtractForm, status: int
) -> HttpResponse:
    context = context_of(request, study, "figures") | {
        "tables": queries.tables_of(study), "form": form, "extract": extract,
    }  # fmt: skip
    if context["may_work"]:
        context["uploads"] = queries.uploads_of(study)
    return render(request, "studies/figures/list.html", context, status=status)


@require_POST
def extract(request: Request, pk: int) -> HttpResponse:
    """Draw a table from the initiative's own records, as they are now."""
    study = study_or_404(request, pk)
    permissions.check_can_work_on(request.user, study)
    form = ExtractForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            kept = extracts.draw_extract(
                study=study, kind=given["extract"], since=given["since"], until=given["until"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, _("The table is drawn. It stays as it is, whatever changes in the records.")
            )
            return redirect("studies:table", pk=kept.pk)
    return _listed(request, study, UploadForm(), form, 422)


@require_safe
def table(request: Request, pk: int) -> HttpResponse:
    """Show a table with what its columns are of."""
    found = found_or_404(queries.table_for, pk, request)
    first = min(max(number_in(request, "row") or 1, 1), max(found.row_count, 1))
    language = get_language() or "en"
    shown = queries.shown_table(found, language, first=first)
    context = context_of(request, found.study, "figures") | {
        "table": found, "shown": shown, "charts": charts.shown_charts(found, language),
        "may_draw": bool(charts.choices_of(found, language)[1]), "last": first + len(shown.rows) - 1,
        "before": max(first - queries.PAGE, 1) if first > 1 else None,
        "after": first + queries.PAGE if first + queries.PAGE <= found.row_count else None,
    }  # fmt: skip
    return render(request, "studies/figures/table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a table's words: its figures stay as they are."""
    found = found_or_404(queries.table_for, pk, request)
    permissions.check_can_work_on(request.user, found.study)
    data = request.POST if request.method == "POST" else None
    title = TitleForm(data, initial=TitleForm.spread(found) | {"version": found.version})
    columns = column_forms(found.columns, data, queries.sources_of(found.study), WordsForm)
    if data is not None and all([title.is_valid(), *[each.is_valid() for each in columns]]):
        try:
            operations.change_table(
                table=found, titles=title.text("titles"), notes=title.text("notes"),
                columns=[each.words() for each in columns], version=title.cleaned_data["version"] or 0,
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Stale as stale:
            title.add_error(None, str(stale))
            return _edit(request, found, title, columns, 409)
        except BadInput as fault:
            title.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("studies:table", pk=pk)
    return _edit(request, found, title, columns, 200 if data is None else 422)


def _edit(request: Request, found: Any, title: Any, columns: list[Any], status: int) -> HttpResponse:
    parts = [{"form": form, "column": column} for form, column in zip(columns, found.columns, strict=True)]
    context = context_of(request, found.study, "figures") | {
        "table": found, "title": title, "parts": parts, "wrong": status != 200,
    }  # fmt: skip
    return render(request, "studies/figures/edit.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Let a table change places with its neighbour."""
    found = found_or_404(queries.table_for, pk, request)
    operations.move_table(table=found, up=request.POST.get("to") == "up", by=request.user, at=clock.now())
    return redirect("studies:figures", pk=found.study_id)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a table on which no finding rests."""
    found = found_or_404(queries.table_for, pk, request)
    operations.remove_table(table=found, by=request.user, at=clock.now())
    messages.success(request, _("The table is removed."))
    return redirect("studies:figures", pk=found.study_id)


@require_safe
def as_csv(request: Request, pk: int) -> HttpResponse:
    """Download a table as CSV in UTF-8; figures exact, with a decimal point, texts safe in a spreadsheet."""
    found = found_or_404(queries.table_for, pk, request)
    return csv_download(table_files.as_csv(found, get_language() or "en"), f"{_name(found)}.csv")


@require_safe
def as_xlsx(request: Request, pk: int) -> HttpResponse:
    """Download a table as a workbook: the figures, and on a second sheet what the columns are of."""
    found = found_or_404(queries.table_for, pk, request)
    target = io.BytesIO()
    table_files.write_xlsx(found, get_language() or "en", target)
    return download(target.getvalue(), f"{_name(found)}.xlsx", workbook.CONTENT_TYPE)


def _name(found: Any) -> str:
    return slugify(str(found))[:60] or f"table-{found.pk}"
