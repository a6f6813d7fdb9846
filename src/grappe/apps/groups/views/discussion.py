"""How do members and colleagues speak about a point, inside and behind their signed links?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.groups.operations import discussion as operations
from grappe.apps.groups.queries import agenda
from grappe.apps.groups.queries import discussion as queries
from grappe.apps.groups.queries import own as shown
from grappe.apps.groups.queries.sessions import ends_at
from grappe.apps.groups.views.found import context_of
from grappe.apps.groups.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@dataclass(frozen=True)
class Seat:
    """Who speaks at which session; `token` is empty inside."""

    session: Any
    who: Any
    token: str = ""

    def url(self, point: int) -> str:
        """Return the address of the discussion of a point."""
        if self.token:
            return reverse("groups:own_discussion", args=[self.token, self.session.pk, point])
        return reverse("groups:discussion", args=[point])


@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: Request, pk: int) -> HttpResponse:
    """Show the discussion of a point, and take what a colleague says."""
    point = found_or_404(agenda.point_for, pk, request)
    return _talk(request, Seat(point.session, request.user), pk)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_discussion(request: Request, member: Any, token: str, pk: int, point: int) -> HttpResponse:
    """Show a member the discussion of a point, and take what they say."""
    try:
        session = shown.session_for(pk, member=member).session
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return _talk(request, Seat(session, member, token), point)


def _talk(request: Request, seat: Seat, wanted: int) -> HttpResponse:
    talk = queries.talks(seat.session, who=seat.who).get(wanted)
    if talk is None:
        raise Http404
    if request.method != "POST":
        return _answer(request, seat, wanted)
    text = request.POST.get("text", "")
    try:
        operations.say(point=talk.point, text=text, by=seat.who, at=clock.now())
    except BadInput as fault:
        return _answer(request, seat, wanted, fault=str(fault), typed=text)
    if not request.htmx:
        return redirect(seat.url(wanted))
    return _answer(request, seat, wanted, note=_("Said."))


def _answer(
    request: Request, seat: Seat, point: int, *, fault: str = "", typed: str = "", note: str = ""
) -> HttpResponse:
    """Answer the discussion as it stands: alone in place, else as a page of its own."""
    context = {
        "talk": queries.talks(seat.session, who=seat.who)[point],
        "session": seat.session, "group": seat.session.group, "token": seat.token, "ends_at": ends_at(seat.session),
        "talk_fault": fault, "typed": typed, "talk_note": note, "is_alone": True,
    }  # fmt: skip
    status = 422 if fault else 200
    if request.htmx:
        return render(request, "groups/discussion/_talk.html", context, status=status)
    if seat.token:
        own_page = context | {"member": seat.who}
        return render(request, "groups/discussion/own.html", own_page, status=status)
    context |= context_of(request, seat.session.group, "sessions")
    return render(request, "groups/discussion/page.html", context, status=status)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take a comment back, inside."""
    comment = found_or_404(queries.comment_for, pk, request)
    return _taken_back(request, Seat(comment.point.session, request.user), comment)


@require_POST
@own
def own_take_back(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Let a member take back what they said."""
    try:
        comment = queries.own_comment(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return _taken_back(request, Seat(comment.point.session, member, token), comment)


def _taken_back(request: Request, seat: Seat, comment: Any) -> HttpResponse:
    operations.take_back(comment=comment, by=seat.who, at=clock.now())
    if not request.htmx:
        return redirect(seat.url(comment.point_id))
    return _answer(request, seat, comment.point_id, note=_("Taken back."))
