"""How is the agenda of a session written on its page?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.groups import permissions
from grappe.apps.groups.forms.sessions import PointForm
from grappe.apps.groups.operations import agenda as operations
from grappe.apps.groups.queries import agenda as queries
from grappe.apps.groups.views.found import context_of, session_to_run
from grappe.apps.groups.views.sessions import page_of
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def point_to_change(request: Request, pk: int) -> Any:
    """Return the point, for whoever runs its group; for others PermissionDenied."""
    point = found_or_404(queries.point_for, pk, request)
    permissions.check_can_run_group(request.user, point.session.group)
    return point


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Put a point on the agenda."""
    session = session_to_run(request, pk)
    form = PointForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"by": request.user, "at": clock.now()}
        try:
            point = operations.add_point(session=session, draft=form.draft(), **said)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("“%(title)s” stands on the agenda.") % {"title": point.title})
            again = "more" in request.POST
            return redirect("groups:point_add" if again else "groups:session", pk=pk)
    return _answer(request, form, session, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a point; where somebody else did so meanwhile, both are shown and nothing is lost."""
    point = point_to_change(request, pk)
    posted = conflicts.chosen(request.POST, queries.as_written(point)) if request.method == "POST" else None
    form = PointForm(posted, session=point.session, point=point)
    if posted is None or not form.is_valid():
        return _answer(request, form, point.session, point)
    version = form.cleaned_data["version"]
    try:
        operations.change_point(
            point=point, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        return _conflict(request, form, point.session, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, point.session, point)
    messages.success(request, _("Saved."))
    return redirect("groups:session", pk=point.session_id)


def _conflict(request: Request, form: PointForm, session: Any, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, queries.as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("groups:session", pk=session.pk)
    return _answer(request, form, session, current, 409, **both)


def _answer(
    request: Request, form: PointForm, session: Any, point: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = context_of(request, session.group, "sessions") | {
        "form": form, "session": session, "point": point, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "groups/sessions/point.html", context, status=status)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a point off the agenda."""
    point = point_to_change(request, pk)
    operations.remove_point(point=point, by=request.user, at=clock.now())
    messages.success(request, _("Taken off the agenda."))
    return redirect("groups:session", pk=point.session_id)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Let a point change places with the one before or after it."""
    point = point_to_change(request, pk)
    way = request.POST.get("way", "")
    if way not in ("up", "down"):
        raise BadInput(_("Say whether it moves up or down."))
    place = operations.move_point(point=point, up=way == "up", by=request.user, at=clock.now())
    said = _("“%(title)s” is point %(number)s now.") % {"title": point.title, "number": place}
    if not request.htmx:
        messages.success(request, said)
        return redirect("groups:session", pk=point.session_id)
    context = page_of(request, session_to_run(request, point.session_id)) | {"said": said}
    return render(request, "groups/sessions/_moved.html", context)


@require_POST
def take_over(request: Request, pk: int) -> HttpResponse:
    """Put what is left of the session before on the agenda."""
    session = session_to_run(request, pk)
    chosen = [int(each) for each in request.POST.getlist("point") if each.isascii() and each.isdecimal()]
    operations.take_over(session=session, points=chosen, by=request.user, at=clock.now())
    messages.success(request, _("Taken over; the points stand at the end of the agenda."))
    return redirect("groups:session", pk=pk)


@require_POST
def add_actions(request: Request, pk: int) -> HttpResponse:
    """Put the open actions on the agenda as a point of their own."""
    operations.add_actions(session=session_to_run(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The open actions stand first on the agenda."))
    return redirect("groups:session", pk=pk)
