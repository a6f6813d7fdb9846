"""How are campaigns listed, looked at, reviewed and sent?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.accounts.enums import Language
from grappe.apps.campaigns import operations, permissions, queries
from grappe.apps.campaigns.enums import CampaignState, followers
from grappe.apps.campaigns.forms import ListForm, MoveForm
from grappe.apps.campaigns.queries.campaigns import PAGE, segment_words
from grappe.apps.campaigns.views.found import campaign_or_404, campaign_to_write
from grappe.ui import answers, clock
from grappe.ui.errors import BadInput
from grappe.ui.found import number_in
from grappe.ui.requests import Request


@require_safe
def campaign_list(request: Request) -> HttpResponse:
    """List the campaigns with their counts, the latest first."""
    permissions.check_can_view_campaigns(request.user)
    form = ListForm(request.GET)
    form.is_valid()
    found = queries.campaigns(for_user=request.user, state=form.cleaned_data.get("state", ""))
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_add": permissions.can_add_campaign(request.user),
    }
    return render(request, "campaigns/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a campaign: what may be done next, what it says, to whom, and what came of it."""
    return _page(request, campaign_or_404(request, pk))


def _page(request: Request, campaign: Any, form: MoveForm | None = None) -> HttpResponse:
    user = request.user
    draft = campaign.state == CampaignState.DRAFT
    actors = permissions.actors_of(user, campaign)
    context = {
        "campaign": campaign,
        "form": form or MoveForm(),
        "moves": followers(campaign.state, actors),
        "reviews": permissions.can_review(user, campaign),
        "may_write": permissions.can_write(user, campaign),
        "may_see": permissions.can_view_recipients(user),
        "segment": segment_words(campaign),
        # For everybody, since it is counts only; within what its author may write to.
        "selection": queries.selection_of(campaign, on=clock.today()) if draft else None,
        "topic": queries.topic_of(campaign.topic),
        "left_out": queries.left_out_of(campaign),
        "results": queries.results_of(campaign, for_user=user),
        "busy": queries.is_busy(campaign),
        "words": [
            (code, name, campaign.subjects[code], campaign.texts[code])
            for code, name in Language.choices
            if code in queries.written_in(campaign.subjects, campaign.texts)
        ],
        "missing": [
            name
            for code, name in Language.choices
            if code not in queries.written_in(campaign.subjects, campaign.texts)
        ],
    }
    return render(request, "campaigns/detail.html", context, status=422 if form is not None else 200)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Bring a campaign into another state: to review, approved or sent back, sending, paused, cancelled."""
    campaign = campaign_or_404(request, pk)
    if not permissions.actors_of(request.user, campaign):
        permissions.check_can_write(request.user, campaign)
    form = MoveForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            operations.move(
                campaign=campaign, to_state=asked["to_state"], comment=asked["comment"],
                seen_state=asked["seen_state"], seen_version=asked["seen_version"], by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("campaigns:detail", pk=pk)
    return _page(request, campaign, form)


@require_POST
def relationships(request: Request, pk: int) -> HttpResponse:
    """Note down an existing relationship for those whom we met."""
    campaign = campaign_to_write(request, pk)
    number = operations.record_relationships(campaign=campaign, by=request.user, at=clock.now())
    messages.success(
        request,
        ngettext(
            "A relationship is now on file for %(number)d person.",
            "A relationship is now on file for %(number)d people.",
            number,
        )
        % {"number": number},
    )
    return redirect("campaigns:detail", pk=pk)


@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    """Answer how far the sending is, as a fragment; when it is done, tell HTMX to load the page anew."""
    campaign = campaign_or_404(request, pk)
    context = {
        "campaign": campaign,
        "progress": queries.progress_of(campaign),
        "busy": queries.is_busy(campaign),
    }
    return answers.progress(request, "campaigns/_progress.html", context, busy=context["busy"])


@require_safe
def preview(request: Request, pk: int) -> HttpResponse:
    """Show the mail as a recipient gets it, in their language or another; its links open nothing."""
    permissions.check_can_view_recipients(request.user)
    campaign = campaign_or_404(request, pk)
    chosen = queries.shown_recipient(campaign, number_in(request, "recipient"), for_user=request.user)
    language = request.GET.get("language", "")
    language = language if language in Language.values else ""
    context = {
        "campaign": campaign,
        "recipient": chosen,
        "mail": queries.preview(campaign, chosen, language=language),
        "recipients": queries.recipients(campaign, for_user=request.user).exclude(address=None)[:200],
        "languages": Language.choices,
        "language": language,
        "may_write": permissions.can_write(request.user, campaign),
    }
    return render(request, "campaigns/preview.html", context)


@require_POST
def test_mail(request: Request, pk: int) -> HttpResponse:
    """Send the mail to oneself."""
    campaign = campaign_to_write(request, pk)
    language = request.POST.get("language", "")
    language = language if language in Language.values else request.user.language
    recipient = queries.shown_recipient(campaign, None, for_user=request.user)
    operations.send_test(campaign=campaign, language=language, recipient=recipient, by=request.user)
    messages.success(request, _("The test is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("campaigns:detail", pk=pk)
