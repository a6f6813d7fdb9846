"""Who is in a campaign, how did each mail fare, and what does a person decide where it is uncertain?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.campaigns import operations, permissions, queries
from grappe.apps.campaigns.forms import CameBackForm, RecipientsForm
from grappe.apps.campaigns.views.found import campaign_or_404
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

PAGE = 50


@require_safe
def recipients(request: Request, pk: int) -> HttpResponse:
    """List who is written to and who was left out, with the state of each mail."""
    permissions.check_can_view_recipients(request.user)
    campaign = campaign_or_404(request, pk)
    form = RecipientsForm(request.GET)
    form.is_valid()
    rows = queries.recipients(campaign, for_user=request.user, state=form.cleaned_data.get("state", ""))
    context = {
        "campaign": campaign,
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "left_out": queries.unseen_recipients(campaign, for_user=request.user),
        "may_write": permissions.can_write(request.user, campaign),
        "back_form": CameBackForm(),
    }
    return render(request, "campaigns/recipients.html", context)


def _recipient(request: Request, pk: int) -> Any:
    permissions.check_can_view_recipients(request.user)
    recipient = found_or_404(queries.recipient_for, pk, request)
    permissions.check_can_write(request.user, recipient.campaign)
    return recipient


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Take a person's word on a mail that was maybe sent."""
    recipient = _recipient(request, pk)
    what = request.POST.get("what", "")
    operations.decide(
        recipient=recipient, arrived=what == "arrived", again=what == "again", by=request.user, at=clock.now()
    )
    return redirect("campaigns:recipients", pk=recipient.campaign_id)


@require_POST
def came_back(request: Request, pk: int) -> HttpResponse:
    """Note down that a mail came back."""
    recipient = _recipient(request, pk)
    form = CameBackForm(request.POST)
    form.is_valid()
    operations.came_back(
        recipient=recipient, reason=form.cleaned_data.get("reason", ""), by=request.user, at=clock.now()
    )
    return redirect("campaigns:recipients", pk=recipient.campaign_id)
