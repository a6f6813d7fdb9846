"""How is a campaign begun, from a segment or from a sweep, and written?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.campaigns import operations, permissions, queries
from grappe.apps.campaigns.enums import CampaignState
from grappe.apps.campaigns.forms import CampaignForm, SegmentForm
from grappe.apps.campaigns.views.found import campaign_to_write
from grappe.apps.companies.queries import reference
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request

FROM_ADDRESS = ("programme", "verdict", "size", "section", "companies")  # what a link may fill in
LAST_SWEEP = {"1", "true", "on", "last"}  # words for: since the sweep before
UNKNOWN_HERE = {
    "q": gettext_lazy("words of the name"),
    "manager": gettext_lazy("the cluster manager"),
    "unknown": gettext_lazy("the criterion not known"),
    "since": gettext_lazy("newly eligible by days"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin a campaign; the address may say for which segment (the sweep's pages link here with their filters)."""
    permissions.check_can_add_campaign(request.user)
    form = CampaignForm(request.POST or None, for_user=request.user, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            campaign = operations.begin(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("campaigns:detail", pk=campaign.pk)
    return _answer(request, form, None)


def _asked(request: Request) -> dict[str, Any]:
    """Return what the address fills in, in the words of the sweep's filters."""
    asked: dict[str, Any] = {name: request.GET[name] for name in FROM_ADDRESS if request.GET.get(name)}
    asked["newly"] = request.GET.get("newly") in LAST_SWEEP
    if request.GET.get("programme") and not request.GET.get("verdict"):
        asked["verdict"] = "possible"  # as the sweep's list without a verdict: whoever is not refused
    clusters = [slug for slug in request.GET.getlist("clusters") + request.GET.getlist("cluster") if slug]
    if clusters:
        asked["clusters"] = clusters
    commune, canton = request.GET.get("commune", ""), request.GET.get("canton", "")
    if commune and not commune.isdecimal():
        known = reference.commune_of(commune)
        commune = str(known.pk) if known is not None else ""
    place = commune or (f"canton:{canton}" if canton else "") or request.GET.get("place", "")
    return asked | ({"place": place} if place else {})


def _not_taken(request: Request) -> list[str]:
    """Return the filters of the address that a segment does not know, in words: they are told, never dropped silently."""
    found = [str(words) for name, words in UNKNOWN_HERE.items() if request.GET.get(name)]
    days = request.GET.get("newly", "")
    if days and days not in LAST_SWEEP:
        found.append(_("newly eligible by days"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Write in a campaign that is a draft."""
    campaign = campaign_to_write(request, pk)
    if campaign.state != CampaignState.DRAFT and request.method != "POST":
        return redirect("campaigns:detail", pk=pk)
    form = CampaignForm(
        request.POST or None,
        for_user=request.user,
        owner=campaign.created_by_id,
        initial=CampaignForm.of(campaign),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"] or 0
            try:
                operations.change(
                    campaign=campaign, draft=form.draft(), version=version, by=request.user, at=clock.now()
                )
            except BadInput as fault:
                form.add_error(None, str(fault))
                status = 409 if isinstance(fault, Stale) else 422
            else:
                return redirect("campaigns:detail", pk=pk)
    return _answer(request, form, campaign, status)


def _answer(request: Request, form: CampaignForm, campaign: Any, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "campaign": campaign,
        "not_taken": _not_taken(request) if request.method == "GET" else [],
        "placeholders": queries.placeholders_of(campaign).items(),
        "topic": queries.topic_of(campaign.topic) if campaign is not None else None,
        "picked": len([word for word in str(form["companies"].value() or "").split(",") if word]),
    }
    return render(
        request, "campaigns/edit.html", context, status=422 if form.errors and status == 200 else status
    )


@require_safe
def count(request: Request) -> HttpResponse:
    """Answer how many would get a mail to the segment that the form shows, and who would be left out."""
    permissions.check_can_add_campaign(request.user)
    form = SegmentForm(request.GET, for_user=request.user)
    selection = None
    if form.is_valid():
        asked = form.cleaned_data
        selection = queries.select(
            form.segment(), programme=asked["programme"], purpose=asked["purpose"], audience=asked["audience"],
            opt_in_only=asked["opt_in_only"], topic=asked["topic"],
            picks=queries.picks_in(asked["campaign"], for_user=request.user), for_user=request.user, on=clock.today(),
        )  # fmt: skip
    return render(request, "campaigns/_count.html", {"selection": selection, "form": form})


@require_safe
def of_sweep(request: Request, pk: int) -> HttpResponse:
    """Fill the room on the sweep's page: write to these companies, with the filters of the query."""
    permissions.check_can_view_campaigns(request.user)
    context = {
        "may_add": permissions.can_add_campaign(request.user),
        "filters": request.GET.urlencode(),
    }
    return render(request, "campaigns/_of_sweep.html", context)
