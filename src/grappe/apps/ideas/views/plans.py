"""How is the plan of a flagship project looked at: milestones, deliverables, risks, common projects, indicators; and written?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.plans import FORMS, PartForm
from grappe.apps.ideas.operations import plans as operations
from grappe.apps.ideas.queries import plans as queries
from grappe.apps.ideas.views.flagship_found import about, flagship_or_404, flagship_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request

TITLES = {
    "milestone": gettext_lazy("Milestone"),
    "deliverable": gettext_lazy("Deliverable"),
    "risk": gettext_lazy("Risk"),
    "project": gettext_lazy("Common project"),
    "indicator": gettext_lazy("Indicator"),
}


@require_safe
def page(request: Request, pk: int) -> HttpResponse:
    """Show what is to be reached by when, what may go wrong, and what came of it."""
    flagship = flagship_or_404(request, pk)
    context = about(request, flagship, "plan") | {
        "plan": queries.plan_of(flagship),
        "today": clock.today(),
        "high": queries.HIGH,
    }
    return render(request, "ideas/flagships/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int, kind: str) -> HttpResponse:
    """Add a part of a kind to the plan."""
    flagship = flagship_to_run(request, pk)
    form = _form(kind)(request.POST or None, flagship=flagship)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add(
                flagship=flagship, kind=kind, values=form.values(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("ideas:plan", pk=pk)
    return _answer(request, flagship, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, kind: str, pk: int) -> HttpResponse:
    """Change a part; where somebody else did so meanwhile, both are shown and nothing is lost."""
    part = _part(request, kind, pk)
    permissions.check_can_run_flagship(request.user, part.flagship)
    stands = queries.as_written(kind, part)
    posted = conflicts.chosen(request.POST, stands) if request.method == "POST" else None
    form = _form(kind)(posted, flagship=part.flagship, initial=_form(kind).of(part))
    if posted is None or not form.is_valid():
        return _answer(request, part.flagship, form, part)
    try:
        operations.change(
            kind=kind, part=part, values=form.values(), version=form.cleaned_data["version"], by=request.user,
            at=clock.now(),
        )  # fmt: skip
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, queries.as_written(kind, current))
        if both["conflicts"]:
            return _answer(request, part.flagship, form, part, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, part.flagship, form, part)
    messages.success(request, _("Saved."))
    return redirect("ideas:plan", pk=part.flagship_id)


@require_POST
def remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Take a part off the plan."""
    part = _part(request, kind, pk)
    operations.remove(kind=kind, part=part, by=request.user, at=clock.now())
    messages.success(request, _("Taken off."))
    return redirect("ideas:plan", pk=part.flagship_id)


def _form(kind: str) -> type[PartForm]:
    try:
        return FORMS[kind]
    except KeyError as unknown:
        raise Http404 from unknown


def _part(request: Request, kind: str, pk: int) -> Any:
    _form(kind)
    try:
        return queries.part_for(pk, kind=kind, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _answer(
    request: Request, flagship: Any, form: PartForm, thing: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = about(request, flagship, "plan") | {
        "form": form, "kind": form.kind, "title": TITLES[form.kind], "thing": thing, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/flagships/part_edit.html", context, status=status)
