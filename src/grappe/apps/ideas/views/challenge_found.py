"""Which ideation campaign does an address mean, and what do all its pages need?"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from grappe.apps.ideas import permissions
from grappe.apps.ideas.queries import answers, challenges
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def challenge_or_404(request: Request, pk: int) -> Any:
    return found_or_404(challenges.challenge_for, pk, request)


def challenge_to_facilitate(request: Request, pk: int) -> Any:
    """Return the campaign, for whoever facilitates it; for others PermissionDenied."""
    challenge = challenge_or_404(request, pk)
    permissions.check_can_facilitate(request.user, challenge)
    return challenge


def answer_or_404(challenge: Any, pk: int) -> Any:
    try:
        return answers.answer_in(pk, challenge=challenge)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def context_of(request: Request, challenge: Any, tab: str) -> dict[str, Any]:
    """Return what every page of a campaign needs: its tabs, where it stands, and what this reader may do."""
    user = request.user
    return {
        "challenge": challenge,
        "tab": tab,
        "phase": challenge.phase_at(clock.now()),
        "may_facilitate": permissions.can_facilitate(user, challenge),
        "may_read": permissions.can_view_answers(user),
        "may_take_part": permissions.can_take_part(user, challenge),
    }
