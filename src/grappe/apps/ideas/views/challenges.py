"""How are ideation campaigns listed, looked at, started, changed and published?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.challenges import ChallengeForm, ListForm
from grappe.apps.ideas.operations import challenge_care, challenges
from grappe.apps.ideas.queries import challenge_figures
from grappe.apps.ideas.queries.challenges import PAGE, as_written
from grappe.apps.ideas.queries.challenges import challenges as listed
from grappe.apps.ideas.views.challenge_found import challenge_or_404, challenge_to_facilitate, context_of
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def challenge_list(request: Request) -> HttpResponse:
    """List the ideation campaigns with their counts."""
    permissions.check_can_view_ideas(request.user)
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = listed(
        for_user=request.user, cluster=asked.get("cluster", ""), theme=asked.get("theme", ""),
        mine=asked.get("mine", False),
    )  # fmt: skip
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    at = clock.now()
    context = {
        "page": page,
        "rows": [(each, each.phase_at(at)) for each in page],
        "form": form,
        "may_start": permissions.can_start_challenge(request.user),
        "section": "challenges",
    }
    return render(request, "ideas/challenges/list.html", context)


@require_safe
def challenge(request: Request, pk: int) -> HttpResponse:
    """Show a campaign: its question and dates, how it goes, and what came of it."""
    found = challenge_or_404(request, pk)
    context = context_of(request, found, "overview") | {
        "figures": challenge_figures.figures(found, for_user=request.user, at=clock.now()),
        "came_of_it": challenge_figures.came_of_it(found, for_user=request.user),
        "open_url": request.build_absolute_uri(reverse("ideas:challenge_open", args=[found.slug])),
    }
    return render(request, "ideas/challenges/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def challenge_new(request: Request) -> HttpResponse:
    """Start a campaign, as a draft."""
    permissions.check_can_start_challenge(request.user)
    initial = {"lead": str(request.user.pk)} | challenge_figures.usual_dates(clock.now())
    form = ChallengeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = challenges.start(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Written down as a draft. Invite people, then publish it."))
            return redirect("ideas:challenge", pk=made.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def challenge_edit(request: Request, pk: int) -> HttpResponse:
    """Change a campaign; where somebody else did so meanwhile, both are shown and nothing is lost."""
    found = challenge_to_facilitate(request, pk)
    posted = conflicts.chosen(request.POST, as_written(found)) if request.method == "POST" else None
    form = ChallengeForm(posted, initial=ChallengeForm.of(found))
    if posted is None or not form.is_valid():
        return _answer(request, form, found)
    version = form.cleaned_data["version"]
    try:
        changed = challenges.change(
            challenge=found, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, found)
    if changed.published_at is not None:
        challenge_care.move(challenge=changed, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("ideas:challenge", pk=pk)


@require_POST
def challenge_publish(request: Request, pk: int) -> HttpResponse:
    """Publish a campaign: who is invited is written to as soon as it opens."""
    found = challenge_to_facilitate(request, pk)
    published = challenges.publish(challenge=found, by=request.user, at=clock.now())
    challenge_care.move(challenge=published, at=clock.now())
    messages.success(request, _("Published. Whoever is invited is written to when it opens."))
    return redirect("ideas:challenge", pk=pk)


def _conflict(request: Request, form: ChallengeForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("ideas:challenge", pk=current.pk)
    return _answer(request, form, current, 409, **both)


def _answer(
    request: Request, form: ChallengeForm, found: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "challenge": found, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/challenges/edit.html", context, status=status)
