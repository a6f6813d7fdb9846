"""Which idea does an address mean? What is not there is a 404, what is not theirs to see a 403."""

from __future__ import annotations

from typing import Any

from grappe.apps.ideas import permissions, queries
from grappe.apps.ideas.queries.flagships import flagship_of
from grappe.ui import told
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def idea_or_404(request: Request, pk: int) -> Any:
    """Return the idea of an address; that a confidential one is read, the audit knows."""
    found = found_or_404(queries.idea_for, pk, request)
    if found.confidential:
        told.in_confidence(request, "ideas.idea", [(found.pk, found.title)])
    return found


def idea_to_steer(request: Request, pk: int) -> Any:
    """Return the idea, for whoever steers it; for others PermissionDenied."""
    idea = idea_or_404(request, pk)
    permissions.check_can_steer_idea(request.user, idea)
    return idea


def context_of(request: Request, idea: Any, tab: str) -> dict[str, Any]:
    """Return what every page of an idea needs: its tabs, and what this reader may do."""
    user = request.user
    return {
        "idea": idea,
        "tab": tab,
        "may_edit": permissions.can_edit_idea(user, idea),
        "may_steer": permissions.can_steer_idea(user, idea),
        "may_rest": permissions.can_rest_idea(user, idea),
        "may_speak": permissions.can_speak(user, idea),
        "may_see_flagship": permissions.can_open_flagship(user, idea) or flagship_of(idea) is not None,
    }
