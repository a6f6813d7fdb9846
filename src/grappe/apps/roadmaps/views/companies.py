"""What do other pages show of a company's roadmap and follow-up, and how is a cadence set?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.campaigns import queries as campaigns
from grappe.apps.campaigns.permissions import can_view_recipients
from grappe.apps.companies import queries as companies
from grappe.apps.matches import queries as matches
from grappe.apps.roadmaps import operations, permissions, queries
from grappe.apps.roadmaps.forms import FollowUpForm
from grappe.apps.roadmaps.views.answers import language, posted
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Fill the room for roadmaps on a company's page: their sentences, the next contact, what can be done."""
    company = found_or_404(companies.company_for, pk, request)
    today = clock.today()
    known = queries.roadmaps_of(pk, for_user=request.user)
    context = {
        "company": company,
        "rows": queries.rows(known[:5], for_user=request.user, today=today, language=language()),
        "follow_up": queries.follow_up_of(pk, for_user=request.user, today=today, language=language()),
        "may_plan": permissions.can_plan_for(request.user, company) and company.archived_at is None,
    }
    return render(request, "roadmaps/_of_company.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_match(request: Request, pk: int) -> HttpResponse:
    """Fill the room beside an accepted solution: put it on the roadmap, or where it stands there."""
    match = found_or_404(matches.match_for, pk, request)
    company = match.need.company
    may_plan = permissions.can_plan_for(request.user, company)
    if request.method == "POST":
        permissions.check_can_plan_for(request.user, company)
        made = operations.add_step_from_match(match=match, by=request.user, at=clock.now())
        if not request.htmx:
            messages.success(request, _("“%(step)s” is on the roadmap.") % {"step": made.title})
            return redirect("roadmaps:detail", pk=made.roadmap_id)
    step = queries.step_of_match(pk, for_user=request.user)
    context = {"match": match, "step": step, "may_plan": may_plan, "focus": request.method == "POST"}
    return render(request, "roadmaps/_of_match.html", context)


@require_safe
def of_campaign(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a campaign's results: aids obtained and asked for since it was sent."""
    campaign = found_or_404(campaigns.campaign_for, pk, request)
    context = {
        "campaign": campaign,
        "since": queries.obtained_since(campaign, for_user=request.user),
        "may_see": can_view_recipients(request.user),
    }
    return render(request, "roadmaps/_of_campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: Request, company_pk: int) -> HttpResponse:
    """Say how often we speak with a company."""
    company = found_or_404(companies.company_for, company_pk, request)
    permissions.check_can_plan_for(request.user, company)
    state = queries.follow_up_of(company_pk, for_user=request.user, today=clock.today(), language=language())
    first = {"every": 6, "unit": "months", "owner": request.user.pk}
    form = FollowUpForm(
        posted(request),
        instance=state.follow_up if state else None,
        initial={} if state else first,
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_follow_up(company=company, **form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            messages.success(request, _("The follow-up is saved."))
            return redirect(company)
    context = {"form": form, "company": company, "state": state}
    return render(request, "roadmaps/follow_up.html", context, status=status)


@require_POST
def end_follow_up(request: Request, company_pk: int) -> HttpResponse:
    """Stop following a company."""
    company = found_or_404(companies.company_for, company_pk, request)
    operations.end_follow_up(company=company, by=request.user, at=clock.now())
    messages.success(request, _("No contact is due by cadence any more."))
    return redirect(company)
