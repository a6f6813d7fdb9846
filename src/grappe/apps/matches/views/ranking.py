"""How are the solutions for a need shown, and decided on?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import sheet_of
from grappe.apps.matches import operations, permissions, queries
from grappe.apps.matches.forms import RankingForm
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

SHOWN = 12


def _ranking(request: Request, pk: int, **chosen: Any) -> Any:
    return found_or_404(queries.ranked_for, pk, request, **chosen)


@require_safe
def solutions(request: Request, pk: int) -> HttpResponse:
    """Show what may answer a need: ranked, with reasons, as of a day; HTMX gets the list only."""
    permissions.check_can_view_matches(request.user)
    form = RankingForm(request.GET)
    chosen = form.chosen()
    on, kind = chosen.get("on") or clock.today(), chosen.get("kind", "")
    ranking = _ranking(request, pk, on=on, kind=kind, limit=None if chosen.get("all") else SHOWN)
    context = {
        "ranking": ranking,
        "need": ranking.need,
        "company": ranking.company,
        "kind": kind,
        "on": on,
        "form": RankingForm(initial={"kind": kind, "on": on}),
        "is_today": on == clock.today(),
        "best": max((found.score for found in ranking.found), default=0.0),
    }
    template = "matches/_ranking.html" if request.htmx else "matches/solutions.html"
    return render(request, template, context)


@require_safe
def one_result(request: Request, pk: int, kind: str, target: int) -> HttpResponse:
    """Answer one row of the ranking anew, after a fact was stated, and the verdicts of the other programmes."""
    permissions.check_can_view_matches(request.user)
    on = _day(request.GET.get("on"))
    try:
        ranking, found = queries.one_for(pk, kind=kind, target=target, on=on, for_user=request.user)
    except (ObjectDoesNotExist, LookupError) as missing:
        raise Http404 from missing
    context = {
        "found": found,
        "others": ranking.standings,
        "need": ranking.need,
        "company": ranking.company,
        "ranking": ranking,
        "on": on,
    }
    return render(request, "matches/_result_again.html", context)


@require_POST
def decide(request: Request, pk: int, kind: str, target: int) -> HttpResponse:
    """Accept or dismiss one solution for a need."""
    on = _day(request.POST.get("on"))
    try:
        match = operations.decide(
            need_id=pk, kind=kind, pk=target, state=request.POST.get("state", ""), as_of=on,
            by=request.user, at=clock.now(),
        )  # fmt: skip
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if request.htmx:
        ranking, found = queries.one_for(pk, kind=kind, target=target, on=on, for_user=request.user)
        context = {
            "found": found, "need": ranking.need, "company": ranking.company, "ranking": ranking, "on": on,
            "focus": True,
        }  # fmt: skip
        return render(request, "matches/_result.html", context)
    return redirect("matches:match", pk=match.pk)


@require_safe
def match(request: Request, pk: int) -> HttpResponse:
    """Show a decision as it was explained on its day, and what became of it."""
    found = _match(request, pk)
    may_decide = permissions.can_match_for(request.user, found.need.company)
    context = {"match": found, "may_decide": may_decide, "custom": sheet_of(found, RecordType.MATCH)}
    return render(request, "matches/match.html", context)


def _match(request: Request, pk: int) -> Any:
    permissions.check_can_view_matches(request.user)
    return found_or_404(queries.match_for, pk, request)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take a decision back."""
    found = _match(request, pk)
    operations.take_back(match=found, by=request.user, at=clock.now())
    messages.success(request, _("The decision was taken back."))
    return redirect(reverse("matches:solutions", args=[found.need_id]))


@require_safe
def of_need(request: Request, pk: int) -> HttpResponse:
    """Answer what was decided for a need, and the way to its solutions: for the slot on the need's page."""
    permissions.check_can_view_matches(request.user)
    decided = queries.decisions_of_need(pk, for_user=request.user)
    return render(request, "matches/_of_need.html", {"decided": decided, "need_pk": pk})


def _day(text: str | None) -> date:
    try:
        return (parse_date(text) if text else None) or clock.today()
    except ValueError:
        return clock.today()
