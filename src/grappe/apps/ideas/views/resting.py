"""How is an idea parked, rejected or reopened outside a gate?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.resting import RestForm
from grappe.apps.ideas.operations import resting
from grappe.apps.ideas.views.found import context_of, idea_or_404
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def park(request: Request, pk: int) -> HttpResponse:
    """Let an idea rest, with the reason."""
    return _rest(request, pk, "park")


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: Request, pk: int) -> HttpResponse:
    """Say that an idea is not followed up, with the reason."""
    return _rest(request, pk, "reject")


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take an idea up again, with the reason."""
    return _rest(request, pk, "reopen")


def _rest(request: Request, pk: int, what: str) -> HttpResponse:
    idea = idea_or_404(request, pk)
    permissions.check_can_rest_idea(request.user, idea)
    wanted = resting.languages_wanted(idea, request.user)
    form = RestForm(request.POST or None, wanted=wanted, asks_until=what == "park")
    if request.method == "POST" and form.is_valid():
        try:
            _done(request, idea, what, form)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Done. Whoever had the idea hears of it, with the reason."))
            return redirect("ideas:detail", pk=pk)
    context = context_of(request, idea, "overview") | {"form": form, "what": what}
    return render(request, "ideas/rest.html", context, status=422 if form.errors else 200)


def _done(request: Request, idea: Any, what: str, form: RestForm) -> None:
    said: dict[str, Any] = {"idea": idea, "why": form.text("why"), "by": request.user, "at": clock.now()}
    if what == "park":
        resting.park(until=form.cleaned_data["until"], **said)
    elif what == "reject":
        resting.reject(**said)
    else:
        resting.reopen(**said)
