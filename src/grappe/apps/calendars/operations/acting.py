"""How is one appointment brought in step: put there, changed there or here, taken out, or asked about?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from grappe.apps.calendars.enums import EntryState, HappeningKind, Why
from grappe.apps.calendars.models import Account, Calendar, Entry, Happening
from grappe.apps.calendars.operations.dav import ChangedThere, Item, Server
from grappe.apps.calendars.queries.reading import said
from grappe.apps.calendars.queries.told import Told, key_of, made_here, of_contact
from grappe.apps.calendars.queries.writing import rewritten, written
from grappe.apps.companies import operations as companies
from grappe.apps.companies import queries as contacts
from grappe.engines.agenda import Agreed, Decision, Policy, Step, decide
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

Facts = dict[str, str]


@dataclass(frozen=True)
class Exchange:
    """With which server, for whom, into which calendar, when."""

    server: Server
    account: Account
    calendar: Calendar
    at: datetime

    @property
    def user(self) -> User:
        """Whose calendar it is."""
        return self.account.user

    def note(self, kind: HappeningKind, thing: Any, fields: list[str] | None = None) -> None:
        """Write down what happened."""
        names = {thing._meta.model_name: thing} if thing is not None else {}
        Happening.objects.create(account=self.account, at=self.at, kind=kind, fields=fields or [], **names)


def key_of_entry(entry: Entry) -> tuple[str, int] | None:
    """Return which contact or event an entry is of, None where that is gone."""
    thing = entry.contact or entry.event
    return key_of(thing) if thing is not None else None


def agreed_of(entry: Entry) -> Agreed | None:
    """Return what both sides said last."""
    if entry.here is None or entry.there is None:
        return None
    return Agreed(entry.here, entry.there)


def new_entry(exchange: Exchange, told: Told, item: Item) -> Entry:
    """Keep that an entry that stands there already is this contact or event; nothing is agreed yet."""
    return Entry.objects.create(
        account=exchange.account, href=item.href, etag=item.etag, **{told.key[0]: told.thing}
    )


def one(
    exchange: Exchange, told: Told | None, entry: Entry | None, there: Facts | None, item: Item | None
) -> None:
    """Decide and act for one appointment. What somebody else changes meanwhile is left to the next exchange."""
    agreed = agreed_of(entry) if entry is not None else None
    if entry is not None and entry.state == EntryState.LEFT and there is None:
        if told is None:
            entry.delete()
        return
    _note_answers(exchange, told, item)
    there = _with_link(there, agreed, told)
    found = decide(
        told.facts if told is not None else None, there, agreed,
        policy=told.policy if told is not None else {},
        unfit=frozenset({"when"}) if there is not None and there["when"].endswith(" *") else frozenset(),
        over=told is not None and told.span.end <= exchange.at,
    )  # fmt: skip
    try:
        _act(exchange, found, told, entry, there, item)
    except (ChangedThere, Stale):
        return


def _note_answers(exchange: Exchange, told: Told | None, item: Item | None) -> None:
    """Keep what the calendar says that others answered: many servers read the replies that its owner gets by mail."""
    read = said(item.data) if item is not None else None
    if read is None or told is None or told.key[0] != "contact":
        return
    others = [each for each in read.answers if each[0] != exchange.user.email.lower()]
    companies.take_calendar_answers(
        contact=told.thing, answers=others, sequence=read.sequence, at=exchange.at
    )


def _with_link(there: Facts | None, agreed: Agreed | None, told: Told | None) -> Facts | None:
    """Many programs drop the link of what they change: one that is missing there says nothing."""
    if there is None or there["link"]:
        return there
    known = agreed.there["link"] if agreed is not None else told.facts["link"] if told is not None else ""
    return {**there, "link": known}


def _act(
    exchange: Exchange, found: Decision, told: Told | None, entry: Entry | None, there: Facts | None, item: Item | None
) -> None:  # fmt: skip
    if found.step == Step.CREATE and told is not None:
        _create(exchange, told, entry)
    elif entry is None:
        return
    elif found.step == Step.FORGET:
        entry.delete()
    elif found.step == Step.REMOVE:
        exchange.server.delete(entry.href, item.etag if item is not None else entry.etag)
        entry.delete()
        exchange.note(HappeningKind.REMOVED, None)
    elif found.step == Step.ASK_GONE and told is not None:
        _ask_gone(exchange, told, entry)
    elif found.step == Step.CONFLICT:
        _ask(exchange, told, entry, there, item, _why(found, told, there), found.differ)
    elif found.step == Step.CHANGE and told is not None and there is not None:
        _change(exchange, found, told, entry, there, item)
    elif found.step == Step.AGREE and told is not None:
        _agree(entry, told, there, item.etag if item is not None else entry.etag)
    elif item is not None and item.etag != entry.etag:
        Entry.objects.filter(pk=entry.pk).update(etag=item.etag)  # something that is theirs alone


def _create(exchange: Exchange, told: Told, entry: Entry | None) -> None:
    href = f"{exchange.calendar.href.rstrip('/')}/{told.uid.split('@')[0]}.ics"
    data = written(told, language=exchange.user.language, at=exchange.at)
    item = exchange.server.put(href, data, "")
    with transaction.atomic():
        row = entry or Entry(account=exchange.account, **{told.key[0]: told.thing})
        row.href = item.href
        _agree(row, told, _facts_of(item, told), item.etag)
        exchange.note(HappeningKind.CREATED, told.thing)


def _change(
    exchange: Exchange, found: Decision, told: Told, entry: Entry, there: Facts, item: Item | None
) -> None:
    """Write there first: what is broken off after it is agreed next time, since both then say the same."""
    stands = item or exchange.server.item(entry.href)
    if stands is None:
        raise ChangedThere
    if found.write:
        data = rewritten(stands.data, told, found.write, language=exchange.user.language, at=exchange.at)
        if data is None:
            raise ChangedThere
        stands = exchange.server.put(entry.href, data, stands.etag)
        there = {**_facts_of(stands, told)}
    with transaction.atomic():
        if found.take:
            try:
                told = take(exchange.user, told, found.take, titles=exchange.account.titles, at=exchange.at)
            except Stale:
                raise
            except (BadInput, PermissionDenied) as fault:
                _ask(exchange, told, entry, there, stands, Why.REFUSED, tuple(found.take), str(fault))
                return
            exchange.note(HappeningKind.TAKEN, told.thing, sorted(found.take))
        if found.write:
            exchange.note(HappeningKind.WRITTEN, told.thing, sorted(found.write))
        _agree(entry, told, there, stands.etag)


def take(user: User, told: Told, facts: dict[str, str] | Any, *, titles: bool, at: datetime) -> Told:
    """Make here what was changed there, by the calendar's owner; the others are told by mail. Raises BadInput, Stale."""
    contact = told.thing
    with transaction.atomic(), translation.override(user.language):
        companies.change_contact(
            contact=contact, **made_here(facts, contact, told.page), people=contact.people.all(),
            team=contact.team.all(), sequence=contact.sequence, by=user, at=at,
        )  # fmt: skip
        fresh = contacts.contact_for(contact.pk, for_user=user)
        return of_contact(fresh, user, titles=titles, at=at)


