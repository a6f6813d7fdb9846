"""How is a mailbox opened that its owner connected by signing in at a provider? By a right of access, made anew in time.

Two workers never use one refresh token: many providers give another one with each use, and end all access where an old one
comes back (RFC 9700, 4.14.2). Whoever renews holds the mailbox's row, asks, and writes what came in the same transaction:
that is the one place where the network is waited for inside of one, ten seconds at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.mail.enums import Trouble
from grappe.apps.mail.models import Mailbox
from grappe.apps.mail.operations.imap import MailTrouble, Server
from grappe.ui.oauth import client
from grappe.ui.oauth.client import AccessTrouble, Why
from grappe.ui.oauth.providers import Provider
from grappe.ui.oauth.tokens import unsealed
from grappe.ui.sealing import Unopened, opened

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_TROUBLES = {Why.REFUSED: Trouble.ACCESS, Why.UNREACHED: Trouble.PROVIDER, Why.SETUP: Trouble.SETUP}


@contextmanager
def signed_in(mailbox: Mailbox, *, at: datetime) -> Iterator[Server]:
    """Open a mailbox; a right of access that its server refuses is made anew once. Raises MailTrouble, Unopened."""
    if not mailbox.provider:
        with _server(mailbox, opened(mailbox.secret)) as server:
            yield server
        return
    token = access_of(mailbox, at=at)
    server = _server(mailbox, token)
    try:
        server.__enter__()
    except MailTrouble as fault:
        if fault.trouble != Trouble.ACCESS:
            raise
        server = _server(mailbox, access_of(mailbox, at=at, refused=token))
        server.__enter__()
    try:
        yield server
    finally:
        server.__exit__()


def _server(mailbox: Mailbox, password: str) -> Server:
    return Server(
        mailbox.host, mailbox.port, mailbox.security, mailbox.username, password, bearer=bool(mailbox.provider)
    )  # fmt: skip


def access_of(mailbox: Mailbox, *, at: datetime, refused: str = "") -> str:
    """Return a right of access that is good for a while, and not the one that was refused. Raises MailTrouble, Unopened."""
    provider = _provider(mailbox)
    token = unsealed(mailbox.secret)
    if token.is_good(at=at) and token.access != refused:
        return token.access
    with transaction.atomic(durable=True):  # what came is never rolled back with something else
        row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        if not row.secret:
            raise MailTrouble(Trouble.ACCESS)
        token = unsealed(row.secret)
        if not token.is_good(at=at) or token.access == refused:  # nobody else was quicker
            try:
                token = client.renew(provider, token, scopes=_scopes(provider), at=at)
            except AccessTrouble as fault:
                raise MailTrouble(_TROUBLES[fault.why]) from fault
            row.secret = token.sealed()
            row.save(update_fields=["secret"])
    mailbox.secret = row.secret
    return token.access


def give_up(mailbox: Mailbox, *, by: User, at: datetime) -> None:
    """Tell the provider, once the transaction stands, that we want no access any more (RFC 7009)."""
    if not mailbox.provider:
        return
    note(
        AuditKind.ACCESS_GIVEN_UP, at=at, user=by, about=mailbox.user, what="mail.mailbox", record=str(mailbox.pk),
        title=mailbox.name, method=mailbox.provider,
    )  # fmt: skip
    provider = settings.ACCESS_PROVIDERS.by_ident(mailbox.provider)
    if provider is None or not mailbox.secret:
        return
    try:
        token = unsealed(mailbox.secret)
    except Unopened:
        return
    transaction.on_commit(partial(client.revoke, provider, token), robust=True)


def _provider(mailbox: Mailbox) -> Provider:
    found = settings.ACCESS_PROVIDERS.by_ident(mailbox.provider)
    if found is None or found.mail is None:
        raise MailTrouble(Trouble.SETUP)
    return found


def _scopes(provider: Provider) -> tuple[str, ...]:
    return provider.mail.scopes if provider.mail is not None else ()
