"""How does somebody connect a mailbox by signing in at its provider, and sign in there again?"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import note
from grappe.apps.mail.enums import MailboxState, Trouble
from grappe.apps.mail.models import Mailbox
from grappe.apps.mail.operations.imap import MailTrouble, Server
from grappe.apps.mail.operations.mailboxes import Place, asked, connect, kept, let_in_again
from grappe.apps.mail.permissions import check_can_have_mail, check_can_share_mailboxes
from grappe.ui.errors import BadInput
from grappe.ui.oauth import flow, keeping
from grappe.ui.oauth.providers import MailPlace, Provider

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def ask(
    *, session: MutableMapping[str, Any], ident: str, back: str, address: str, name: str, shared: bool, by: User,
    at: datetime,
) -> str:  # fmt: skip
    """Return the address of the provider where somebody says that we may read a mailbox; `back`: ours, for the answer.

    Raises PermissionDenied, BadInput.
    """
    check_can_have_mail(by)
    if shared:
        check_can_share_mailboxes(by)
    elif Mailbox.objects.filter(user=by).exclude(state=MailboxState.REMOVED).exists():
        raise BadInput(_("Your mailbox is connected already: remove it first."))
    provider, place = _provider(ident)
    if not provider.offered_for(address):
        told = _("%(provider)s is here for addresses of %(domains)s.")
        raise BadInput(told % {"provider": provider.name, "domains": ", ".join(provider.domains)})
    about = {"address": address.strip().lower(), "name": name.strip(), "shared": shared}
    purpose = flow.Purpose("mail", place.scopes, back, about)
    return flow.begin(session, provider=provider, purpose=purpose, hint=address, user=by.pk, at=at)


def ask_again(
    *, session: MutableMapping[str, Any], mailbox: Mailbox, back: str, by: User, at: datetime
) -> str:
    """The same for a mailbox that is connected already. Raises PermissionDenied, BadInput."""
    found = kept(mailbox, by=by, lock=False)
    provider, place = _provider(found.provider)
    purpose = flow.Purpose("mail", place.scopes, back, {"mailbox": found.pk})
    return flow.begin(session, provider=provider, purpose=purpose, hint=found.username, user=by.pk, at=at)


def take(
    *, session: MutableMapping[str, Any], ident: str, answer: dict[str, str], by: User, at: datetime
) -> Mailbox:
    """Take the answer of a provider: connect the mailbox that it was asked for, or go on with one. Raises BadInput.

    The mailbox is tried at once; access that opens none is given up again.
    """
    check_can_have_mail(by)
    provider, place = _provider(ident)
    given = flow.end(
        session, provider=provider, what="mail", scopes=place.scopes, answer=answer, user=by.pk, at=at
    )
    try:
        mailbox = _kept(given, place, by, at)
    except BaseException:
        keeping.give_back(provider.ident, given.token.sealed())
        raise
    note(
        AuditKind.ACCESS_GIVEN, at=at, user=by, about=mailbox.user, what="mail.mailbox", record=str(mailbox.pk),
        title=mailbox.name, method=provider.ident,
    )  # fmt: skip
    return mailbox


def _kept(given: flow.Given, place: MailPlace, by: User, at: datetime) -> Mailbox:
    if pk := given.about.get("mailbox"):
        return _again(pk, given, by, at)
    address = given.about["address"]
    where = Place(place.host, place.port, place.security, address, given.token.access, bearer=True)
    return connect(
        place=where, name=given.about["name"] or address, address=address, shared=given.about["shared"], by=by, at=at,
        provider=given.provider.ident, sealed=given.token.sealed(),
    )  # fmt: skip


def _again(pk: int, given: flow.Given, by: User, at: datetime) -> Mailbox:
    row = Mailbox.objects.filter(pk=pk, provider=given.provider.ident).first()
    if row is None:
        raise BadInput(_("The mailbox is in another state by now."))
    found = kept(row, by=by, lock=False)
    asked(Place(found.host, found.port, found.security, found.username, given.token.access, bearer=True))
    with transaction.atomic():
        locked = kept(row, by=by)
        let_in_again(locked, secret=given.token.sealed(), at=at)
    return locked


def fault_of(place: MailPlace) -> str:
    """Say what is wrong with the mail server of a provider that was set up; nothing where it takes rights of access."""
    try:
        takes = Server(place.host, place.port, place.security, "", "").takes_access()
    except MailTrouble as fault:
        return f"{place.host}:{place.port}: {fault}"
    return "" if takes else f"{place.host}:{place.port}: {Trouble.NO_ACCESS.label}"


def _provider(ident: str) -> tuple[Provider, MailPlace]:
    found = settings.ACCESS_PROVIDERS.by_ident(ident)
    if found is None or found.mail is None:
        raise BadInput(_("No mailbox can be connected by this provider."))
    return found, found.mail
