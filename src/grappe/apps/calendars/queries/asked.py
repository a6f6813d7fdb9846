"""What does somebody have to choose of their appointments: what both sides say, and which answers there are?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import Choice, EntryState, Field, Why
from grappe.apps.calendars.models import Entry
from grappe.apps.calendars.permissions import check_can_have_calendar
from grappe.apps.calendars.queries.reading import span_in
from grappe.apps.calendars.queries.told import Told, told_to
from grappe.engines.agenda import Policy

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.calendars.models import Account
    from grappe.engines.agenda import Span

_SHOWN = ("when", "subject", "place", "link")


@dataclass(frozen=True, slots=True)
class Side:
    """What one field says on both sides; `when` as times, else as text."""

    name: str
    here: str
    there: str
    here_span: Span | None = None
    there_span: Span | None = None

    @property
    def label(self) -> str:
        """What the field is called."""
        return str(Field(self.name).label)


@dataclass(frozen=True, slots=True)
class Asked:
    """One appointment of which somebody chooses."""

    entry: Entry
    told: Told | None
    differ: tuple[str, ...]
    sides: tuple[Side, ...]
    choices: tuple[Choice, ...]

    @property
    def title(self) -> str:
        """How it is called here, or there where it is no more here."""
        if self.told is not None:
            return self.told.facts["subject"]
        return (self.entry.says or {}).get("subject", "")

    @property
    def is_confided(self) -> bool:
        """Whether something is told here that not everybody reads."""
        return (
            self.told is not None and getattr(self.told.thing, "confidential", False) and not self.told.masked
        )

    @property
    def is_gone(self) -> bool:
        """Whether it was taken away there."""
        return self.entry.state == EntryState.GONE


def entry_for(pk: int, *, for_user: User) -> Entry:
    """Return an appointment that stands in somebody's own calendar too. Raises Entry.DoesNotExist, PermissionDenied."""
    check_can_have_calendar(for_user)
    found = Entry.objects.select_related("account").get(pk=pk)
    if found.account.user_id != for_user.pk:
        raise PermissionDenied(_("This stands in the calendar of somebody else."))
    return found


def asked(account: Account, *, at: datetime) -> dict[int, Asked]:
    """Return what waits for its owner's choice, by number, the oldest first. The number of queries is always the same."""
    waiting = Entry.objects.filter(account=account, state__in=[EntryState.CONFLICT, EntryState.GONE])
    rows = list(waiting.order_by("raised_at", "pk"))
    if not rows:
        return {}
    told = told_to(
        account, at=at, contacts=[each.contact_id for each in rows if each.contact_id],
        events_=[each.event_id for each in rows if each.event_id],
    )  # fmt: skip
    return {each.pk: _asked(each, told.get(_key(each))) for each in rows}


def _key(entry: Entry) -> tuple[str, int]:
    return ("contact", entry.contact_id) if entry.contact_id else ("event", entry.event_id or 0)


def _asked(entry: Entry, told: Told | None) -> Asked:
    says = entry.says or {}
    here = told.facts if told is not None else {}
    differ = tuple(name for name in _SHOWN if told is not None and says and here[name] != says.get(name, ""))
    shown = differ if told is not None else tuple(name for name in _SHOWN if says.get(name))
    return Asked(
        entry, told, differ, tuple(_side(name, here, says) for name in shown), _choices(entry, told, differ)
    )


def _side(name: str, here: object, says: dict[str, str]) -> Side:
    ours = here.get(name, "") if isinstance(here, dict) else ""
    theirs = says.get(name, "")
    if name != "when":
        return Side(name, ours, theirs)
    return Side(name, ours, theirs, span_in(ours) if ours else None, span_in(theirs) if theirs else None)


def _choices(entry: Entry, told: Told | None, differ: tuple[str, ...]) -> tuple[Choice, ...]:
    if entry.state == EntryState.GONE:
        may = told is not None and told.policy["when"] == Policy.FOLLOW
        return (Choice.CANCEL, Choice.OURS, Choice.LEAVE) if may else (Choice.OURS, Choice.LEAVE)
    if told is None or entry.why in {Why.UNFIT, Why.REFUSED, Why.OVER}:
        return Choice.OURS, Choice.LEAVE
    if any(told.policy[name] == Policy.ASK for name in differ):
        return Choice.OURS, Choice.LEAVE
    return Choice.OURS, Choice.THEIRS, Choice.LEAVE
