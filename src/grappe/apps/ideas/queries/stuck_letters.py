"""Which letters about ideas failed or were maybe sent, so that a person decides?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.accounts.permissions import check_can_work
from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.ideas.models import Letter
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

STUCK = (LetterState.FAILED, LetterState.UNCERTAIN)


def stuck(*, for_user: User) -> QuerySet[Letter]:
    """Return the letters that wait for a decision, the latest first, with whom they are to. Raises PermissionDenied."""
    check_can_work(for_user)
    found = Letter.objects.filter(of_visible(for_user, "contributor__company"), state__in=STUCK)
    found = found.select_related("contributor__user", "contributor__person")
    return found.order_by("-claimed_at", "-pk")


def letter_for(pk: int, *, for_user: User) -> Letter:
    """Return one letter with whom it is to. Raises Letter.DoesNotExist, PermissionDenied."""
    check_can_work(for_user)
    found = Letter.objects.select_related("contributor__company").get(pk=pk)
    check_can_view_company_or_none(for_user, found.contributor.company)
    return found
