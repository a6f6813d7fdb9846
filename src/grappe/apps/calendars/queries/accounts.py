"""Which calendar server did somebody connect, how does it stand, what happened, and what is only in their calendar?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import AccountState, Field, Trouble
from grappe.apps.calendars.models import Account, Busy, Happening
from grappe.apps.calendars.permissions import check_can_have_calendar
from grappe.apps.calendars.queries.sealing import Unopened, opened
from grappe.apps.companies.queries import contacts_of_member
from grappe.ui.oauth.offers import name_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHOWN = 20
HANGS_AFTER = timedelta(minutes=10)  # a job that ended without a word is not waited for
AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of what the exchange did; `title` is empty where its reader may not know it any more."""

    row: Happening
    title: str
    contact: int | None

    @property
    def fields(self) -> str:
        """What moved, in words."""
        return ", ".join(str(Field(name).label) for name in self.row.fields if name in Field.values)


@dataclass(frozen=True, slots=True)
class Own:
    """A meeting that is only in somebody's own calendar."""

    row: Busy
    title: str


def account_of(user: User) -> Account | None:
    """Return somebody's connection, None where there is none."""
    return Account.objects.select_related("user").filter(user=user).first()


def account_for(*, for_user: User) -> Account:
    """Return somebody's connection. Raises PermissionDenied where they have none."""
    check_can_have_calendar(for_user)
    found = account_of(for_user)
    if found is None:
        raise PermissionDenied(_("You have no calendar server connected."))
    return found


def wants_sign_in(account: Account) -> bool:
    """Whether nothing is exchanged until its owner has signed in at the provider again."""
    refused = account.state == AccountState.REFUSED or account.trouble == Trouble.ACCESS
    return bool(account.provider) and refused


def stopped(*, for_user: User) -> str | None:
    """Return the provider at which somebody has to sign in again so that their calendar is in step; empty: by a password.

    None where nothing is to be done. One query.
    """
    found = Account.objects.filter(user=for_user, state=AccountState.REFUSED).values_list(
        "provider", flat=True
    )
    idents = list(found)
    return None if not idents else name_of(idents[0]) if idents[0] else ""


def is_running(account: Account, *, at: datetime) -> bool:
    """Whether an exchange is ordered or under way."""
    busy = account.state in {AccountState.ACTIVE, AccountState.REMOVING}
    return busy and account.running_since is not None and account.running_since > at - HANGS_AFTER


def happenings(account: Account, *, limit: int = SHOWN) -> list[Happened]:
    """Return what the exchange did, the latest first; titles as far as its owner may read them today."""
    rows = list(account.happenings.select_related("event")[:limit])
    known = {row.contact_id for row in rows if row.contact_id}
    at = datetime.max.replace(tzinfo=account.connected_at.tzinfo)
    readable = contacts_of_member(for_user=account.user, since=at, until=at, also=known, limit=None)
    titles: dict[int | None, str] = {each.pk: f"{each.told_subject} · {each.company}" for each in readable}
    return [
        Happened(
            row, titles.get(row.contact_id, "") or (str(row.event) if row.event is not None else ""),
            row.contact_id if row.contact_id in titles else None,
        )
        for row in rows
    ]  # fmt: skip


def own_meetings(account: Account, *, at: datetime, limit: int = SHOWN) -> list[Own]:
    """Return what stands only in somebody's own calendar in the next two months, for them alone; what repeats aside."""
    rows = Busy.objects.filter(calendar__account=account, calendar__is_target=True, repeats=False)
    rows = rows.filter(starts_at__gte=at, starts_at__lt=at + AHEAD).order_by("starts_at", "pk")
    return [Own(row, _title(row)) for row in rows[:limit]]


def own_meeting(pk: int, *, for_user: User) -> Own:
    """Return one of them. Raises Busy.DoesNotExist, PermissionDenied for somebody else's."""
    check_can_have_calendar(for_user)
    rows = Busy.objects.select_related("calendar__account__user")
    row = rows.get(pk=pk, calendar__is_target=True, repeats=False)
    if row.calendar.account.user_id != for_user.pk:
        raise PermissionDenied(_("This stands in the calendar of somebody else."))
    return Own(row, _title(row))


def _title(row: Busy) -> str:
    try:
        return opened(row.sealed) if row.sealed else ""
    except Unopened:
        return ""
