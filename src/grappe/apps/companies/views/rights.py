"""How do administrators found teams and say which companies each role sees?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.operations import ending_teams
from grappe.apps.accounts.operations import teams as operations
from grappe.apps.accounts.operations.audit import Where
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.companies.forms.rights import ScopesForm, TeamEndForm, TeamForm
from grappe.apps.companies.queries import reach
from grappe.ui import clock
from grappe.ui.answers import network_address
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: Request) -> HttpResponse:
    """Show the teams, and how many companies each person sees and would see; take the scope of each role."""
    check_can_manage_accounts(request.user)
    form = ScopesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.set_scopes(scopes=form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("companies:rights")
    context = {
        "form": form,
        "teams": reach.teams_with_counts(for_user=request.user),
        "reaches": reach.reaches(for_user=request.user),
    }
    return render(request, "companies/rights/overview.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_add(request: Request) -> HttpResponse:
    """Found a team."""
    check_can_manage_accounts(request.user)
    return _team(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request: Request, pk: int) -> HttpResponse:
    """Change a team's name and members."""
    check_can_manage_accounts(request.user)
    return _team(request, found_or_404(accounts.team_for, pk, request))


@require_http_methods(["GET", "HEAD", "POST"])
def team_delete(request: Request, pk: int) -> HttpResponse:
    """Show what hangs on a team and where it goes with the team chosen; delete it."""
    check_can_manage_accounts(request.user)
    team = found_or_404(accounts.team_for, pk, request)
    form = TeamEndForm(request.POST or request.GET or None, team=team)
    to = form.cleaned_data["to"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        try:
            ending_teams.delete_team(
                team=team, to=to, version=form.cleaned_data["version"] or 0, by=request.user, at=clock.now(),
                where=Where(network_address(request) or None, request.META.get("HTTP_USER_AGENT", "")[:300]),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The team “%(name)s” is deleted.") % {"name": team.name})
            return redirect("companies:rights")
    hanging = ending_teams.hangs_on(team, to=to, by=request.user)
    context = {
        "form": form, "team": team, "to": to, "hanging": [each for each in hanging if each.number],
        "refused": "" if form.errors else next((each.refused for each in hanging if each.refused), ""),
        "losing": reach.losing(team, to=to, for_user=request.user),
    }  # fmt: skip
    return render(request, "companies/rights/team_delete.html", context, status=422 if form.errors else 200)


def _team(request: Request, team: Any) -> HttpResponse:
    form = TeamForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_team(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None if isinstance(fault, Stale) else "name", str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:rights")
    context = {"form": form, "team": team}
    return render(request, "companies/rights/team.html", context, status=422 if form.errors else 200)
