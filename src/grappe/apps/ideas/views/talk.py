"""How do colleagues support an idea, watch it and speak of it?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from grappe.apps.ideas.operations import talk
from grappe.apps.ideas.queries.family import comment_for, family_of
from grappe.apps.ideas.views import seats
from grappe.apps.ideas.views.found import context_of, idea_or_404
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_POST
def support(request: Request, pk: int) -> HttpResponse:
    """Support an idea, or no longer."""
    idea = idea_or_404(request, pk)
    talk.support(idea=idea, wanted=_wanted(request), by=request.user, at=clock.now())
    return _standing(request, idea)


@require_POST
def watch(request: Request, pk: int) -> HttpResponse:
    """Watch an idea, or no longer."""
    idea = idea_or_404(request, pk)
    talk.watch(idea=idea, wanted=_wanted(request), by=request.user, at=clock.now())
    return _standing(request, idea)


def _wanted(request: Request) -> bool:
    return request.POST.get("wanted") != "no"


def _standing(request: Request, idea: Any) -> HttpResponse:
    if not request.htmx:
        return redirect("ideas:detail", pk=idea.pk)
    context = context_of(request, idea, "overview") | {"family": family_of(idea, reader=request.user)}
    return render(request, "ideas/_support.html", context)


@require_POST
def comment(request: Request, pk: int) -> HttpResponse:
    """Say something of an idea."""
    return seats.said(request, seats.Seat(idea_or_404(request, pk), request.user))


@require_POST
def comment_take_back(request: Request, pk: int) -> HttpResponse:
    """Take a comment back."""
    found = found_or_404(comment_for, pk, request)
    return seats.taken_back(request, seats.Seat(found.idea, request.user), found)
