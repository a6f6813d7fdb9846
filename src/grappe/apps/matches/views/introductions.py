"""How is a company introduced, and how does the team follow the introduction?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import sheet_of
from grappe.apps.matches import operations, permissions, queries
from grappe.apps.matches.enums import Actor
from grappe.apps.matches.forms import AnswerForm, IntroduceForm, StateForm
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

PAGE = 25


@require_safe
def introductions(request: Request) -> HttpResponse:
    """List the introductions, those that wait longest on top."""
    permissions.check_can_view_matches(request.user)
    form = StateForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    found = queries.introductions(
        for_user=request.user, state=chosen.get("state", ""), mine=bool(chosen.get("mine"))
    )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "as_list": form.as_list(),
        "waiting": queries.introductions_waiting(for_user=request.user, today=clock.today()),
    }
    return render(request, "matches/introductions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: Request, pk: int) -> HttpResponse:
    """Write an introduction for an accepted solution."""
    permissions.check_can_view_matches(request.user)
    match = found_or_404(queries.match_for, pk, request)
    permissions.check_can_match_for(request.user, match.need.company)
    if match.solution is None:
        raise Http404
    draft = queries.draft_of(match, sender=request.user)
    form = IntroduceForm(request.POST or None, initial=draft)
    if request.method == "POST" and form.is_valid():
        try:
            introduction = operations.introduce(match=match, **form.facts(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The introduction is on its way."))
            return redirect("matches:introduction", pk=introduction.pk)
    context = {"match": match, "form": form, "company": match.need.company}
    return render(request, "matches/introduce.html", context, status=422 if form.errors else 200)


def _introduction(request: Request, pk: int) -> Any:
    permissions.check_can_view_matches(request.user)
    return found_or_404(queries.introduction_for, pk, request)


@require_safe
def introduction(request: Request, pk: int) -> HttpResponse:
    """Show one introduction: the letter, every change, the reminders, and what the team may note down."""
    found = _introduction(request, pk)
    return render(request, "matches/introduction.html", _context(request, found))


def _context(request: Request, found: Any, form: AnswerForm | None = None) -> dict[str, Any]:
    company = found.match.need.company
    return {
        "introduction": found,
        "company": company,
        "may_change": permissions.can_match_for(request.user, company),
        "custom": sheet_of(found, RecordType.INTRODUCTION),
        "form": form or AnswerForm(state=found.state, actor=Actor.TEAM),
        "next_reminder_on": queries.next_reminder_of(found),
    }


@require_POST
def change(request: Request, pk: int) -> HttpResponse:
    """Note down what the team was told, or withdraw the introduction."""
    found = _introduction(request, pk)
    permissions.check_can_match_for(request.user, found.match.need.company)
    form = AnswerForm(request.POST, state=found.state, actor=Actor.TEAM)
    if form.is_valid():
        try:
            operations.change(
                introduction=found, to_state=form.cleaned_data["to_state"], note=form.cleaned_data["note"],
                by=request.user, at=clock.now(), seen_state=form.cleaned_data["seen"],
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("matches:introduction", pk=pk)
    return render(request, "matches/introduction.html", _context(request, found, form), status=422)
