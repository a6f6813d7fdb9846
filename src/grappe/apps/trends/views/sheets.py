"""How are trend sheets listed, drawn on the radar, read, written, published and archived?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.clusters import queries as clusters
from grappe.apps.ideas.permissions import can_start_challenge
from grappe.apps.studies.permissions import can_add_study
from grappe.apps.trends import permissions
from grappe.apps.trends.enums import SHEET_STEPS, SheetState
from grappe.apps.trends.forms.sheets import ArchiveForm, EvidenceForm, ListForm, MeasureForm, SheetForm
from grappe.apps.trends.operations import sheets as operations
from grappe.apps.trends.queries import sheets as queries
from grappe.apps.trends.queries.radar import SIZE, radar
from grappe.apps.trends.queries.sheet_topics import by_sheet, topics_of_sheet
from grappe.apps.trends.queries.written import as_written
from grappe.apps.trends.views.found import evidence_or_404, sheet_or_404, sheet_to_edit
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


def _asked(request: Request) -> tuple[ListForm, dict[str, Any]]:
    form = ListForm(request.GET)
    return form, form.cleaned_data if form.is_valid() else {}


@require_safe
def sheet_list(request: Request) -> HttpResponse:
    """List the trend sheets."""
    permissions.check_can_view_trends(request.user)
    form, asked = _asked(request)
    found = queries.sheets(for_user=request.user, **asked)
    context = {
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_add": permissions.can_add_sheet(request.user),
    }
    return render(request, "trends/sheets.html", context)


@require_safe
def radar_page(request: Request) -> HttpResponse:
    """Draw the published trends by theme, horizon and impact, with the same as a table."""
    permissions.check_can_view_trends(request.user)
    form, asked = _asked(request)
    found = list(queries.sheets(for_user=request.user, **(asked | {"state": SheetState.PUBLISHED})))
    context = {
        "form": form,
        "radar": radar(found, list(clusters.themes())),
        "size": SIZE,
        "topics": by_sheet(found, for_user=request.user),
    }
    return render(request, "trends/radar.html", context)


@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """Show a trend sheet, what it rests on, and what became of it."""
    found = sheet_or_404(request, pk)
    return render(request, "trends/sheet.html", _page(request, found))


def _page(request: Request, found: Any, **more: Any) -> dict[str, Any]:
    may_edit = permissions.can_edit_sheet(request.user, found)
    plans = queries.plans_for(for_user=request.user, today=clock.today()) if may_edit else []
    return {
        "sheet": found,
        "rests": queries.evidence_of(found, for_user=request.user),
        "uses": queries.uses_of(found, for_user=request.user),
        "topics": topics_of_sheet(found, for_user=request.user),
        "may_edit": may_edit,
        "may_study": may_edit and can_add_study(request.user),
        "may_challenge": may_edit and can_start_challenge(request.user),
        "steps": SHEET_STEPS[found.state],
        "evidence_form": EvidenceForm(),
        "archive": ArchiveForm(),
        "measure": MeasureForm(plans=plans) if plans else None,
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin a trend sheet."""
    permissions.check_can_add_sheet(request.user)
    start = {"lead": str(request.user.pk), "theme": request.GET.get("theme", "")}
    form = SheetForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            found = operations.begin(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The sheet is a draft: put what it rests on, then publish it."))
            return redirect("trends:sheet", pk=found.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a trend sheet; where somebody else did so meanwhile, both are shown and nothing is lost."""
    found = sheet_to_edit(request, pk)
    posted = conflicts.chosen(request.POST, as_written(found)) if request.method == "POST" else None
    form = SheetForm(posted, initial=SheetForm.of(found), sheet=found)
    if posted is None or not form.is_valid():
        return _answer(request, form, found)
    version = form.cleaned_data["version"]
    try:
        operations.change(sheet=found, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, found)
    messages.success(request, _("Saved."))
    return redirect("trends:sheet", pk=pk)


def _conflict(request: Request, form: SheetForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("trends:sheet", pk=current.pk)
    return _answer(request, form, current, 409, **both)


def _answer(request: Request, form: SheetForm, found: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "sheet": found, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "trends/sheet_edit.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Publish a sheet, take it back to write on, or archive it."""
    form = ArchiveForm(request.POST)
    moved = operations.move(
        sheet=sheet_or_404(request, pk), to=request.POST.get("to", ""),
        why=form.cleaned_data["why"] if form.is_valid() else "", by=request.user, at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("The trend sheet is now: %(state)s") % {"state": moved.get_state_display()})
    return redirect("trends:sheet", pk=pk)


@require_POST
def evidence_add(request: Request, pk: int) -> HttpResponse:
    """Put words, noted by hand, that a trend rests on."""
    found = sheet_to_edit(request, pk)
    form = EvidenceForm(request.POST)
    if form.is_valid():
        try:
            operations.add_evidence(sheet=found, **form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Noted."))
            return redirect("trends:sheet", pk=pk)
    return render(request, "trends/sheet.html", _page(request, found, evidence_form=form), status=422)


@require_POST
def evidence_remove(request: Request, pk: int) -> HttpResponse:
    """Take a piece of evidence off a sheet."""
    found = evidence_or_404(request, pk)
    operations.remove_evidence(evidence=found, by=request.user, at=clock.now())
    messages.success(request, _("Taken off the sheet."))
    return redirect("trends:sheet", pk=found.sheet_id)
