"""How does somebody do one thing to many rows: choose it, see what would change, do it, take it back?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.lists import operations
from grappe.apps.lists.enums import ActState, RowState
from grappe.apps.lists.forms import ActForm
from grappe.apps.lists.permissions import check_can_act
from grappe.apps.lists.queries.acts import (
    BUSY,
    act_for,
    acts_page,
    began_by,
    broke_off,
    done_of,
    outcomes,
    rows_page,
)
from grappe.apps.lists.queries.definitions import read, standard
from grappe.apps.lists.queries.kinds import LABELS
from grappe.apps.lists.views.found import catalogue_for, definition_in, list_address
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request

MOST_TICKED = 500


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: Request, kind: str) -> HttpResponse:
    """Ask what an act needs to know, then look what it would change."""
    check_can_view_companies(request.user)
    check_can_act(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    sent = request.POST if request.method == "POST" else request.GET
    act = operations.acts_of(kind, catalogue.asked).get(sent.get("act", ""))
    keys = None if sent.get("all") == "1" else _keys(sent.getlist("row"))
    if act is None or keys == []:
        messages.error(request, _("Tick at least one row.") if act else _("Choose what is to be done."))
        return redirect(list_address(definition, number_in(request, "view")))
    form = ActForm(request.POST if request.method == "POST" else None, act=act)
    if form.is_bound and form.is_valid():
        try:
            made = operations.prepare_act(
                definition=definition, name=act.name, value=form.chosen(), keys=keys, language=get_language() or "en",
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("lists:act", pk=made.pk)
    context = {"form": form, "act": act, "keys": keys, "definition": definition, "kind": definition.kind,
               "back": list_address(definition, number_in(request, "view"))}  # fmt: skip
    return render(request, "lists/acting.html", context, status=422 if form.is_bound else 200)


def _keys(sent: list[str]) -> list[int]:
    return [int(key) for key in sent[:MOST_TICKED] if key.isascii() and key.isdecimal() and len(key) < 19]


@require_safe
def acts(request: Request) -> HttpResponse:
    """Show what somebody did to many rows, the latest first."""
    found = acts_page(
        for_user=request.user, after=number_in(request, "after"), before=number_in(request, "before")
    )
    now = clock.now()
    context = {
        "page": found.each(lambda act: (act, broke_off(act, now))),
        "kinds": {name: label for name, (label, _icon) in LABELS.items()},
    }
    return render(request, "lists/acts.html", context)


@require_safe
def act_page(request: Request, pk: int) -> HttpResponse:
    """Show what an act would change or has changed, row by row."""
    made = found_or_404(act_for, pk, request)
    busy, broken = made.state in BUSY, broke_off(made, clock.now())
    catalogue = catalogue_for(request, made.kind)
    act = operations.acts_of(made.kind, catalogue.asked).get(made.name)
    found = outcomes(made) if not busy else []
    counts = {state.value: sum(each.count for each in found if each.state == state) for state in RowState}
    definition = (
        read(catalogue, made.kind, made.definition) if made.definition else standard(catalogue, made.kind)
    )
    context = {
        "act": made, "busy": busy, "note": str(act.note) if act else "", "final": act is not None and act.final, "counts": counts,
        "reasons": [each for each in found if each.why], "label": catalogue.kind(made.kind).label,
        "rows": None if busy else rows_page(
            made, act, catalogue, after=number_in(request, "after"), before=number_in(request, "before")
        ),
        "back": list_address(definition), "own": made.by_id == request.user.pk,
        "broken": broken, "so_far": done_of(made) if broken else 0, "began": began_by(made) == request.user.pk,
        "may_undo": made.state in {ActState.DONE, ActState.FAILED} and act is not None and not act.final
        and made.undone_at is None and any(each.state == RowState.DONE and not each.why for each in found),
    }  # fmt: skip
    return render(request, "lists/act.html", context)


@require_safe
def act_progress(request: Request, pk: int) -> HttpResponse:
    """Answer the progress fragment; when it is over, have the page loaded anew."""
    made = found_or_404(act_for, pk, request)
    busy = made.state in BUSY
    return progress(
        request,
        "lists/_act.html",
        {"act": made, "busy": busy},
        busy=busy and not broke_off(made, clock.now()),
    )


def _then(request: Request, pk: int, operation: Any) -> HttpResponse:
    made = found_or_404(act_for, pk, request)
    try:
        operation(act=made, by=request.user, at=clock.now())
    except BadInput as fault:
        messages.error(request, str(fault))
    return redirect("lists:act", pk=pk)


@require_POST
def do(request: Request, pk: int) -> HttpResponse:
    """Do what was seen."""
    return _then(request, pk, operations.do_act)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Bring back what was."""
    return _then(request, pk, operations.undo_act)


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Go on with what broke off."""
    return _then(request, pk, operations.resume_act)


@require_POST
def give_up(request: Request, pk: int) -> HttpResponse:
    """Leave the rest of what broke off; what was only looked at is gone."""
    made = found_or_404(act_for, pk, request)
    try:
        if operations.give_up_act(act=made, by=request.user, at=clock.now()) is None:
            return redirect("lists:acts")
    except BadInput as fault:
        messages.error(request, str(fault))
    return redirect("lists:act", pk=pk)
