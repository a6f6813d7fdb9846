"""How does somebody connect their calendar by signing in at its provider, and sign in there again?"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.calendars.enums import Trouble
from grappe.apps.calendars.models import Account
from grappe.apps.calendars.operations import accounts
from grappe.apps.calendars.operations.dav import DavTrouble, Server
from grappe.apps.calendars.permissions import check_can_have_calendar
from grappe.ui.errors import BadInput
from grappe.ui.oauth import flow, keeping
from grappe.ui.oauth.providers import CalendarPlace, Provider

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def ask(
    *, session: MutableMapping[str, Any], ident: str, back: str, address: str, by: User, at: datetime
) -> str:  # fmt: skip
    """Return the address of the provider where somebody says that we may use their calendar; `back`: ours, for the answer.

    Raises PermissionDenied, BadInput.
    """
    check_can_have_calendar(by)
    if Account.objects.filter(user=by).exists():
        raise BadInput(_("A calendar server is connected already: remove it first."))
    provider, place = _provider(ident)
    if not provider.offered_for(address):
        told = _("%(provider)s is here for addresses of %(domains)s.")
        raise BadInput(told % {"provider": provider.name, "domains": ", ".join(provider.domains)})
    purpose = flow.Purpose("calendar", place.scopes, back, {"address": address.strip().lower()})
    return flow.begin(session, provider=provider, purpose=purpose, hint=address, user=by.pk, at=at)


def ask_again(
    *, session: MutableMapping[str, Any], account: Account, back: str, by: User, at: datetime
) -> str:
    """The same for a calendar that is connected already. Raises PermissionDenied, BadInput."""
    found = accounts.own_account(account, by=by, lock=False)
    provider, place = _provider(found.provider)
    purpose = flow.Purpose("calendar", place.scopes, back, {"account": found.pk})
    return flow.begin(session, provider=provider, purpose=purpose, hint=found.username, user=by.pk, at=at)


def take(
    *, session: MutableMapping[str, Any], ident: str, answer: dict[str, str], by: User, at: datetime
) -> Account:
    """Take the answer of a provider: connect the calendar that it was asked for, or go on with it. Raises BadInput.

    The server is asked at once; access that opens none is given up again.
    """
    check_can_have_calendar(by)
    provider, place = _provider(ident)
    given = flow.end(
        session, provider=provider, what="calendar", scopes=place.scopes, answer=answer, user=by.pk, at=at
    )
    try:
        account = _kept(given, place, by, at)
    except BaseException:
        keeping.give_back(provider.ident, given.token.sealed())
        raise
    note(
        AuditKind.ACCESS_GIVEN, at=at, user=by, about=by, what="calendars.account", record=str(account.pk),
        title=account.username, method=provider.ident,
    )  # fmt: skip
    return account


def _kept(given: flow.Given, place: CalendarPlace, by: User, at: datetime) -> Account:
    if pk := given.about.get("account"):
        row = Account.objects.filter(pk=pk, provider=given.provider.ident).first()
        if row is None:
            raise BadInput(_("The connection is in another state by now."))
        found = accounts.own_account(row, by=by, lock=False)
        accounts.asked(found.url, found.username, given.token.access, bearer=True)
        with transaction.atomic():
            return accounts.let_in_again(accounts.own_account(row, by=by), secret=given.token.sealed(), at=at)
    address = given.about["address"]
    url = place.url.replace("{address}", quote(address, safe="@"))
    return accounts.connect(
        url=url, username=address, password=given.token.access, by=by, at=at, provider=given.provider.ident,
        sealed=given.token.sealed(),
    )  # fmt: skip


def fault_of(place: CalendarPlace) -> str:
    """Say what is wrong with the calendar server of a provider that was set up; nothing where it asks who one is."""
    url = place.url.replace("{address}", "grappe-check@example.org")
    try:
        Server(url, "", "grappe-check", bearer=True).calendars()
    except DavTrouble as fault:
        return "" if fault.trouble == Trouble.ACCESS else f"{url}: {fault}"
    return f"{url}: it opens for whoever comes with anything"


def _provider(ident: str) -> tuple[Provider, CalendarPlace]:
    found = settings.ACCESS_PROVIDERS.by_ident(ident)
    if found is None or found.calendar is None:
        raise BadInput(_("No calendar can be connected by this provider."))
    return found, found.calendar
