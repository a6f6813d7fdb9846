"""How is it noted on the page of a session who comes, and who was there?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grappe.apps.groups import permissions
from grappe.apps.groups.enums import Answer, Presence
from grappe.apps.groups.operations import attendance as operations
from grappe.apps.groups.queries import attendance as queries
from grappe.apps.groups.queries.sessions import is_ahead, is_open
from grappe.apps.groups.views.found import session_to_write
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


def roll_of(request: Request, session: Any) -> dict[str, Any]:
    """Return what the list of those whom a session concerns shows to somebody inside."""
    user, now = request.user, clock.now()
    runs = permissions.can_run_group(user, session.group)
    writes = permissions.can_write_minutes(user, session.group)
    return noted(session, may_write=writes) | {
        "answer_url": reverse("groups:session_answer", args=[session.pk]),
        "presence_url": reverse("groups:session_presence", args=[session.pk]),
        "may_answer": runs and is_ahead(session, at=now) and session.starts_at > now,
    }


def noted(session: Any, *, may_write: bool) -> dict[str, Any]:
    """Return the roll of a session, and what can be noted of it now."""
    begun = session.starts_at <= clock.now() + operations.EARLY
    return {
        "roll": queries.roll(session),
        "presences": [(value, label) for value, label in Presence.choices],
        "answers": [(value, label) for value, label in Answer.choices if value != Answer.NONE],
        "may_note": may_write and begun and is_open(session),
        "begun": begun,
        "may_answer": False,
        "said": "",
        "oob": False,
    }


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Say for a member whether they come."""
    session = session_to_write(request, pk)
    seat = seat_in(request, session)
    said, note = request.POST.get("answer", ""), request.POST.get("note", "")
    operations.answer(
        session=session, member=seat.member, answer=said, note=note, by=request.user, at=clock.now()
    )
    return _answer(request, session, _("%(name)s: noted.") % {"name": seat.member.name})


@require_POST
def presence(request: Request, pk: int) -> HttpResponse:
    """Note who is there: one member, or all of whom nothing is noted."""
    session = session_to_write(request, pk)
    return _answer(request, session, note(request, session, request.user))


def note(request: Request, session: Any, by: Any) -> str:
    """Note what was sent about presence, and return it in words."""
    if request.POST.get("all"):
        count = operations.all_present(session=session, by=by, at=clock.now())
        return ngettext("%(n)d member noted.", "%(n)d members noted.", count) % {"n": count}
    seat = seat_in(request, session)
    operations.note_presence(
        session=session, member=seat.member, presence=request.POST.get("presence", ""),
        represented_by=request.POST.get("represented_by", ""), by=by, at=clock.now(),
    )  # fmt: skip
    return _("%(name)s: noted.") % {"name": seat.member.name}


def seat_in(request: Request, session: Any) -> Any:
    """Return the seat that a form is about; BadInput where there is none."""
    wanted = request.POST.get("member", "")
    for seat in queries.roll(session).seats:
        if str(seat.member.pk) == wanted:
            return seat
    raise BadInput(_("Only members of the group are noted."))


def _answer(request: Request, session: Any, said: str) -> HttpResponse:
    if not request.htmx:
        return redirect("groups:session", pk=session.pk)
    context = roll_of(request, session) | {"session": session, "said": said}
    return render(request, "groups/sessions/_roll.html", context)
