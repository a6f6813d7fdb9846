"""How are pairs listed, looked at side by side, decided on and merged?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.duplicates import permissions
from grappe.apps.duplicates.forms import FilterForm, MergeForm
from grappe.apps.duplicates.operations import deciding, finding, merging
from grappe.apps.duplicates.queries import pairs as queries
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_safe
def pair_list(request: Request) -> HttpResponse:
    """Show the files that may be one company, the likeliest first."""
    permissions.check_can_view_pairs(request.user)
    form = FilterForm(request.GET or {"state": "open"})
    filters = form.filters()
    run = queries.last_run()
    context = {
        "form": form,
        "filters": filters,
        "page": queries.pairs(
            filters,
            for_user=request.user,
            after=number_in(request, "after"),
            before=number_in(request, "before"),
        ),
        "run": run,
        "busy": finding.is_busy(run, at=clock.now()),
        "may_set": permissions.can_set_thresholds(request.user),
    }
    return render(request, "duplicates/list.html", context)


def _pair(request: Request, first: int, second: int) -> queries.SideBySide:
    if first == second:
        raise Http404
    try:
        return queries.side_by_side(first, second, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _page(request: Request, form: MergeForm, status: int = 200, **more: object) -> HttpResponse:
    context = {"pair": form.pair, "form": form, "summary": None, "fault": "", **more}
    return render(request, "duplicates/pair.html", context, status=status)


@require_safe
def pair(request: Request, first: int, second: int) -> HttpResponse:
    """Show two files side by side, field by field."""
    return _page(request, MergeForm(None, pair=_pair(request, first, second)))


def _sent(request: Request, first: int, second: int) -> MergeForm:
    found = _pair(request, first, second)
    permissions.check_can_merge(request.user, found.first, found.second)
    return MergeForm(request.POST, pair=found)


@require_POST
def preview(request: Request, first: int, second: int) -> HttpResponse:
    """Show what a merge would do; nothing is written."""
    form = _sent(request, first, second)
    if not form.is_valid():
        return _page(request, form, 422, fault=_("Choose which file goes on."))
    try:
        summary = merging.preview(**form.choice(), by=request.user, at=clock.now())
    except Stale as stale:
        return _page(request, MergeForm(None, pair=form.pair), 409, fault=str(stale))
    except BadInput as fault:
        return _page(request, form, 422, fault=str(fault))
    return _page(request, form, summary=summary)


@require_POST
def merge(request: Request, first: int, second: int) -> HttpResponse:
    """Make the two files one."""
    form = _sent(request, first, second)
    if not form.is_valid():
        return _page(request, form, 422, fault=_("Choose which file goes on."))
    try:
        done = merging.merge(**form.choice(), by=request.user, at=clock.now())
    except Stale as stale:
        return _page(request, MergeForm(None, pair=form.pair), 409, fault=str(stale))
    except BadInput as fault:
        return _page(request, form, 422, fault=str(fault))
    messages.success(request, _("The two files are one now. You can take it back here."))
    return redirect("duplicates:merged", pk=done.pk)


@require_POST
def apart(request: Request, pk: int) -> HttpResponse:
    """Say that two files are not the same company, and go on to the next pair."""
    found = found_or_404(queries.candidate_for, pk, request)
    deciding.set_apart(candidate=found, apart=True, by=request.user, at=clock.now())
    messages.success(
        request,
        _("Noted: “%(first)s” and “%(second)s” are two companies.")
        % {"first": found.first.name, "second": found.second.name},
    )
    if request.POST.get("next") and (after := queries.next_of(found, for_user=request.user)) is not None:
        return redirect("duplicates:pair", first=after.first_id, second=after.second_id)
    return redirect("duplicates:list")


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back that two files are not the same company."""
    found = found_or_404(queries.candidate_for, pk, request)
    deciding.set_apart(candidate=found, apart=False, by=request.user, at=clock.now())
    messages.success(request, _("The pair is open again."))
    return redirect("duplicates:pair", first=found.first_id, second=found.second_id)
