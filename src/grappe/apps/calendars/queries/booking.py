"""Which kinds of booking are there, whose link is this, what waits to be placed?"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.calendars.enums import BookingState
from grappe.apps.calendars.models import Booking, BookingType
from grappe.apps.calendars.permissions import can_offer_times, check_can_change_type, check_can_see_request
from grappe.apps.calendars.queries.letters import chosen_of
from grappe.apps.calendars.queries.offers import Offer, offers
from grappe.apps.campaigns.queries import links as letter_links
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.companies.queries import linking
from grappe.apps.companies.queries.mailing import people_at
from grappe.ui.moments import full_date_in

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Person

TYPE_SALT, BOOKING_SALT = "grappe.calendars.book", "grappe.calendars.booked"
SHOWN_DAYS = 5
MOST_WAITING = 100


class LinkClosed(Exception):
    """The link was ours, but nothing can be booked by it any more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: a kind of booking, for one company or for everybody."""

    type: BookingType
    company: Company | None
    hosts: tuple[User, ...]


def types_of(user: User) -> QuerySet[BookingType]:
    """Return the kinds of booking that somebody offers, or in which they receive; an administrator sees all."""
    found = BookingType.objects.select_related("owner", "cluster").prefetch_related("hosts")
    if not user.is_administrator:
        found = found.filter(
            Q(owner=user)
            | Q(pk__in=BookingType.hosts.through.objects.filter(user=user).values("bookingtype"))
        )
    ahead = Count("bookings", filter=Q(bookings__state=BookingState.BOOKED, bookings__closed_at=None))
    return found.annotate(number=ahead).order_by("pk")


def type_for(pk: int, *, for_user: User) -> BookingType:
    """Return one kind to change. Raises BookingType.DoesNotExist, PermissionDenied."""
    found = BookingType.objects.select_related("owner").prefetch_related("hosts").get(pk=pk)
    check_can_change_type(for_user, found)
    return found


# --- Links ---


def type_link(kind: BookingType, company: int = 0) -> str:
    """Return the address at which a kind is booked: by everybody, or by one company."""
    token = signing.Signer(salt=TYPE_SALT).sign_object([kind.pk, kind.salt, company])
    return f"{settings.SITE_URL}{reverse('calendars:book', args=[token])}"


def opened_by(token: str, *, at: datetime) -> Opened:
    """Return what a link opens: our own, or that of a campaign's letter, which ends with it and with its reader's yes.

    Raises BookingType.DoesNotExist for one that is not ours, LinkClosed.
    """
    try:
        pk, salt, company = signing.Signer(salt=TYPE_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return _of_letter(token, at)
    kind = BookingType.objects.select_related("owner").prefetch_related("hosts").filter(pk=pk).first()
    if kind is None or not constant_time_compare(kind.salt, str(salt)) or not kind.active:
        raise LinkClosed
    return _opened(kind, company)


def _of_letter(token: str, at: datetime) -> Opened:
    """Return what the link of a campaign's letter opens: the kind that it chose, else the oldest offered, for that company."""
    try:
        recipient = letter_links.recipient_to_book(token, at=at)
    except letter_links.LinkExpired as over:
        raise LinkClosed from over
    except ObjectDoesNotExist as forged:
        raise BookingType.DoesNotExist from forged
    kind = chosen_of(recipient.campaign.created_by_id, recipient.campaign.booking)
    if kind is None or recipient.company_id is None:
        raise LinkClosed
    return _opened(kind, recipient.company_id)


def _opened(kind: BookingType, company: int) -> Opened:
    hosts = tuple(each for each in kind.hosts.all() if can_offer_times(each))
    if not hosts or not can_offer_times(kind.owner):
        raise LinkClosed
    found = companies.companies(for_user=kind.owner).filter(pk=company).first() if company else None
    if (company or kind.only_linked) and (found is None or found.archived_at is not None):
        raise LinkClosed
    return Opened(kind, found, hosts)


def booking_link(booking: Booking) -> str:
    """Return the address at which whoever booked moves it or calls it off."""
    return f"{settings.SITE_URL}{reverse('calendars:booked', args=[booking_token(booking)])}"


def booking_token(booking: Booking) -> str:
    """Return what the link of a booking carries."""
    return signing.Signer(salt=BOOKING_SALT).sign_object([booking.pk, booking.uid.hex])


def booking_by_token(token: str) -> Booking:
    """Return the booking of a link. Raises Booking.DoesNotExist for one that is not ours, or was erased."""
    try:
        pk, uid = signing.Signer(salt=BOOKING_SALT).unsign_object(token)
        found = uuid.UUID(uid)
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as forged:
        raise Booking.DoesNotExist from forged
    return Booking.objects.select_related("type__owner", "host", "contact").get(pk=pk, uid=found)


# --- Days ---


