"""What was answered to a campaign, and what is made of it: a need, a contact, a workbook?"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.campaigns import operations, permissions, queries
from grappe.apps.campaigns.enums import AnswerKind
from grappe.apps.campaigns.forms import CallForm, NeedForm
from grappe.apps.campaigns.views.found import campaign_or_404
from grappe.apps.companies.permissions import can_edit_company, check_can_edit_company
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE

PAGE = 25


@require_safe
def answers(request: Request, pk: int) -> HttpResponse:
    """List what was answered, the latest first, each to be made a need or a call."""
    permissions.check_can_view_recipients(request.user)
    campaign = campaign_or_404(request, pk)
    kind = request.GET.get("kind", "")
    rows = queries.answers_of(campaign, for_user=request.user, kind=kind)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "page": page,
        "kinds": AnswerKind.choices,
        "kind": kind,
        "results": queries.results_of(campaign, for_user=request.user),
        "left_out": queries.unseen_answers(campaign, for_user=request.user),
        "rows": [(given, can_edit_company(request.user, given.recipient.company)) for given in page],
        "need_form": NeedForm(initial={"theme": _theme_of(campaign)}, auto_id=False),
        "call_form": CallForm(initial={"starts_at": _next_morning()}, auto_id=False),
    }
    return render(request, "campaigns/answers.html", context)


def _theme_of(campaign: Any) -> str:
    """Return the programme's first theme, to begin with."""
    theme = campaign.programme.themes.first() if campaign.programme is not None else None
    return theme.slug if theme is not None else ""


def _next_morning() -> datetime:
    """Return ten o'clock of the next working day."""
    day = clock.today() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(10), tzinfo=timezone.get_current_timezone())


def _answer(request: Request, pk: int) -> Any:
    permissions.check_can_view_recipients(request.user)
    given = found_or_404(queries.answer_for, pk, request)
    check_can_edit_company(request.user, given.recipient.company)
    return given


@require_POST
def to_need(request: Request, pk: int) -> HttpResponse:
    """Make an answer a need, and lead there."""
    given = _answer(request, pk)
    form = NeedForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Choose one of the five themes."))
    need = operations.to_need(given=given, theme=form.cleaned_data["theme"], by=request.user, at=clock.now())
    return redirect("needs:detail", pk=need.pk)


@require_POST
def to_contact(request: Request, pk: int) -> HttpResponse:
    """Plan a call with whoever answered, and lead there."""
    given = _answer(request, pk)
    form = CallForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Say on which day and at what time you will call."))
    contact = operations.to_contact(
        given=given, starts_at=form.cleaned_data["starts_at"], by=request.user, at=clock.now()
    )
    return redirect("companies:contact", pk=contact.pk)


@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """Download recipients and answers as a workbook."""
    permissions.check_can_view_recipients(request.user)
    campaign = campaign_or_404(request, pk)
    book = queries.answers_sheet(campaign, for_user=request.user)
    return download(book, f"campaign-{campaign.pk}.xlsx", CONTENT_TYPE)
