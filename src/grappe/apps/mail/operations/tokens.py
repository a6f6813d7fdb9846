"""How is a mailbox opened that its owner connected by signing in at a provider? By a right of access, made anew in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.mail.enums import Trouble
from grappe.apps.mail.models import Mailbox
from grappe.apps.mail.operations.imap import MailTrouble, Server
from grappe.ui.oauth import keeping
from grappe.ui.oauth.client import AccessTrouble, Why
from grappe.ui.sealing import opened

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
    provider = settings.ACCESS_PROVIDERS.by_ident(mailbox.provider)
    if provider is None or provider.mail is None:
        raise MailTrouble(Trouble.SETUP)
    try:
        return keeping.access_of(
            mailbox, provider=provider, scopes=provider.mail.scopes, at=at, refused=refused
        )
    except AccessTrouble as fault:
        raise MailTrouble(_TROUBLES[fault.why]) from fault


def give_up(mailbox: Mailbox, *, by: User, at: datetime) -> None:
    """Give the access to a mailbox up at its provider, and write that down; nothing where there is a password."""
    if mailbox.provider:
        note(
            AuditKind.ACCESS_GIVEN_UP, at=at, user=by, about=mailbox.user, what="mail.mailbox", record=str(mailbox.pk),
            title=mailbox.name, method=mailbox.provider,
        )  # fmt: skip
        keeping.give_up(mailbox)
