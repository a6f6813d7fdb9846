"""How is a timetable ordered, watched, stopped, looked at, compared, published, and changed late?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events.forms.halls import TimetableForm
from grappe.apps.events.forms.late import LateForm
from grappe.apps.events.operations import repairs, timetables
from grappe.apps.events.queries import comparison, grid, plans, search_curve
from grappe.apps.events.queries import timetables as found_timetables
from grappe.apps.events.queries.hours import bare
from grappe.apps.events.views.halls import plan_to_manage, shared
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


def timetable_or_404(request: Request, pk: int) -> Any:
    return found_or_404(found_timetables.timetable_for, pk, request)


@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """Order a timetable of what is agreed now."""
    plan = plan_to_manage(request, pk)
    form = TimetableForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Breaks may differ by 0 to 20; the search takes one of the times offered."))
    made = timetables.order_timetable(plan=plan, **form.cleaned_data, by=request.user, at=clock.now())
    return redirect("events:timetable", pk=made.pk)


@require_safe
def timetable(request: Request, pk: int) -> HttpResponse:
    """Show a timetable: how far it is, or what was found, what is proved, and what self-booking would have given."""
    found = timetable_or_404(request, pk)
    standing = found_timetables.standing_of(found, clock.now())
    context = shared(request, found.plan) | _searching(found, standing)
    if found.state == "done":
        shown = grid.grid_of(found)
        unplaced = len(shown.unplaced)
        context |= {
            "grid": shown, "sentences": search_curve.verdict(found, unplaced=unplaced),
            "compared": comparison.compared(found, placed=shown.placed, unplaced=unplaced),
            "changes": comparison.lines_of(found) if found.repairs_id else None,
            "changed_since": [] if found.current else found_timetables.out_of_date(found),
            "since_published": found_timetables.out_of_date(found) if found.current else [],
        }  # fmt: skip
    return render(request, "events/meetings/timetable.html", context)


def _searching(found: Any, standing: Any) -> dict[str, Any]:
    last = found.progress[-1] if found.progress else None
    return {
        "timetable": found, "standing": standing, "busy": standing.busy, "curve": search_curve.curve(found),
        "points": search_curve.points_of(found), "last": last,
        "gap": search_curve.gap(last["breaks"], last["bound"]) if last else None,
        "phase": search_curve.phase_word(last["phase"]) if last else "",
    }  # fmt: skip


@require_safe
def timetable_progress(request: Request, pk: int) -> HttpResponse:
    """Answer how far the search is; when it is over, or its worker is gone, have the page loaded anew."""
    found = timetable_or_404(request, pk)
    standing = found_timetables.standing_of(found, clock.now())
    context = shared(request, found.plan) | _searching(found, standing)
    return progress(request, "events/meetings/_searching.html", context, busy=standing.busy)


@require_safe
def timetable_grid(request: Request, pk: int) -> HttpResponse:
    """Show the whole grid, by tables or by people, narrowed to a person; made for paper too."""
    found = timetable_or_404(request, pk)
    person = number_in(request, "person")
    shown = grid.grid_of(found, person=person)
    by_people = request.GET.get("by") == "people"
    context = shared(request, found.plan) | {
        "timetable": found, "grid": shown, "by_people": by_people, "person": person,
        "one": shown.of(person) if person else None,
    }  # fmt: skip
    return render(request, "events/meetings/grid.html", context)


@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Stop the search with the best so far."""
    found = timetable_or_404(request, pk)
    timetables.stop_timetable(timetable=found, by=request.user, at=clock.now())
    return redirect("events:timetable", pk=pk)


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Compute once more what a worker left, or what failed."""
    found = timetable_or_404(request, pk)
    timetables.resume_timetable(timetable=found, by=request.user, at=clock.now())
    return redirect("events:timetable", pk=pk)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish a timetable; those whom it touches are written to."""
    found = timetable_or_404(request, pk)
    number = timetables.publish_timetable(timetable=found, by=request.user, at=clock.now())
    messages.success(
        request,
        _("The timetable is published. Letters ordered to those whom it touches: %(n)s.") % {"n": number},
    )
    return redirect("events:timetable", pk=pk)


@require_POST
def unpublish(request: Request, pk: int) -> HttpResponse:
    """Take the published timetable back."""
    found = timetable_or_404(request, pk)
    timetables.unpublish_timetable(timetable=found, by=request.user, at=clock.now())
    return redirect("events:timetable", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def late_change(request: Request, pk: int) -> HttpResponse:
    """Say what happened; the repair that follows is looked at before it is published."""
    plan = plan_to_manage(request, pk)
    now = clock.now()
    initial = {"since": bare(now).replace(second=0, microsecond=0)}
    form = LateForm(request.POST or None, initial=initial, plan=plan, people=plans.coming(plan))
    if request.method == "POST" and form.is_valid():
        try:
            made = repairs.order_repair(plan=plan, **form.change(), by=request.user, at=now)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("events:timetable", pk=made.pk)
    context = shared(request, plan) | {"form": form, "current": found_timetables.current_of(plan)}
    return render(request, "events/meetings/late.html", context, status=422 if form.errors else 200)
