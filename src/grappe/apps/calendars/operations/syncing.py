"""How are somebody's own calendar and what they planned here brought in step? One exchange, from a job.

Read what changed there, decide appointment by appointment (`engines.agenda`), act. The network is waited for outside
transactions; up to where we read is kept last, so that what was broken off is read again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from grappe.apps.calendars.enums import AccountState, EntryState, HappeningKind, Trouble
from grappe.apps.calendars.models import Account, Calendar, Entry, Happening
from grappe.apps.calendars.operations import acting, letters
from grappe.apps.calendars.operations.busy import keep_busy
from grappe.apps.calendars.operations.dav import DavTrouble, Item, Server, TokenGone
from grappe.apps.calendars.operations.tokens import give_up, server_of
from grappe.apps.calendars.queries.reading import said
from grappe.apps.calendars.queries.sealing import Unopened
from grappe.apps.calendars.queries.told import AHEAD, BACK, Told, told_to
from grappe.ui import jobs

log = structlog.get_logger(__name__)
AT_ONCE = timedelta(seconds=2)  # somebody may go on typing
EVERY = timedelta(minutes=5)
WHOLE = timedelta(hours=20)  # all of a calendar is read anew: what repeats reaches into new days
LONGEST_WAIT = timedelta(hours=6)
TELL_AFTER = 4  # failures in a row
KEPT = timedelta(days=30)  # what happened


@dataclass
class News:
    """What is other than it was in one calendar."""

    calendar: Calendar
    items: dict[str, Item] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    etags: dict[str, str] = field(default_factory=dict)
    token: str = ""
    whole: bool = False

    def is_gone(self, href: str) -> bool:
        """Whether an entry that was there is no more."""
        return href in self.gone or (self.whole and href not in self.etags)


@transaction.atomic
def order_due(*, at: datetime) -> int:
    """Order an exchange for each connection whose time has come; return for how many."""
    states = [AccountState.ACTIVE, AccountState.REMOVING]
    due = list(Account.objects.filter(state__in=states, next_at__lte=at).values_list("pk", flat=True))
    for pk in due:
        name = f"calendars.sync.{pk}"
        jobs.order("calendars.sync", lock=name, alone=name, account_id=pk)
    return len(due)


@transaction.atomic
def contact_changed(*, contact: int, users: list[int], at: datetime) -> None:
    """A contact of these people changed: order an exchange for those who have a calendar connected."""
    states = [AccountState.ACTIVE]
    for pk in Account.objects.filter(user__in=users, state__in=states).values_list("pk", flat=True):
        name = f"calendars.sync.{pk}"
        jobs.order("calendars.sync", after=AT_ONCE, lock=name, alone=name, account_id=pk)


def sync(*, account_id: int, at: datetime) -> None:
    """Bring one connection in step; what went wrong is noted on it, and its owner told where it goes on."""
    accounts = Account.objects.select_related("user").filter(pk=account_id)
    account = accounts.filter(state__in=[AccountState.ACTIVE, AccountState.REMOVING]).first()
    if account is None or not account.user.is_active:
        return
    Account.objects.filter(pk=account_id).update(running_since=at, done=0, total=0)
    try:
        server = server_of(account, at=at)
        if account.state == AccountState.REMOVING:
            _take_out(server, account, at)
            return
        _exchange(server, account, at)
    except Unopened:
        _failed(account, Trouble.ACCESS if account.provider else Trouble.PASSWORD, at)
    except DavTrouble as fault:
        _failed(account, fault.trouble, at)
    except Exception:
        _failed(account, Trouble.SERVER, at)  # told on the page, and in the log of the job
        raise
    else:
        Account.objects.filter(pk=account_id).update(
            trouble="",
            failures=0,
            told_at=None,
            synced_at=at,
            tried_at=at,
            running_since=None,
            next_at=at + EVERY,
        )
        Happening.objects.filter(account=account, at__lt=at - KEPT).delete()


def _exchange(server: Server, account: Account, at: datetime) -> None:
    entries = {each.href: each for each in account.entries.select_related("contact", "event")}
    told = told_to(
        account, at=at,
        contacts=[each.contact_id for each in entries.values() if each.contact_id],
        events_=[each.event_id for each in entries.values() if each.event_id],
    )  # fmt: skip
    ours = {each.uid: each for each in told.values()}
    for calendar in account.calendars.filter(counts=True).order_by("-is_target", "pk"):
        news = _read(server, calendar, entries, at)
        if calendar.is_target:
            _in_step(acting.Exchange(server, account, calendar, at), news, entries, told, ours)
        with transaction.atomic():
            keep_busy(news, known=entries.keys(), ours=ours.keys(), email=account.user.email, at=at)
            Calendar.objects.filter(pk=calendar.pk).update(
                token=news.token, **({"whole_at": at} if news.whole else {})
            )


def _read(server: Server, calendar: Calendar, entries: dict[str, Entry], at: datetime) -> News:
    """Return what changed in a calendar since it was read; once a day all of the time that matters."""
    stale = calendar.whole_at is None or calendar.whole_at < at - WHOLE or not calendar.token
    if not stale:
        try:
            changes = server.changes(calendar.href, calendar.token)
        except TokenGone:
            stale = True
    if stale:
        changes = server.changes(calendar.href, "")
    news = News(calendar, gone=set(changes.gone), etags=changes.etags, token=changes.token, whole=stale)
    known = {href: entry.etag for href, entry in entries.items()}
    if stale:
        news.items = {each.href: each for each in server.between(calendar.href, at - BACK, at + AHEAD)}
        wanted = [href for href in changes.etags if href in known and href not in news.items]
    else:
        wanted = list(changes.etags)
    # An entry whose etag is the one that we left it with says nothing new.
    wanted = [href for href in wanted if changes.etags[href] != known.get(href)]
    news.items |= {each.href: each for each in server.items(calendar.href, wanted)}
    return news


def _in_step(
    exchange: acting.Exchange, news: News, entries: dict[str, Entry], told: dict[tuple[str, int], Told],
    ours: dict[str, Told],
) -> None:  # fmt: skip
    """Decide and act, appointment by appointment: those that both know, then those that are new here."""
    _adopt(exchange, news, entries, ours)
    by_thing = {key: entry for entry in entries.values() if (key := acting.key_of_entry(entry)) is not None}
    fresh = [each for key, each in told.items() if key not in by_thing and each.span.end > exchange.at]
    account = Account.objects.filter(pk=exchange.account.pk)
    account.update(total=len(entries) + len(fresh))
    for number, entry in enumerate(list(entries.values()), start=1):
        key = acting.key_of_entry(entry)
        acting.one(
            exchange, told.get(key) if key else None, entry, _there(news, entry), news.items.get(entry.href)
        )
        if number % 10 == 0:
            account.update(done=number)
    for each in fresh:
        acting.one(exchange, each, None, None, None)
    account.update(done=len(entries) + len(fresh))


def _adopt(exchange: acting.Exchange, news: News, entries: dict[str, Entry], ours: dict[str, Told]) -> None:
    """What stands there under the name of one of ours is ours: an invitation that was accepted, or written and broken off."""
    taken = {acting.key_of_entry(entry) for entry in entries.values()}
    for item in news.items.values():
        if item.href in entries:
            continue
        read = said(item.data)
        told = ours.get(read.uid) if read is not None else None
        if told is not None and told.key not in taken:
            entries[item.href] = acting.new_entry(exchange, told, item)
            taken.add(told.key)


def _there(news: News, entry: Entry) -> dict[str, str] | None:
    """Return what stands there of an entry: by the news, or as it was."""
    if news.is_gone(entry.href):
        return None
    item = news.items.get(entry.href)
    read = said(item.data) if item is not None else None
    if read is not None:
        return read.facts
    known = entry.says if entry.says is not None else entry.there
    return None if entry.state == EntryState.GONE else known


def _take_out(server: Server, account: Account, at: datetime) -> None:
    """Take what we wrote out of somebody's calendar, but for what they changed since; then the connection itself."""
    for entry in account.entries.all():
        acting.take_out(server, entry)
    with transaction.atomic():
        give_up(account, by=account.user, at=at)
        account.delete()


def _failed(account: Account, trouble: Trouble, at: datetime) -> None:
    """Note what went wrong and when to try again; its owner is written to once where it goes on, at once for a password."""
    with transaction.atomic():
        current = (
            Account.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=account.pk)
            .first()
        )
        if current is None:
            return
        current.failures += 1
        current.trouble, current.tried_at, current.running_since = trouble, at, None
        current.next_at = at + min(EVERY * 2 ** min(current.failures - 1, 10), LONGEST_WAIT)
        if trouble in {Trouble.PASSWORD, Trouble.ACCESS} and current.state == AccountState.ACTIVE:
            current.state = AccountState.REFUSED  # trying again would lock them out of their own server
        if current.failures == 1 or current.state == AccountState.REFUSED:
            Happening.objects.create(account=current, at=at, kind=HappeningKind.FAILED)
        lasting = current.failures >= TELL_AFTER or current.state == AccountState.REFUSED
        if lasting and current.told_at is None:
            current.told_at = at
            letters.out_of_step(current)
        current.save()
    log.warning("calendar not in step", account=account.pk, trouble=str(trouble), failures=current.failures)
