"""Which requests about personal data came, and until when is each to be answered?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.privacy.enums import CaseState
from grappe.apps.privacy.models import Case
from grappe.apps.privacy.permissions import check_can_answer_requests
from grappe.engines.planning import add_months

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 200


@dataclass(frozen=True)
class Shown:
    """A request in the list."""

    case: Case
    due: date

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return self.case.state == CaseState.OPEN


def due_of(case: Case) -> date:
    """Return until when a request is to be answered: one month (Article 12(3))."""
    return add_months(case.asked_on, 1)


def cases(*, for_user: User) -> list[Shown]:
    """Return the requests, the latest first. One query. Raises PermissionDenied."""
    check_can_answer_requests(for_user)
    return [Shown(case, due_of(case)) for case in Case.objects.select_related("opened_by")[:MOST]]


def case_for(pk: int, *, for_user: User) -> Case:
    """Return one request. Raises PermissionDenied, Case.DoesNotExist."""
    check_can_answer_requests(for_user)
    return Case.objects.select_related("opened_by").get(pk=pk)
