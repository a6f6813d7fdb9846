"""How does somebody connect their own calendar server, choose, pause and remove it?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.calendars.enums import AccountState, HappeningKind, Trouble
from grappe.apps.calendars.models import Account, Calendar, Entry, Feed, Happening
from grappe.apps.calendars.operations import discovery
from grappe.apps.calendars.operations.dav import DavTrouble, Found, Server
from grappe.apps.calendars.operations.tokens import give_up
from grappe.apps.calendars.permissions import check_can_have_calendar
from grappe.apps.calendars.queries.sealing import seal
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class Elsewhere(BadInput):
    """A domain says that its calendars are at a server outside of it; `url` is its address."""

    def __init__(self, domain: str, url: str) -> None:
        told = _(
            "%(domain)s says that its calendars are at %(url)s. Nothing was sent there. If that is your provider, give the "
            "password once more and send the form."
        )
        super().__init__(told % {"domain": domain, "url": url})
        self.url = url


def connect(
    *, url: str, username: str, password: str, by: User, at: datetime, provider: str = "", sealed: str = ""
) -> Account:  # fmt: skip
    """Connect somebody's server where it lets them in and has calendars; which one is used, `choose` says.

    With a `provider`, `password` is a right of access that it gave, and `sealed` is kept of it.

    `url` may be a mail address alone: its domain then says where the calendars are. `username` may be empty with one.
    The network is waited for before the transaction begins. Raises PermissionDenied, BadInput saying why it cannot be,
    Elsewhere where the domain names a server of somebody else, to which nothing was sent yet.
    """
    check_can_have_calendar(by)
    if Account.objects.filter(user=by).exists():
        raise BadInput(_("A calendar server is connected already: remove it first."))
    username = username.strip()
    if not provider and (domain := discovery.domain_in(url)):
        server, found, username = _discovered(domain, url.strip(), username, password)
    else:
        server, found = asked(url, username, password, bearer=bool(provider))
    try:
        with transaction.atomic():
            account = Account.objects.create(
                user=by, url=server.url, username=username, provider=provider, secret=sealed or seal(password),
                next_at=at, connected_at=at,
            )  # fmt: skip
            _keep(account, found)
    except IntegrityError as fault:  # in another window at the same moment
        raise BadInput(_("A calendar server is connected already: remove it first.")) from fault
    return account


def _discovered(domain: str, address: str, username: str, password: str) -> tuple[Server, list[Found], str]:
    """Ask the servers that a domain names; without a user name by the whole address, then by its first part (RFC 6764, 6)."""
    names = [username] if username else [address, address.partition("@")[0]]
    trouble = DavTrouble(Trouble.NO_CALENDARS)
    for place in discovery.places(domain):
        if not place.own:
            raise Elsewhere(domain, place.url)
        for name in names:
            try:
                server = Server(place.url, name, password)
                if found := server.calendars():
                    return server, found, name
            except DavTrouble as fault:
                trouble = fault
                if fault.trouble != Trouble.PASSWORD:
                    break
        if trouble.trouble == Trouble.PASSWORD:
            break  # another server would hear a password that is wrong here
    raise BadInput(str(trouble)) from trouble


def asked(url: str, username: str, password: str, *, bearer: bool = False) -> tuple[Server, list[Found]]:
    """Ask a server whether it lets somebody in, and for their calendars. Raises BadInput in words."""
    address = url.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        server = Server(address, username, password, bearer=bearer)
        found = server.calendars()
    except DavTrouble as fault:
        raise BadInput(str(fault)) from fault
    if not found:
        raise BadInput(_("There are no calendars at this address."))
    return server, found


def _keep(account: Account, found: list[Found]) -> None:
    for each in found:
        Calendar.objects.update_or_create(
            account=account, href=each.href, defaults={"name": each.name, "may_write": each.may_write}
        )


@transaction.atomic
def choose(
    *, account: Account, target: int, counts: Collection[int], titles: bool, by: User, at: datetime
) -> Account:
    """Say which calendar contacts are written to, which count as time that is taken, and whether confidential subjects leave.

    Once entries stand in one calendar, another is not written to: that needs a new connection. Raises BadInput.
    """
    account = own_account(account, by=by)
    calendars = {each.pk: each for each in account.calendars.select_for_update()}
    chosen = calendars.get(target)
    if chosen is None or not chosen.may_write:
        raise BadInput(_("Choose a calendar that you may write to."))
    if not chosen.is_target and Entry.objects.filter(account=account).exists():
        raise BadInput(_("Contacts stand in another calendar already: remove the connection first."))
    account.calendars.update(is_target=False)
    for each in calendars.values():
        each.is_target = each.pk == target
        wanted = each.is_target or each.pk in counts
        if not wanted:
            each.busy.all().delete()
        if not wanted or not each.counts:
            each.token, each.whole_at = "", None
        each.counts = wanted
        each.save()
    if account.state == AccountState.CHOOSING:
        account.state = AccountState.ACTIVE
        Happening.objects.create(account=account, at=at, kind=HappeningKind.CONNECTED)
    account.titles = titles
    account.save(update_fields=["state", "titles"])
    if account.state == AccountState.ACTIVE:
        order_sync(account, at=at)
    return account


def change_password(*, account: Account, password: str, by: User, at: datetime) -> None:
    """Take another password, if the server does, and go on. Raises BadInput."""
    found = own_account(account, by=by, lock=False)
    if found.provider:
        raise BadInput(_("This calendar has no password: sign in at its provider again."))
    asked(found.url, found.username, password)
    with transaction.atomic():
        let_in_again(own_account(account, by=by), secret=seal(password), at=at)


def let_in_again(account: Account, *, secret: str, at: datetime) -> Account:
    """Keep what opens a locked connection from now on, and go on."""
    account.secret, account.trouble, account.failures, account.told_at = secret, "", 0, None
    if account.state == AccountState.REFUSED:
        account.state = AccountState.ACTIVE
    account.save(update_fields=["secret", "trouble", "failures", "told_at", "state"])
    if account.state == AccountState.ACTIVE:
        order_sync(account, at=at)
    return account


@transaction.atomic
def pause(*, account: Account, paused: bool, by: User, at: datetime) -> None:
    """Exchange nothing for a while, or again. Raises BadInput in another state."""
    found = own_account(account, by=by)
    before, after = AccountState.ACTIVE, AccountState.PAUSED
    if not paused:
        before, after = after, before
    if found.state != before:
        raise BadInput(_("The connection is in another state by now."))
    found.state = after
    found.save(update_fields=["state"])
    if not paused:
        order_sync(found, at=at)


@transaction.atomic
def synchronise_now(*, account: Account, by: User, at: datetime) -> None:
    """Order an exchange at once. Raises BadInput where the connection does not stand."""
    found = own_account(account, by=by)
    if found.state != AccountState.ACTIVE:
        raise BadInput(_("The connection is in another state by now."))
    order_sync(found, at=at)


@transaction.atomic
def remove(*, account: Account, leave: bool, by: User, at: datetime) -> None:
    """Remove a connection; what we wrote stays in their calendar, or is taken out of it first by a job."""
    found = own_account(account, by=by)
    if leave or not found.entries.exists():
        give_up(found, by=by, at=at)
        found.delete()
        return
    found.state, found.next_at, found.failures = AccountState.REMOVING, at, 0
    found.save(update_fields=["state", "next_at", "failures"])
    order_sync(found, at=at)


@transaction.atomic
def account_closed(*, user: User, by: User, at: datetime) -> int:
    """Take away the calendar and the connection of somebody whose account is closed, and say how many these were.

    Called by `accounts.operations.deactivate`, which checks that `by` may. Nothing opens again with the account.
    """
    check_can_manage_accounts(by)
    feeds, connected = Feed.objects.filter(user=user), Account.objects.filter(user=user)
    gone = feeds.count() + connected.count()
    for account in connected.select_related("user"):
        give_up(account, by=by, at=at)
    feeds.delete()
    connected.delete()
    return gone


def own_account(account: Account, *, by: User, lock: bool = True) -> Account:
    """Return somebody's own connection as it stands, locked until the end of the transaction. Raises BadInput."""
    check_can_have_calendar(by)
    rows = Account.objects.select_for_update(of=("self",)) if lock else Account.objects
    found = rows.select_related("user").filter(pk=account.pk, user=by).first()
    if found is None:
        raise BadInput(_("The connection is in another state by now."))
    return found


def order_sync(account: Account, *, at: datetime) -> None:
    """Order an exchange at once; the page says that it is under way."""
    Account.objects.filter(pk=account.pk).update(running_since=at, done=0, total=0, next_at=at)
    name = f"calendars.sync.{account.pk}"
    jobs.order("calendars.sync", lock=name, alone=name, account_id=account.pk)