@dataclass(frozen=True, slots=True)
class Slot:
    """A time as its reader's clocks show it."""

    start: datetime
    hour: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with times that are free."""

    day: date
    name: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Some days with free times, and from which day those before and after are shown."""

    days: tuple[Day, ...]
    earlier: date | None
    later: date | None


def days(found: list[Offer], *, zone: str, language: str, since: date | None) -> Days:
    """Return a few days with free times from one day on, in a reader's time zone and language."""
    there = ZoneInfo(zone)
    by_day: dict[date, list[Slot]] = {}
    for offer in found:
        local = offer.span.start.astimezone(there)
        by_day.setdefault(local.date(), []).append(Slot(local, f"{local:%H:%M}"))
    all_days = sorted(by_day)
    start = next(
        (place for place, day in enumerate(all_days) if since is None or day >= since), len(all_days)
    )
    if start == len(all_days):
        start = max(0, start - SHOWN_DAYS)
    shown = all_days[start : start + SHOWN_DAYS]
    after = all_days[start + SHOWN_DAYS : start + SHOWN_DAYS + 1]
    return Days(
        tuple(
            Day(day, full_date_in(day, language), tuple(by_day[day])) for day in shown
        ),
        all_days[max(0, start - SHOWN_DAYS)] if start else None,
        after[0] if after else None,
    )  # fmt: skip


def offered(opened: Opened, *, at: datetime, without: Booking | None = None) -> list[Offer]:
    """Return the times that a link offers now."""
    return offers(opened.type, at=at, hosts=opened.hosts, without=without)


# --- Requests ---


@dataclass(frozen=True, slots=True)
class Proposed:
    """A company that a request may come from, and why."""

    company: Company
    why: str  # "person", "domain" or "name"


@dataclass(frozen=True, slots=True)
class Request:
    """A booking of somebody whose company we do not know for sure."""

    booking: Booking
    proposed: tuple[Proposed, ...]


def requests_waiting(*, for_user: User) -> list[Booking]:
    """Return the bookings that wait to be placed, for who receives, who offers, and who looks after the cluster. One query."""
    found = Booking.objects.filter(contact=None, closed_at=None, state=BookingState.BOOKED)
    if not can_offer_times(for_user):
        return []
    if not for_user.is_administrator:
        mine = Q(host=for_user) | Q(type__owner=for_user) | Q(type__cluster__in=cluster_ids_of(for_user))
        found = found.filter(mine)
    return list(found.select_related("type", "host", "company").order_by("starts_at", "pk")[:MOST_WAITING])


def request_for(pk: int, *, for_user: User) -> Booking:
    """Return one request. Raises Booking.DoesNotExist, PermissionDenied."""
    found = Booking.objects.select_related("type__cluster", "type__owner", "host", "company").get(pk=pk)
    check_can_see_request(for_user, found)
    return found


def with_proposals(booking: Booking, *, for_user: User) -> Request:
    """Return a request with the companies it may come from: by the person's address, its domain, the name (`linkage`).

    None that its reader does not see, nor may plan with.
    """
    found: dict[int, Proposed] = {}
    for person in people_at([booking.email]):
        found.setdefault(person.company_id, Proposed(person.company, "person"))
    for company in companies.companies(for_user=for_user).filter(
        Q(people__email__iendswith=f"@{_domain(booking.email)}") if _domain(booking.email) else Q(pk=None)
    ).distinct()[:5]:  # fmt: skip
        found.setdefault(company.pk, Proposed(company, "domain"))
    if booking.organisation:
        for each in linking.alike({"name": booking.organisation}, for_user=for_user):
            if each.company is not None:
                found.setdefault(each.company.pk, Proposed(each.company, "name"))
    may = [
        each
        for each in found.values()
        if each.company.archived_at is None and can_edit_company(for_user, each.company)
    ]
    return Request(booking, tuple(may[:5]))


# Whoever has an address of these is of no company by it.
_FREE_MAIL = (
    "gmail.com outlook.com hotmail.com yahoo.com yahoo.fr gmx.de gmx.net web.de icloud.com proton.me protonmail.com "
    "pt.lu internet.lu orange.fr free.fr wanadoo.fr laposte.net t-online.de live.com msn.com"
)


def _domain(email: str) -> str:
    domain = email.rpartition("@")[2].lower()
    return "" if domain in _FREE_MAIL.split() else domain


def known_person(booking: Booking, host: User) -> tuple[Company, Person | None] | None:
    """Return the company of whoever booked, where it is sure and the host may plan with it.

    By the link of one company; else by the address of exactly one person on file.
    """
    people = people_at([booking.email])
    if booking.company is not None:
        company: Any = booking.company
        person = next((each for each in people if each.company_id == company.pk), None)
    else:
        if len({each.company_id for each in people}) != 1:
            return None
        person, company = people[0], people[0].company
    fits = company.archived_at is None and can_edit_company(host, company)
    return (company, person) if fits else None
