"""What does a member take from their page or settle there: their actions, and their sessions for the calendar?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.groups.forms.actions import SettleForm
from grappe.apps.groups.operations import actions
from grappe.apps.groups.queries import calendar
from grappe.apps.groups.queries import own as shown
from grappe.apps.groups.views.outside import own
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

ICS = "text/calendar; charset=utf-8"


@require_safe
@own
def calendar_file(request: Request, member: Any, token: str) -> HttpResponse:
    """Answer a member's sessions as one calendar, which their calendar program may ask for again."""
    if member.state != "active":
        raise Http404
    now = clock.now()
    content = calendar.own_file(shown.for_calendar(member, at=now), member, now)
    return download(content, f"{member.group.slug}.ics", ICS)


@require_safe
@own
def session_file(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Answer one session for a member's own calendar."""
    try:
        session = shown.session_for(pk, member=member).session
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    content = calendar.session_file(session, member, clock.now())
    return download(content, f"{slugify(calendar.title_of(session))[:80] or 'session'}.ics", ICS)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def action(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Show a member what is for them to do, and take that it is done, dropped, or open again."""
    try:
        found = shown.action_for(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _settled(found, member, request.POST.get("state", ""), form.cleaned_data["note"])
        except BadInput as fault:
            form.add_error("note", str(fault))
        else:
            messages.success(request, said)
            return redirect("groups:own", token=token)
    context = {"member": member, "group": member.group, "token": token, "action": found, "form": form}
    return render(request, "groups/own/action.html", context, status=422 if form.errors else 200)


def _settled(action: Any, member: Any, state: str, note: str) -> str:
    if state == "open":
        actions.reopen(action=action, by=member, at=clock.now())
        return _("The action is open again.")
    actions.settle(action=action, state=state, note=note, by=member, at=clock.now())
    return _("Thank you, it is noted. You are not reminded any more.")
