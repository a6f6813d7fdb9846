"""How is a right of access that stands sealed on a row renewed in time, and given up?

Two workers never use one refresh token: many providers give another one with each use, and end all access where an old one
comes back (RFC 9700, 4.14.2). Whoever renews holds the row, asks, and writes what came in the same transaction: that is the
one place where the network is waited for inside of one, ten seconds at most.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from grappe.ui.jobs import order
from grappe.ui.oauth import client
from grappe.ui.oauth.client import AccessTrouble, Why
from grappe.ui.oauth.providers import Provider
from grappe.ui.oauth.tokens import unsealed
from grappe.ui.sealing import Unopened

log = structlog.get_logger(__name__)


def access_of(
    row: Any, *, provider: Provider, scopes: tuple[str, ...], at: datetime, refused: str = ""
) -> str:
    """Return a right of access that is good for a while, and not the one that was refused.

    `row`: of a model with `provider` and `secret`, sealed; brought up to date. Raises AccessTrouble, Unopened.
    """
    token = unsealed(row.secret)
    if token.is_good(at=at) and token.access != refused:
        return token.access
    with transaction.atomic(durable=True):  # what came is never rolled back with something else
        held = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        if held is None or not held.secret:
            raise AccessTrouble(Why.REFUSED)
        token = unsealed(held.secret)
        if not token.is_good(at=at) or token.access == refused:  # nobody else was quicker
            token = client.renew(provider, token, scopes=scopes, at=at)
            held.secret = token.sealed()
            held.save(update_fields=["secret"])
    row.secret = held.secret
    return token.access


def give_up(row: Any) -> None:
    """Have the provider of a row told, once the transaction stands, that we want no access any more (RFC 7009).

    The worker tells it, and again until it is heard: what opens the mailbox is forgotten here and would stay good there.
    """
    if row.provider and row.secret:
        give_back(row.provider, row.secret)


def give_back(ident: str, sealed: str) -> None:
    """Have a provider told that a right of access, sealed, is not wanted: it opens nothing of ours."""
    order("ui.revoke_access", ident=ident, sealed=sealed)


def revoke(*, ident: str, sealed: str) -> None:
    """Tell a provider that a right of access is given up; nothing where it is not set up any more, or its key is gone.

    Raises AccessTrouble where it is to be tried again.
    """
    provider = settings.ACCESS_PROVIDERS.by_ident(ident)
    try:
        token = unsealed(sealed)
    except Unopened:
        token = None
    if provider is None or token is None:
        log.warning(
            "access not revoked",
            provider=ident,
            fault="not set up" if provider is None else "sealed by another key",
        )
        return
    try:
        client.revoke(provider, token)
    except AccessTrouble as fault:
        log.warning("access not revoked", provider=ident, fault=fault.detail)
        if fault.why == Why.UNREACHED:
            raise
