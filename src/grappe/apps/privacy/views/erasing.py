"""How do administrators see what erasing somebody does, order it, follow it and keep the proof?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.privacy.enums import ErasureState
from grappe.apps.privacy.forms import ErasureForm
from grappe.apps.privacy.operations import erasing as operations
from grappe.apps.privacy.queries import files, looks
from grappe.apps.privacy.queries import plan as queries
from grappe.apps.privacy.queries.held import later_of
from grappe.apps.privacy.views.found import case_or_404
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

UNDER_WAY = (ErasureState.WAITING, ErasureState.RUNNING)


@require_safe
def erase(request: Request, pk: int) -> HttpResponse:
    """Show what erasing somebody will do."""
    return _planned(request, pk, ErasureForm())


@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """Order that somebody is erased."""
    case, form = case_or_404(request, pk), ErasureForm(request.POST)
    if form.is_valid():
        try:
            erasure = operations.order_erasure(
                case=case, ground=form.cleaned_data["ground"], reason=form.cleaned_data["reason"],
                chosen=request.POST.getlist("passage"), by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The erasure is ordered. It is done in one piece, or not at all."))
            return redirect("privacy:erasure", pk=erasure.pk)
    return _planned(request, pk, form, status=422)


def _planned(request: Request, pk: int, form: ErasureForm, *, status: int = 200) -> HttpResponse:
    case, now = case_or_404(request, pk), clock.now()
    look = looks.look_of_case(case, at=now)
    plan = queries.plan_for(case, look=look, on=clock.today(), for_user=request.user)
    kept = request.POST.getlist("passage") if request.method == "POST" else None
    passages = [
        (queries.value_of(each), each, kept is None or queries.value_of(each) in kept) for each in plan.chosen
    ]
    context = {"case": case, "plan": plan, "passages": passages, "form": form, "look": look}
    context |= {"busy": looks.is_busy(look, at=now), "unsure": files.not_sure(look, for_user=request.user)}
    return render(request, "privacy/erase.html", context, status=status)


@require_safe
def erasures(request: Request) -> HttpResponse:
    """Show the proofs of all erasures."""
    return render(request, "privacy/erasures.html", {"rows": queries.erasures(for_user=request.user)})


@require_safe
def erasure(request: Request, pk: int) -> HttpResponse:
    """Show how far an erasure is, and the proof of it."""
    found = found_or_404(queries.erasure_for, pk, request)
    context = {"erasure": found, "busy": found.state in UNDER_WAY, "told": queries.told_of(found)}
    context["later"] = later_of(found)
    return render(request, "privacy/erasure.html", context)


@require_safe
def erasure_progress(request: Request, pk: int) -> HttpResponse:
    """Say how far an erasure is."""
    found = found_or_404(queries.erasure_for, pk, request)
    busy = found.state in UNDER_WAY
    return progress(request, "privacy/_erasing.html", {"erasure": found, "busy": busy}, busy=busy)
