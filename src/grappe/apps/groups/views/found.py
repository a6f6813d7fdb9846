"""Which working group does an address mean? What is not there is a 404."""

from __future__ import annotations

from typing import Any

from grappe.apps.groups import permissions, queries
from grappe.apps.groups.queries.sessions import session_for
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def group_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.group_for, pk, request)


def group_to_run(request: Request, pk: int) -> Any:
    """Return the group, for whoever runs it; for others PermissionDenied."""
    group = group_or_404(request, pk)
    permissions.check_can_run_group(request.user, group)
    return group


def session_or_404(request: Request, pk: int) -> Any:
    return found_or_404(session_for, pk, request)


def session_to_run(request: Request, pk: int) -> Any:
    """Return the session, for whoever runs its group; for others PermissionDenied."""
    session = session_or_404(request, pk)
    permissions.check_can_run_group(request.user, session.group)
    return session


def session_to_write(request: Request, pk: int) -> Any:
    """Return the session, for whoever may write its minutes; for others PermissionDenied."""
    session = session_or_404(request, pk)
    permissions.check_can_write_minutes(request.user, session.group)
    return session


def context_of(request: Request, group: Any, tab: str) -> dict[str, Any]:
    """Return what every page of a group needs: its tabs, and what this reader may do."""
    user = request.user
    return {
        "group": group,
        "tab": tab,
        "may_run": permissions.can_run_group(user, group),
        "may_see": permissions.can_view_work(user),
    }
