"""What is somebody's own calendar told of their contacts and events, and what may a change there change here?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.accounts.permissions import can_work
from grappe.apps.calendars.queries.reading import when
from grappe.apps.companies import queries as companies
from grappe.apps.companies.enums import ContactState
from grappe.apps.events import queries as events
from grappe.apps.events.enums import EventState
from grappe.engines.agenda import Policy, Span
from grappe.engines.kernel import Text
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.calendars.models import Account
    from grappe.apps.companies.models import Contact
    from grappe.apps.events.models import Event

BACK, AHEAD = timedelta(days=1), timedelta(days=400)  # what is put there by itself
_FOLLOWS = {
    "when": Policy.FOLLOW, "subject": Policy.FOLLOW, "place": Policy.FOLLOW, "link": Policy.FOLLOW, "people": Policy.THEIRS
}  # fmt: skip
_HERE_ONLY = dict.fromkeys(_FOLLOWS, Policy.ASK) | {"people": Policy.THEIRS}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part, as an invitation names them."""

    name: str
    email: str
    hosts: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One appointment as its owner's calendar is told."""

    thing: Any  # the contact or the event
    uid: str
    facts: Mapping[str, str]
    policy: Mapping[str, Policy]
    span: Span
    page: str
    lines: tuple[str, ...]
    people: tuple[Person, ...]
    sequence: int
    masked: bool

    @property
    def key(self) -> tuple[str, int]:
        """Which contact or event it is."""
        return key_of(self.thing)


def key_of(thing: Any) -> tuple[str, int]:
    """Return which contact or event a row is."""
    return thing._meta.model_name, thing.pk


def host() -> str:
    """Return what our UIDs end with."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def told_to(
    account: Account, *, at: datetime, contacts: Collection[int], events_: Collection[int]
) -> dict[tuple[str, int], Told]:
    """Return what an account's owner has planned: from yesterday to a year ahead, and whatever of these is known there already.

    What is known there and not returned is gone here: called off, or no longer theirs.
    """
    user = account.user
    since, until = at - BACK, at + AHEAD
    with translation.override(user.language):
        found = [
            of_contact(contact, user, titles=account.titles, at=at)
            for contact in companies.contacts_of_member(
                for_user=user, since=since, until=until, also=contacts, limit=None
            )
        ]
        found += [
            of_event(event, user)
            for event in events.events_of_member(
                for_user=user, since=since, until=until, also=events_, limit=None
            )
            if event.state != EventState.CANCELLED
        ]
    return {each.key: each for each in found}


def of_contact(contact: Contact, user: User, *, titles: bool, at: datetime) -> Told:
    """Return a contact as the calendar of one of its team is told, in the language that is active."""
    span = Span(contact.starts_at, companies.ends_at(contact))
    page = settings.SITE_URL + reverse("companies:contact", args=[contact.pk])
    masked = contact.confidential and not titles
    follows = can_work(user) and contact.state == ContactState.PLANNED
    policy = _FOLLOWS if follows else _HERE_ONLY
    if masked:
        facts = {"when": when(span), "subject": contact.told_subject, "place": "", "link": page, "people": ""}
        policy = {**policy, "subject": Policy.THEIRS, "place": Policy.THEIRS, "link": Policy.THEIRS}
        people: tuple[Person, ...] = ()
        lines: tuple[str, ...] = ()
    else:
        people = _people(contact, at)
        facts = {
            "when": when(span),
            "subject": f"{contact.subject} · {contact.company}",
            "place": contact.place or contact.link,
            "link": contact.link or page,
            "people": " ".join(sorted(each.email.lower() for each in people)),
        }
        lines = (f"{contact.get_kind_display()} · {contact.company}",)
    return Told(
        contact, f"{contact.uid}@{host()}", facts, policy, span, page, lines, people, contact.sequence, masked
    )


def of_event(event: Event, user: User) -> Told:
    """Return an event as the calendar of one who prepares it is told: it is moved here only, since many are told."""
    span = Span(event.starts_at, event.ends_at)
    page = settings.SITE_URL + reverse("events:detail", args=[event.pk])
    facts = {
        "when": when(span), "subject": Text.of(event.titles).in_language(user.language), "place": event.place,
        "link": page, "people": "",
    }  # fmt: skip
    return Told(
        event,
        f"{event.uid}@{host()}",
        facts,
        _HERE_ONLY,
        span,
        page,
        (_("Event"),),
        (),
        event.sequence,
        False,
    )


def _people(contact: Contact, at: datetime) -> tuple[Person, ...]:
    hosting = companies.organizer(contact)
    key = f"user:{hosting.pk}" if hosting is not None else ""
    found = [
        Person(each.name, each.email, each.key == key)
        for each in companies.invitees(contact, on=moments.local_date(at))
    ]
    if hosting is not None and not any(each.hosts for each in found):
        found.append(Person(hosting.name, hosting.email, True))
    return tuple(found)


def made_here(take: Mapping[str, str], contact: Contact, page: str) -> dict[str, Any]:
    """Return what a change in somebody's calendar makes of a contact: the arguments of `companies.change_contact`."""
    from grappe.apps.calendars.queries.reading import span_in

    new: dict[str, Any] = {
        "kind": contact.kind, "subject": contact.subject, "starts_at": contact.starts_at, "minutes": contact.minutes,
        "link": contact.link, "place": contact.place,
    }  # fmt: skip
    if "when" in take:
        span = span_in(take["when"])
        new |= {
            "starts_at": span.start,
            "minutes": round((span.end - span.start).total_seconds() / 60),
        }
    if "subject" in take:
        new["subject"] = take["subject"].removesuffix(f" · {contact.company}")[:200]
    link = take.get("link", "")
    if link and link != page:
        new["link"] = link
    if "place" in take:
        place = take["place"]
        if _is_address(place):
            new["link"], new["place"] = (place, "") if place != contact.link else (new["link"], "")
        else:
            new["place"] = place
    return new


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text
