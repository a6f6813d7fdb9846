"""How is a calendar server opened that its owner connected by signing in at a provider?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.calendars.enums import Trouble
from grappe.apps.calendars.models import Account
from grappe.apps.calendars.operations.dav import DavTrouble, Server
from grappe.apps.calendars.queries.sealing import opened
from grappe.ui.oauth import keeping
from grappe.ui.oauth.client import AccessTrouble, Why

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_TROUBLES = {Why.REFUSED: Trouble.ACCESS, Why.UNREACHED: Trouble.PROVIDER, Why.SETUP: Trouble.SETUP}


def server_of(account: Account, *, at: datetime) -> Server:
    """Return somebody's server, let in by password or by a right of access. Raises DavTrouble, Unopened."""
    if not account.provider:
        return Server(account.url, account.username, opened(account.secret))
    return Server(
        account.url, account.username, access_of(account, at=at), bearer=True,
        renew=lambda refused: access_of(account, at=at, refused=refused),
    )  # fmt: skip


def access_of(account: Account, *, at: datetime, refused: str = "") -> str:
    """Return a right of access that is good for a while, and not the one that was refused. Raises DavTrouble, Unopened."""
    provider = settings.ACCESS_PROVIDERS.by_ident(account.provider)
    if provider is None or provider.calendar is None:
        raise DavTrouble(Trouble.SETUP)
    try:
        return keeping.access_of(
            account, provider=provider, scopes=provider.calendar.scopes, at=at, refused=refused
        )
    except AccessTrouble as fault:
        raise DavTrouble(_TROUBLES[fault.why]) from fault


def give_up(account: Account, *, by: User | None, at: datetime) -> None:
    """Give the access to a calendar up at its provider, and write that down; nothing where there is a password."""
    if account.provider:
        note(
            AuditKind.ACCESS_GIVEN_UP, at=at, user=by, about=account.user, what="calendars.account",
            record=str(account.pk), title=account.username, method=account.provider,
        )  # fmt: skip
        keeping.give_up(account)
