"""Who takes part in an ideation campaign, and who else is invited: chosen, looked at, then written to?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import queries as events
from grappe.apps.groups import queries as groups
from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.challenges import AudienceForm
from grappe.apps.ideas.operations import participants
from grappe.apps.ideas.queries import audience as queries
from grappe.apps.ideas.views.challenge_found import challenge_or_404, challenge_to_facilitate, context_of
from grappe.ui import clock
from grappe.ui.requests import Request

PAGE = 100  # people
OFFERED = 100  # events and groups that the form offers, the latest first


@require_safe
def challenge_people(request: Request, pk: int) -> HttpResponse:
    """List who was invited and who takes part."""
    found = challenge_or_404(request, pk)
    permissions.check_can_view_answers(request.user)
    people = Paginator(queries.people(found, for_user=request.user), PAGE)
    context = context_of(request, found, "people") | {"page": people.get_page(request.GET.get("page"))}
    return render(request, "ideas/challenges/people.html", context)


@require_http_methods(["GET", "HEAD"])
def challenge_invite(request: Request, pk: int) -> HttpResponse:
    """Choose whom to invite, and see whom that means and who is left out."""
    found = challenge_to_facilitate(request, pk)
    form = _form(request, request.GET or None)
    asked = _asked(form)
    context = context_of(request, found, "people") | {
        "form": form,
        "kept": _form(
            request, request.GET or None, auto_id=False
        ),  # the same choice, sent with the invitation
        "audience": queries.audience(found, asked, for_user=request.user) if asked.anything else None,
    }
    return render(request, "ideas/challenges/invite.html", context, status=422 if form.errors else 200)


@require_POST
def challenge_invite_send(request: Request, pk: int) -> HttpResponse:
    """Invite those who are ticked, out of whom the same choice means now."""
    found = challenge_to_facilitate(request, pk)
    form = _form(request, request.POST)
    meant = queries.audience(found, _asked(form), for_user=request.user)
    ticked = set(request.POST.getlist("who"))
    people = [each for each in meant.people if each.email in ticked]
    count = participants.invite(challenge=found, people=people, by=request.user, at=clock.now())
    messages.success(
        request, ngettext("%(n)d person invited.", "%(n)d people invited.", count) % {"n": count}
    )
    return redirect("ideas:challenge_people", pk=pk)


def _form(request: Request, data: Any, **more: Any) -> AudienceForm:
    offered = events.events(for_user=request.user, at=clock.now())[:OFFERED]
    running = groups.groups(for_user=request.user)[:OFFERED]
    return AudienceForm(data, events=list(offered), groups=list(running), **more)


def _asked(form: AudienceForm) -> queries.Asked:
    """Return by what people are looked for; nothing where the form says nothing that can be read."""
    if not form.is_bound or not form.is_valid():
        return queries.Asked()
    given = form.cleaned_data
    return queries.Asked(
        clusters=given["clusters"],
        event=form.known["event"].get(given["event"]),
        group=form.known["group"].get(given["group"]),
        colleagues=given["colleagues"],
        outsiders=given["outsiders"],
    )
