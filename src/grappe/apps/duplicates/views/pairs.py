"""How are pairs listed, looked at side by side, decided on and merged?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.duplicates import permissions
from grappe.apps.duplicates.enums import PairKind
from grappe.apps.duplicates.forms import FilterForm, MergeForm
from grappe.apps.duplicates.operations import deciding, finding, merging
from grappe.apps.duplicates.operations.merging_people import merge_people
from grappe.apps.duplicates.queries import pairs as queries
from grappe.apps.duplicates.queries.merges import undo_months
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_safe
def pair_list(request: Request, kind: str = PairKind.COMPANY) -> HttpResponse:
    """Show the files that may be one company, or the entries that may be one person, the likeliest first."""
    permissions.check_can_view_pairs(request.user)
    form = FilterForm(request.GET or {"state": "open"})
    filters = form.filters(kind)
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
        "of_people": kind == PairKind.PERSON,
        "may_set": permissions.can_set_thresholds(request.user),
    }
    return render(request, "duplicates/list.html", context)


def _pair(request: Request, first: int, second: int, kind: str) -> queries.SideBySide:
    if first == second:
        raise Http404
    try:
        return queries.side_by_side(first, second, for_user=request.user, kind=kind)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _page(request: Request, form: MergeForm, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "pair": form.pair,
        "form": form,
        "summary": None,
        "fault": "",
        "undo_months": undo_months(),
        **more,
    }
    return render(request, "duplicates/pair.html", context, status=status)


@require_safe
def pair(request: Request, first: int, second: int, kind: str = PairKind.COMPANY) -> HttpResponse:
    """Show two files, or entries of people, side by side, field by field."""
    return _page(request, MergeForm(None, pair=_pair(request, first, second, kind)))


def _sent(request: Request, first: int, second: int, kind: str) -> MergeForm:
    found = _pair(request, first, second, kind)
    both = [each.company if found.of_people else each for each in found.both]
    permissions.check_can_merge(request.user, *both)
    return MergeForm(request.POST, pair=found)


@require_POST
def preview(request: Request, first: int, second: int, kind: str = PairKind.COMPANY) -> HttpResponse:
    """Show what a merge would do; nothing is written."""
    form = _sent(request, first, second, kind)
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
def merge(request: Request, first: int, second: int, kind: str = PairKind.COMPANY) -> HttpResponse:
    """Make the two files, or entries, one."""
    form = _sent(request, first, second, kind)
    if not form.is_valid():
        return _page(request, form, 422, fault=_("Choose which file goes on."))
    one = merge_people if kind == PairKind.PERSON else merging.merge
    try:
        done = one(**form.choice(), by=request.user, at=clock.now())
    except Stale as stale:
        return _page(request, MergeForm(None, pair=form.pair), 409, fault=str(stale))
    except BadInput as fault:
        return _page(request, form, 422, fault=str(fault))
    said = (
        _("The two people are one now. You can take it back here.")
        if kind == PairKind.PERSON
        else _("The two files are one now. You can take it back here.")
    )
    messages.success(request, said)
    return redirect("duplicates:merged", pk=done.pk)


@require_POST
def apart(request: Request, pk: int, kind: str = PairKind.COMPANY) -> HttpResponse:
    """Say that two files are not the same company, or two entries not one person, and go on to the next pair."""
    found = found_or_404(queries.candidate_for, pk, request, kind=kind)
    deciding.set_apart(candidate=found, apart=True, by=request.user, at=clock.now())
    said = (
        _("Noted: “%(first)s” and “%(second)s” are two people.")
        if kind == PairKind.PERSON
        else _("Noted: “%(first)s” and “%(second)s” are two companies.")
    )
    messages.success(request, said % {"first": found.first.name, "second": found.second.name})
    if request.POST.get("next"):
        after = queries.next_of(found, for_user=request.user, kind=kind)
        if after is not None:
            return redirect(after.address)
    return redirect("duplicates:people" if kind == PairKind.PERSON else "duplicates:list")


@require_POST
def reopen(request: Request, pk: int, kind: str = PairKind.COMPANY) -> HttpResponse:
    """Take back that two are not the same."""
    found = found_or_404(queries.candidate_for, pk, request, kind=kind)
    deciding.set_apart(candidate=found, apart=False, by=request.user, at=clock.now())
    messages.success(request, _("The pair is open again."))
    name = "duplicates:person_pair" if kind == PairKind.PERSON else "duplicates:pair"
    return redirect(name, first=found.first_id, second=found.second_id)
