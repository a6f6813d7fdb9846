"""Which study does an address mean? What is not there is a 404."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grappe.apps.studies import permissions, queries
from grappe.ui import conflicts
from grappe.ui.errors import Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def study_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.study_for, pk, request)


def study_to_work_on(request: Request, pk: int) -> Any:
    """Return the study, for those who work on it; for others PermissionDenied."""
    study = study_or_404(request, pk)
    permissions.check_can_work_on(request.user, study)
    return study


def context_of(request: Request, study: Any, tab: str) -> dict[str, Any]:
    """Return what every page of a study needs: its tabs, and what this reader may do."""
    user = request.user
    may_work = permissions.can_work_on(user, study)
    return {
        "study": study,
        "tab": tab,
        "may_work": may_work,
        "may_see": may_work,
        "may_read_text": permissions.can_view_text(user, study),
    }


def sent_or_kept(request: Request, stands: Mapping[str, Any]) -> Any:
    """Return what a form sends, with what stands now wherever the sender chose to keep theirs; None while nothing was."""
    return conflicts.chosen(request.POST, stands) if request.method == "POST" else None


def both_sides(form: Any, stale: Stale, as_written: Callable[[Any], Mapping[str, Any]]) -> dict[str, Any]:
    """Return what two people left different in a stale form ("conflicts") and who the other is ("writer")."""
    current: Any = stale.current
    return conflicts.side_by_side(form, current, as_written(current))


def status_of(form: Any, both: Mapping[str, Any]) -> int:
    """Return how a form is answered: 409 where two people left something different, 422 with a fault."""
    return 409 if both.get("conflicts") else 422 if form.errors else 200


def sent(request: Request) -> Any:
    """Return what a form of the page sends; None while nothing was sent."""
    return request.POST if request.method == "POST" else None
