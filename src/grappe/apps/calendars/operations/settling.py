"""How does somebody choose what becomes of an appointment that both sides changed, or that they took away in their calendar?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import Choice, EntryState, HappeningKind
from grappe.apps.calendars.models import Account, Entry, Happening
from grappe.apps.calendars.operations import acting
from grappe.apps.calendars.operations.accounts import order_sync, own_account
from grappe.apps.calendars.queries.asked import asked
from grappe.apps.companies import operations as companies
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.calendars.queries.asked import Asked


@transaction.atomic
def settle(*, entry_id: int, choice: str, by: User, at: datetime) -> None:
    """Take a choice; what it changes there is written by the exchange that is ordered. Raises BadInput, PermissionDenied."""
    row = Entry.objects.filter(pk=entry_id, account__user=by).first()
    account = own_account(row.account if row is not None else Account(), by=by)
    entry = Entry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
    found = asked(account, at=at).get(entry_id)
    if entry is None or found is None or choice not in found.choices:
        raise BadInput(_("This was settled meanwhile."))
    if choice == Choice.CANCEL and found.told is not None:
        companies.cancel_contact(contact=found.told.thing, by=by, at=at)
        entry.delete()
    elif entry.state == EntryState.GONE:
        _settle_gone(entry, choice)
    else:
        _settle_conflict(entry, found, choice, at)
    named = {found.told.key[0]: found.told.thing} if found.told is not None else {}
    Happening.objects.create(account=account, at=at, kind=HappeningKind.SETTLED, **named)
    order_sync(account, at=at)


def _settle_gone(entry: Entry, choice: str) -> None:
    if choice == Choice.OURS:
        entry.delete()  # what is known there no more is put there
        return
    entry.state, entry.there, entry.raised_at = EntryState.LEFT, None, None
    entry.save()


def _settle_conflict(entry: Entry, found: Asked, choice: str, at: datetime) -> None:
    told, says = found.told, entry.says or {}
    if told is None and choice == Choice.LEAVE:
        entry.delete()  # it is theirs alone from now on
        return
    if choice == Choice.THEIRS and told is not None:
        take = {name: says[name] for name in found.differ}
        told = acting.take(entry.account.user, told, take, titles=entry.account.titles, at=at)
    # With nothing agreed on our side, all of ours is written over what stands there.
    entry.here = {} if choice == Choice.OURS or told is None else dict(told.facts)
    entry.there = says
    entry.state, entry.why, entry.refused, entry.says, entry.raised_at = EntryState.AGREED, "", "", None, None
    entry.save()