def _agree(entry: Entry, told: Told, there: Facts | None, etag: str) -> None:
    entry.here, entry.there, entry.etag = dict(told.facts), there, etag
    entry.state, entry.why, entry.refused, entry.says, entry.raised_at = EntryState.AGREED, "", "", None, None
    entry.save()


def _facts_of(item: Item, told: Told) -> Facts:
    read = said(item.data)
    return {**(read.facts if read is not None else told.facts)}


def _why(found: Decision, told: Told | None, there: Facts | None) -> Why:
    if told is None:
        return Why.OVER
    if there is not None and there["when"].endswith(" *") and "when" in found.differ:
        return Why.UNFIT
    if any(told.policy[name] == Policy.ASK for name in found.differ):
        return Why.HERE
    return Why.BOTH


def _ask(
    exchange: Exchange, told: Told | None, entry: Entry, there: Facts | None, item: Item | None, why: Why,
    differ: tuple[str, ...], refused: str = "",
) -> None:  # fmt: skip
    news = entry.state != EntryState.CONFLICT or entry.says != there
    entry.state, entry.why, entry.refused, entry.says = EntryState.CONFLICT, why, refused[:300], there
    entry.etag = item.etag if item is not None else entry.etag
    if news:
        entry.raised_at = exchange.at
        exchange.note(HappeningKind.CONFLICT, told.thing if told is not None else None, sorted(differ))
    entry.save()


def _ask_gone(exchange: Exchange, told: Told, entry: Entry) -> None:
    if entry.state == EntryState.GONE:
        return
    entry.state, entry.why, entry.says, entry.raised_at = EntryState.GONE, "", None, exchange.at
    entry.save()
    exchange.note(HappeningKind.GONE, told.thing)


def take_out(server: Server, entry: Entry) -> None:
    """Take an entry that we wrote out of a calendar; one that was changed since stays."""
    if entry.there is not None and entry.state != EntryState.GONE:
        try:
            server.delete(entry.href, entry.etag)
        except ChangedThere:
            pass
    entry.delete()


__all__ = ["Exchange", "agreed_of", "key_of_entry", "new_entry", "one", "take", "take_out"]
