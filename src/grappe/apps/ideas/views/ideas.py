"""How are ideas listed, and how is one looked at?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.accounts.permissions import can_work
from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.lists import ListForm
from grappe.apps.ideas.queries.family import family_of
from grappe.apps.ideas.queries.linked import linked_to
from grappe.apps.ideas.queries.search import listed
from grappe.apps.ideas.queries.stuck_letters import stuck
from grappe.apps.ideas.queries.way import way_of
from grappe.apps.ideas.queries.written import answers_of
from grappe.apps.ideas.views.found import context_of, idea_or_404
from grappe.ui.requests import Request

PAGE = 50


@require_safe
def idea_list(request: Request) -> HttpResponse:
    """List the ideas that somebody may see, narrowed as they like."""
    permissions.check_can_view_ideas(request.user)
    form = ListForm(request.GET)
    found = listed(form.filters(), for_user=request.user)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "section": "list",
        "may_capture": permissions.can_capture(request.user),
        "stuck": stuck(for_user=request.user).count() if can_work(request.user) else 0,
    }
    return render(request, "ideas/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show an idea: its way, what it says, where it came from, whose it is, who supports it and what is said of it."""
    idea = idea_or_404(request, pk)
    family = family_of(idea, reader=request.user)
    context = context_of(request, idea, "overview") | {
        "token": "",
        "family": family,
        "may_part": {
            each.pk
            for each in family.absorbed
            if each.kept_id == idea.pk and permissions.can_merge(request.user, idea, each.absorbed)
        },
        "sees_kept": idea.merged_into is None or permissions.can_view_idea(request.user, idea.merged_into),
        "removable": _removable(request, idea),
        "way": way_of(idea, reader=request.user),
        "answers": answers_of(idea),
        "linked": linked_to(idea, for_user=request.user),
    }
    return render(request, "ideas/detail.html", context)


def _removable(request: Request, idea: Any) -> dict[int, int]:
    """Return which authors may be taken off here, by contributor: never the last one, never oneself."""
    own = list(idea.authors.all())
    if len(own) < 2 or idea.merged_into_id or not permissions.can_steer_idea(request.user, idea):
        return {}
    return {each.contributor_id: each.pk for each in own if each.contributor.user_id != request.user.pk}
