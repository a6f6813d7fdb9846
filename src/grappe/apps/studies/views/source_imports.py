"""How does a file with sources come in: looked at first, then taken in whole?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.studies.forms.sources import FileForm, TakeForm
from grappe.apps.studies.operations import sources as operations
from grappe.apps.studies.queries import source_imports as queries
from grappe.apps.studies.views.found import context_of, study_to_work_on
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def source_import(request: Request, pk: int) -> HttpResponse:
    """Look at a file or a pasted text and show what would come in; with `take` it comes in."""
    study = study_to_work_on(request, pk)
    if request.method == "POST" and "take" in request.POST:
        return _take(request, study)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            return _preview(request, study, TakeForm(initial={"text": form.content}), form.content)
        except BadInput as fault:
            form.add_error(None, str(fault))
    context = context_of(request, study, "sources") | {"form": form}
    return render(request, "studies/sources/import.html", context, status=422 if form.errors else 200)


def _take(request: Request, study: Any) -> HttpResponse:
    form = TakeForm(request.POST)
    text = request.POST.get("text", "")
    chosen = {int(each) for each in request.POST.getlist("chosen") if each.isascii() and each.isdigit()}
    try:
        if not form.is_valid():
            return _preview(request, study, form, text, chosen)
        found = queries.parsed(text)
        taken = operations.take_in(
            study=study, entries=found.entries, chosen=chosen, read_on=form.cleaned_data["read_on"],
            by=request.user, at=clock.now(),
        )  # fmt: skip
    except BadInput as fault:
        form.add_error("read_on" if "text" in form.cleaned_data else None, str(fault))
        return _preview(request, study, form, text, chosen)
    said = _("%(added)d new, %(changed)d changed, %(already)d were on the list already.")
    messages.success(
        request, said % {"added": taken.added, "changed": taken.changed, "already": taken.already}
    )
    return redirect("studies:sources", pk=study.pk)


def _preview(request: Request, study: Any, form: TakeForm, text: str, chosen: Any = None) -> HttpResponse:
    found = queries.parsed(text)
    rows = queries.looked_at(study, found.entries)
    context = context_of(request, study, "sources") | {
        "form": form,
        "rows": rows,
        "chosen": {row.number for row in rows if row.state == "new"} if chosen is None else chosen,
        "faults": queries.faults_of(found),
        "counts": {
            name: sum(row.state == name for row in rows) for name in ("new", "changed", "same", "twice")
        },
        "lack_day": any(row.lacks_day for row in rows),
    }
    return render(request, "studies/sources/preview.html", context, status=422 if form.errors else 200)
