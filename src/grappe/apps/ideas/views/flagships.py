"""How are flagship projects listed, made of an idea, looked at, changed, started and ended?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.flagships import EndForm, FlagshipForm
from grappe.apps.ideas.operations import flagships as operations
from grappe.apps.ideas.queries import flagships as queries
from grappe.apps.ideas.queries.budgets import budget_of
from grappe.apps.ideas.queries.flagship_ready import missing_to_start
from grappe.apps.ideas.queries.public_flagships import is_public
from grappe.apps.ideas.views.flagship_found import about, flagship_or_404, flagship_to_run
from grappe.apps.ideas.views.found import idea_or_404
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request

LONGEST = 200


@require_safe
def flagship_list(request: Request) -> HttpResponse:
    """List the flagship projects that somebody may see, narrowed by words."""
    text = request.GET.get("q", "")[:LONGEST]
    found = queries.with_words(queries.flagships(for_user=request.user), text, for_user=request.user)
    context = {
        "text": text,
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "section": "flagships",
    }
    return render(request, "ideas/flagships/list.html", context)


@require_safe
def of_idea(request: Request, pk: int) -> HttpResponse:
    """Lead to the flagship project of an idea, or to where one is made of it."""
    idea = idea_or_404(request, pk)
    flagship = queries.flagship_of(idea)
    if flagship is not None:
        return redirect("ideas:flagship", pk=flagship.pk)
    return redirect("ideas:flagship_new", pk=idea.pk)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a flagship project: what it is, how it stands, who takes part, and what is missing before it starts."""
    flagship = flagship_or_404(request, pk)
    budget = budget_of(flagship)
    context = about(request, flagship, "overview") | {
        "partners": queries.partner_rows(flagship, for_user=request.user),
        "budget": budget,
        "missing": missing_to_start(flagship, budget) if flagship.state in ("preparing", "running") else [],
        "ending": EndForm(),
        "is_public": is_public(flagship),
    }
    return render(request, "ideas/flagships/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request, pk: int) -> HttpResponse:
    """Make a flagship project of an idea: its name and words are the idea's until somebody writes better ones."""
    idea = idea_or_404(request, pk)
    permissions.check_can_open_flagship(request.user, idea)
    there = queries.flagship_of(idea)
    if there is not None:
        return redirect("ideas:flagship", pk=there.pk)
    begun = {
        f"names_{idea.language}": idea.title,
        f"summaries_{idea.language}": idea.text[: operations.LONGEST["summaries"]],
        "lead": str(idea.lead_id or request.user.pk),
    }
    form = FlagshipForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.begin(idea=idea, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The flagship project is made. Now say who takes part."))
            return redirect("ideas:partners", pk=made.pk)
    return _answer(request, form, None, idea=idea)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a flagship project; where somebody else did so meanwhile, both are shown and nothing is lost."""
    flagship = flagship_to_run(request, pk)
    posted = (
        conflicts.chosen(request.POST, queries.as_written(flagship)) if request.method == "POST" else None
    )
    form = FlagshipForm(posted, initial=FlagshipForm.of(flagship))
    if posted is None or not form.is_valid():
        return _answer(request, form, flagship)
    version = form.cleaned_data["version"]
    try:
        operations.change(
            flagship=flagship, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, queries.as_written(current))
        if both["conflicts"]:
            return _answer(request, form, current, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, flagship)
    messages.success(request, _("Saved."))
    return redirect("ideas:flagship", pk=pk)


def _answer(
    request: Request, form: FlagshipForm, flagship: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "flagship": flagship, "idea": None, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/flagships/edit.html", context, status=status)


@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Start a flagship project, where nothing is missing."""
    operations.start(flagship=flagship_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The flagship project runs."))
    return redirect("ideas:flagship", pk=pk)


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Complete a flagship project, or stop it, with the reason."""
    flagship = flagship_or_404(request, pk)
    form = EndForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    to = request.POST.get("what", "")
    operations.end(flagship=flagship, to=to, why=why, by=request.user, at=clock.now())
    messages.success(request, _("It is completed.") if to == "completed" else _("It is stopped."))
    return redirect("ideas:flagship", pk=pk)


@require_POST
def prepare_again(request: Request, pk: int) -> HttpResponse:
    """Take up again what was stopped."""
    operations.prepare_again(flagship=flagship_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("It is being prepared again."))
    return redirect("ideas:flagship", pk=pk)
