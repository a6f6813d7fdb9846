"""How are the sessions of a group listed, looked at, planned, changed, called off and put before its members?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.groups import permissions
from grappe.apps.groups.forms.discussion import RefuseForm
from grappe.apps.groups.forms.sessions import CancelForm, SessionForm
from grappe.apps.groups.operations import sessions as operations
from grappe.apps.groups.queries import agenda, approval, calendar
from grappe.apps.groups.queries import sessions as queries
from grappe.apps.groups.queries.discussion import talks
from grappe.apps.groups.queries.papers import papers_on_table
from grappe.apps.groups.views.attendance import roll_of
from grappe.apps.groups.views.found import (
    context_of,
    group_or_404,
    group_to_run,
    session_or_404,
    session_to_run,
)
from grappe.apps.groups.views.proposals import waiting_of
from grappe.ui import clock, conflicts
from grappe.ui.answers import download
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def session_list(request: Request, pk: int) -> HttpResponse:
    """List the sessions of a group with what came of each."""
    group = group_or_404(request, pk)
    found = queries.sessions_of(group, for_user=request.user)
    context = context_of(request, group, "sessions") | {
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "next_at": queries.proposal(group, at=clock.now()).get("starts_at"),
        "now": clock.now(),
        "refuse": RefuseForm(),
    }
    context |= waiting_of(group, may_decide=context["may_run"])
    return render(request, "groups/sessions/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a session: when, where, its agenda, and what may be done next."""
    session = session_or_404(request, pk)
    context = page_of(request, session) | roll_of(request, session)
    context |= {
        "talks": talks(session, who=request.user),
        "papers": papers_on_table(session, request.user),
        "token": "",
    }
    return render(request, "groups/sessions/detail.html", context)


def page_of(request: Request, session: Any) -> dict[str, Any]:
    """Return what the page of a session shows."""
    now = clock.now()
    context = context_of(request, session.group, "sessions")
    may_prepare = context["may_run"] and queries.is_open(session)
    return context | {
        "session": session,
        "agenda": agenda.agenda(session),
        "actions": agenda.open_actions(session.group),
        "ends_at": queries.ends_at(session),
        "is_ahead": queries.is_ahead(session, at=now),
        "has_begun": session.starts_at <= now,
        "may_prepare": may_prepare,
        "may_write": permissions.can_write_minutes(request.user, session.group),
        "left_over": agenda.left_over(session) if may_prepare else [],
        "takes_part": queries.takes_part(session.group),
        "minutes": approval.approval(session, request.user),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, pk: int) -> HttpResponse:
    """Plan a session; the form begins with the group's usual next day."""
    group = group_to_run(request, pk)
    form = SessionForm(request.POST or None, initial=queries.proposal(group, at=clock.now()))
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.plan(group=group, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Planned. Write the agenda, then invite: nobody is told before."))
            return redirect("groups:session", pk=made.pk)
    return _answer(request, form, group, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a session; where somebody else did so meanwhile, both are shown and nothing is lost."""
    session = session_to_run(request, pk)
    posted = conflicts.chosen(request.POST, queries.as_written(session)) if request.method == "POST" else None
    form = SessionForm(posted, initial=SessionForm.of(session))
    if posted is None or not form.is_valid():
        return _answer(request, form, session.group, session)
    said: dict[str, Any] = {"by": request.user, "at": clock.now()}
    try:
        changed = operations.change(
            session=session, draft=form.draft(), version=form.cleaned_data["version"], **said
        )
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, session.group, session)
    told = (
        changed.sequence > session.sequence
        and changed.invited_at
        and queries.is_ahead(changed, at=said["at"])
    )
    messages.success(request, _("Saved. The members are told.") if told else _("Saved."))
    return redirect("groups:session", pk=pk)


def _conflict(request: Request, form: SessionForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, queries.as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("groups:session", pk=current.pk)
    return _answer(request, form, current.group, current, 409, **both)


def _answer(
    request: Request, form: SessionForm, group: Any, session: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = context_of(request, group, "sessions") | {
        "form": form, "session": session, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "groups/sessions/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Ask why a session is called off, saying who will be told; call it off."""
    session = session_to_run(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        operations.cancel(session=session, reason=reason, by=request.user, at=clock.now())
        messages.success(request, _("The session is called off."))
        return redirect("groups:session", pk=pk)
    told = session.invited_at is not None and queries.is_ahead(session, at=clock.now())
    context = context_of(request, session.group, "sessions") | {
        "form": form, "session": session, "told": queries.takes_part(session.group) if told else [],
    }  # fmt: skip
    return render(request, "groups/sessions/cancel.html", context, status=422 if form.errors else 200)


@require_POST
def invite(request: Request, pk: int) -> HttpResponse:
    """Put a session and its agenda before the members."""
    session = session_to_run(request, pk)
    count = operations.invite(session=session, by=request.user, at=clock.now())
    text = ngettext("%(count)d invitation goes out.", "%(count)d invitations go out.", count)
    messages.success(request, text % {"count": count})
    return redirect("groups:session", pk=pk)


@require_POST
def hold(request: Request, pk: int) -> HttpResponse:
    """Say that a session takes place."""
    operations.hold(session=session_to_run(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The session is noted as held."))
    return redirect("groups:session", pk=pk)


@require_safe
def calendar_file(request: Request, pk: int) -> HttpResponse:
    """Download a session for one's own calendar."""
    session = session_or_404(request, pk)
    language = get_language() or "en"
    content = calendar.session_file(session, None, clock.now(), language=language)
    name = slugify(calendar.title_of(session))[:80] or "session"
    return download(content, f"{name}.ics", "text/calendar; charset=utf-8")
