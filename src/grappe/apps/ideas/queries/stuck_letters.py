"""Which letters about ideas failed or were maybe sent, so that a person decides?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.accounts.permissions import check_can_work
from grappe.apps.ideas.models import Letter
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

STUCK = (LetterState.FAILED, LetterState.UNCERTAIN)


def stuck(*, for_user: User) -> QuerySet[Letter]:
    """Return the letters that wait for a decision, the latest first, with whom they are to. Raises PermissionDenied."""
    check_can_work(for_user)
    found = Letter.objects.filter(state__in=STUCK).select_related("contributor__user", "contributor__person")
    return found.order_by("-claimed_at", "-pk")


def letter_for(pk: int, *, for_user: User) -> Letter:
    """Return one letter with whom it is to. Raises Letter.DoesNotExist, PermissionDenied."""
    check_can_work(for_user)
    return Letter.objects.select_related("contributor").get(pk=pk)
