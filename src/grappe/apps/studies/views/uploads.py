"""How does a file with figures become a table: looked at, its columns named, imported, each step followed?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies.forms.figures import ColumnForm, HowForm, TitleForm, column_forms, given
from grappe.apps.studies.operations import uploads
from grappe.apps.studies.queries import figures
from grappe.apps.studies.views.found import context_of
from grappe.ui import answers
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

MARKS = ("undecided", "disagree", "undated", "days")  # what the way of writing numbers and days settles


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, pk: int) -> HttpResponse:
    """Show what was found in a file; POST keeps what is said of its columns and orders the import or another look."""
    found = found_or_404(figures.upload_for, pk, request)
    if figures.is_busy(found) or found.state == "failed":
        return _answer(request, found, None, [], None)
    if found.state == "done":
        if found.table_id:
            return redirect("studies:table", pk=found.table_id)
        return redirect("studies:figures", pk=found.study_id)
    data = request.POST if request.method == "POST" else None
    title = TitleForm(data, initial=_words(found))
    columns = column_forms(found.columns, data, figures.sources_of(found.study), ColumnForm)
    if data is None:
        return _answer(request, found, title, columns, None)
    if not all([title.is_valid(), *[each.is_valid() for each in columns]]):
        return _answer(request, found, title, columns, None, 422)
    try:
        uploads.give_columns(
            upload=found, given=given(title, columns), look_only=data.get("then") != "import", by=request.user
        )
    except BadInput as fault:
        title.add_error(None, str(fault))
        return _answer(request, found, title, columns, None, 422)
    return redirect("studies:upload", pk=pk)


@require_POST
def read_again(request: Request, pk: int) -> HttpResponse:
    """Look at the file again: another sheet, another row of headings, another encoding or delimiter."""
    found = found_or_404(figures.upload_for, pk, request)
    form = HowForm(request.POST, sheets=found.sheets)
    if not form.is_valid():
        title = TitleForm(initial=_words(found))
        columns = column_forms(found.columns, None, figures.sources_of(found.study), ColumnForm)
        return _answer(request, found, title, columns, form, 422)
    uploads.read_again(upload=found, how=form.how(), by=request.user)
    return redirect("studies:upload", pk=pk)


@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    """Answer how far a file is read; when that is done, HTMX loads the page anew."""
    found = found_or_404(figures.upload_for, pk, request)
    busy = figures.is_busy(found)
    return answers.progress(
        request, "studies/figures/_progress.html", {"upload": found, "busy": busy}, busy=busy
    )


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Remove a file that became no table."""
    found = found_or_404(figures.upload_for, pk, request)
    uploads.discard(upload=found, by=request.user)
    messages.success(request, _("The file is removed."))
    return redirect("studies:figures", pk=found.study_id)


def _words(found: Any) -> dict[str, Any]:
    """Return the title and notes given before, else the file's name as a title in the page's language."""
    options = found.options
    titles = options.get("titles") or {get_language() or "en": found.document.name.rsplit(".", 1)[0][:200]}
    spread = {f"titles_{code}": text for code, text in titles.items()}
    spread |= {f"notes_{code}": text for code, text in options.get("notes", {}).items()}
    return spread | {"drop_last": options.get("drop_last", False)}


def _answer(
    request: Request, found: Any, title: Any, columns: list[Any], how: Any, status: int = 200
) -> HttpResponse:
    language = get_language() or "en"
    said = [
        {"text": each[language], "stops": each["stops"], "column": each["column"], "code": each["code"]}
        for each in found.warnings
    ]
    parts = [
        {"form": form, "column": column, "letter": figures.letters(column["at"]),
         "sample": [row[column["at"]] for row in found.preview[:4] if column["at"] < len(row) and row[column["at"]]],
         "said": [each for each in said if each["column"] == column["at"]],
         "marks": any(each["column"] == column["at"] and each["code"] in MARKS for each in said)}
        for form, column in zip(columns, found.columns, strict=False)
    ]  # fmt: skip
    initial = {"sheet": found.sheet, "header_row": found.header_row} | found.options
    context = context_of(request, found.study, "figures") | {
        "upload": found, "busy": figures.is_busy(found), "title": title, "parts": parts, "said": said,
        "stops": [each for each in said if each["stops"]], "message": found.message.get(language, ""),
        "how": how or HowForm(initial=initial, sheets=found.sheets),
        "wrong": status != 200 and how is None,
    }  # fmt: skip
    return render(request, "studies/figures/upload.html", context, status=status)
