"""How does a participant find partners, and ask one for a meeting?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events.forms.participants import DirectoryForm
from grappe.apps.events.forms.requests import AskForm
from grappe.apps.events.operations import proposals as proposal_operations
from grappe.apps.events.operations import requests as operations
from grappe.apps.events.queries import partners as queries
from grappe.apps.events.queries.participants import Own
from grappe.apps.events.views.outside import own
from grappe.apps.events.views.own_meetings import page, taking_part
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
@own
@taking_part
def directory(request: Request, mine: Own, token: str) -> HttpResponse:
    """List who takes part and shows themselves: those proposed with their reasons, by words, cluster and branch."""
    assert mine.participant is not None and mine.plan is not None
    form = DirectoryForm(request.GET, plan=mine.plan)
    filters = form.filters()
    if not mine.sees_partners:
        return page(request, "partners", mine, token, "partners", early=True, form=form)
    found = queries.directory(mine.participant, filters)
    at = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    narrowed = filters != queries.Filters()
    context: dict[str, Any] = {
        "early": False, "form": form, "page": at, "cards": queries.cards(mine.participant, at.object_list),
        "best": [] if narrowed or at.number > 1 else queries.proposals_for(mine.participant, limit=12),
    }  # fmt: skip
    return page(request, "partners", mine, token, "partners", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@own
@taking_part
def partner(request: Request, mine: Own, token: str, pk: int) -> HttpResponse:
    """Show a partner and why they are proposed; ask them for a meeting."""
    assert mine.participant is not None and mine.plan is not None
    other = _partner_or_404(mine, pk)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.ask(asker=mine.participant, asked=other, **form.cleaned_data, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            agreed = made.state == "accepted"
            done = _("You both want to meet: it is agreed.") if agreed else _("Your request is on its way.")
            messages.success(request, done)
            return redirect("events:own_requests", token=token)
    (card,) = queries.cards(mine.participant, [other])
    context: dict[str, Any] = {
        "card": card, "form": form, "status": 422 if form.errors else 200,
    }  # fmt: skip
    return page(request, "partner", mine, token, "partners", **context)


def _partner_or_404(mine: Own, pk: int) -> Any:
    assert mine.participant is not None
    if not mine.sees_partners:
        raise Http404
    try:
        return queries.partner_of(mine.participant, pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@require_POST
@own
@taking_part
def dismiss(request: Request, mine: Own, token: str, pk: int) -> HttpResponse:
    """Take a proposal off one's list."""
    assert mine.participant is not None
    try:
        proposal = queries.proposal_of(mine.participant, pk)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    proposal_operations.dismiss(proposal=proposal, at=clock.now())
    messages.info(request, _("Not proposed to you any more; you still find them in the directory."))
    return redirect("events:own_partners", token=token)
