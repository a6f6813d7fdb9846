"""How do administrators look at what is kept too long, put it off with a reason, or erase many at once?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.privacy.forms import PostponeForm
from grappe.apps.privacy.operations import retention as operations
from grappe.apps.privacy.queries import retention as queries
from grappe.apps.privacy.queries.held import RULE
from grappe.apps.privacy.queries.rules import rules
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import words_in
from grappe.ui.requests import Request


@require_safe
def proposals(request: Request) -> HttpResponse:
    """Show what is proposed for erasure, and why."""
    return _listed(request, PostponeForm())


@require_POST
def preview(request: Request) -> HttpResponse:
    """Show what erasing the chosen ones will do, before it is done."""
    chosen = _chosen(request)
    found = queries.waiting(chosen, for_user=request.user)
    if not found:
        return _listed(request, PostponeForm(), refusal=_("Choose at least one."), status=422)
    plan = queries.plan_of_proposals(found, on=clock.today(), for_user=request.user)
    return render(request, "privacy/retention_preview.html", {"plan": plan, "chosen": found})


@require_POST
def postpone(request: Request) -> HttpResponse:
    """Put the chosen ones off."""
    form = PostponeForm(request.POST)
    if form.is_valid():
        try:
            count = operations.postpone(
                proposals=_chosen(request), until=form.cleaned_data["until"], reason=form.cleaned_data["reason"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Put off: %(count)s.") % {"count": count})
            return redirect("privacy:proposals")
    return _listed(request, form, status=422)


@require_POST
def erase(request: Request) -> HttpResponse:
    """Order that the chosen ones are erased."""
    try:
        erasure = operations.erase_chosen(proposals=_chosen(request), by=request.user, at=clock.now())
    except BadInput as refused:
        return _listed(request, PostponeForm(), refusal=str(refused), status=422)
    messages.success(request, _("The erasure is ordered. It is done in one piece, or not at all."))
    return redirect("privacy:erasure", pk=erasure.pk)


def _chosen(request: Request) -> list[int]:
    return [int(each) for each in request.POST.getlist("proposal") if each.isdecimal() and len(each) < 19]


def _listed(request: Request, form: PostponeForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    today, rule = clock.today(), words_in(request, "rule")
    rows, count = queries.proposals(for_user=request.user, on=today, rule=rule)
    context = {
        "rows": rows, "count": count, "form": form, "refusal": refusal, "rules": rules().values(), "rule": rule,
        "later": queries.postponed(for_user=request.user, on=today), "kept": set(_chosen(request)), "held": RULE,
    }  # fmt: skip
    return render(request, "privacy/retention.html", context, status=status)
