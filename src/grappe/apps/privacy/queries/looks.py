"""Were all texts looked through for somebody, how far is it, and until when is it kept what was found?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from grappe.apps.privacy.enums import LookState
from grappe.apps.privacy.models import Look

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.privacy.models import Case

KEPT = timedelta(hours=24)  # how long the places are kept
AGAIN = timedelta(minutes=10)  # earlier than that nothing is looked through anew
AT_MOST = timedelta(hours=2)  # what takes longer has died
AT_WORK = (LookState.WAITING, LookState.RUNNING)


def look_of_case(case: Case, *, at: datetime) -> Look | None:
    """Return the latest look of a request that is kept still. One query. Whoever calls has checked who may see it."""
    return Look.objects.filter(case=case.pk, until__gt=at).first()


def look_of_user(user: User, *, at: datetime) -> Look | None:
    """Return a colleague's own latest look that is kept still. One query."""
    return Look.objects.filter(user=user.pk, until__gt=at).first()


def is_busy(look: Look | None, *, at: datetime) -> bool:
    """Whether the worker is at it still; what died is not."""
    return look is not None and look.state in AT_WORK and look.asked_at > at - AT_MOST


def is_done(look: Look | None) -> bool:
    """Whether it is there what was found."""
    return look is not None and look.state == LookState.DONE
