"""How does somebody outside take a time, move it, call it off, and what becomes of it here?

Nobody inside does these; what is made here of it (a contact, a person) is made in the name of who receives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.calendars.enums import BookingLetterKind, BookingState
from grappe.apps.calendars.models import Booking, BookingType
from grappe.apps.calendars.operations.booking_letters import tell_host, write
from grappe.apps.calendars.operations.booking_types import link_for
from grappe.apps.calendars.permissions import check_can_see_request
from grappe.apps.calendars.queries.booking import Opened, known_person
from grappe.apps.calendars.queries.offers import Window, offers, zones
from grappe.apps.companies import operations as companies
from grappe.apps.companies import queries as company_queries
from grappe.apps.companies.enums import ContactState
from grappe.apps.companies.permissions import can_edit_company, can_edit_contact
from grappe.apps.events.operations.public import count_form
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Contact, Person

KEPT = timedelta(days=183)  # who booked, after the appointment
MOST_MOVES = 20
LONGEST = {"name": 200, "email": 254, "organisation": 200, "words": 2_000}


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books, as they say."""

    name: str
    email: str
    organisation: str
    words: str
    language: str
    zone: str


def count_booking(*, kind: BookingType, email: str, network: str, at: datetime) -> None:
    """Count one sending of the public form; raise BadInput when there were too many."""
    told = _(
        "Too many requests came from here in a short time. Please try again in an hour, or write to %(email)s."
    ) % {"email": kind.owner.email}
    count_form(about=f"booking {kind.pk}", email=email, network=network, told=told, at=at)


@transaction.atomic
def book(*, opened: Opened, starts_at: datetime, who: Booker, at: datetime) -> Booking:
    """Take a time; of several hosts who are free, who has the fewest bookings ahead receives. Raises BadInput.

    It becomes a contact where the company is sure, else it waits as a request. The database keeps two from one time.
    """
    if who.language not in Language.values or who.zone not in zones():
        raise BadInput(_("Choose a time zone and a language from the lists."))
    kind = opened.type
    booking = Booking(
        type=kind, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=kind.minutes), uid=uuid4(),
        name=_clean(who.name, "name"), email=who.email.strip()[:254], organisation=_clean(who.organisation, "organisation"),
        words=who.words.replace("\x00", "").strip()[: LONGEST["words"]], language=who.language, zone=who.zone,
        company=opened.company, booked_at=at,
    )  # fmt: skip
    booking.link = link_for(kind.link, booking.uid.hex)
    if not booking.name:
        raise BadInput(_("Say who you are."))
    # Who sends a type's form waits for who sent it just before: then its number of bookings a day is true.
    BookingType.objects.select_for_update(of=("self",)).get(pk=kind.pk)
    free = _free_then(opened, starts_at, at)
    if not any(_held(booking, host) for host in _fewest_first(kind, free)):
        raise BadInput(_("This time has just been taken. Please choose another one."))
    found = known_person(booking, booking.host)
    if found is not None:
        _plan(booking, *found, by=booking.host, at=at)
    write(booking, BookingLetterKind.CONFIRMED, at=at)
    tell_host(booking, "booked")
    return booking


def _clean(text: str, name: str) -> str:
    return " ".join(text.replace("\x00", "").split())[: LONGEST[name]]


def _free_then(
    opened: Opened, starts_at: datetime, at: datetime, without: Booking | None = None
) -> list[User]:
    """Return which hosts are free at a time that is offered."""
    window = Window(starts_at, starts_at + timedelta(seconds=1))
    found = offers(opened.type, at=at, hosts=opened.hosts, without=without, window=window)
    keys = {key for each in found if each.span.start == starts_at for key in each.hosts}
    return [each for each in opened.hosts if each.pk in keys]


def _fewest_first(kind: BookingType, hosts: list[User]) -> list[User]:
    ahead = Booking.objects.filter(host__in=hosts, type=kind, state=BookingState.BOOKED).order_by()
    counts = dict(ahead.values_list("host").annotate(number=Count("pk")))
    return sorted(hosts, key=lambda each: (counts.get(each.pk, 0), each.pk))


def _held(booking: Booking, host: User) -> bool:
    """Whether a time could be taken of a host: the database says no where another booking has it."""
    booking.host = host
    booking.during = DateTimeTZRange(
        booking.starts_at, booking.ends_at + timedelta(minutes=booking.type.buffer)
    )
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError:
        return False
    return True


def _plan(booking: Booking, company: Company, person: Person | None, *, by: User, at: datetime) -> None:
    """Make a planned contact of a booking, which both know by the same UID; nobody gets a second letter."""
    if person is None:
        values = {"name": booking.name, "email": booking.email, "language": booking.language}
        why = _("They booked an appointment themselves.")  # for the audit, should they have been erased
        person = companies.save_person(company=company, values=values, why_back=why, by=by, at=at)
    kind = booking.type
    title = Text.of(kind.names).in_language(booking.host.language)
    booking.company = company
    booking.contact = companies.plan_contact(
        company=company, kind=kind.kind, subject=title[:200], starts_at=booking.starts_at, minutes=kind.minutes,
        link=booking.link, place=kind.place, people=[person], team=[booking.host], invite=False, uid=booking.uid,
        by=by, at=at,
    )  # fmt: skip
    booking.save(update_fields=["company", "contact"])


def _locked(booking: Booking) -> Booking:
    found = Booking.objects.select_for_update(of=("self",)).select_related("type__owner", "host", "contact")
    return found.get(pk=booking.pk)


def _check_ahead(booking: Booking, at: datetime) -> None:
    if booking.state == BookingState.CANCELLED:
        raise BadInput(_("This appointment was called off."))
    if booking.starts_at <= at:
        raise BadInput(_("This appointment has begun or is over."))


@transaction.atomic
def move(*, booking: Booking, starts_at: datetime, at: datetime) -> Booking:
    """Move a booking to another free time of the same host, by who booked. Raises BadInput."""
    booking = _locked(booking)
    _check_ahead(booking, at)
    if booking.sequence >= MOST_MOVES:
        raise BadInput(_("This appointment was moved very often. Please write to whoever receives you."))
    opened = Opened(booking.type, None, (booking.host,))
    if not _free_then(opened, starts_at, at, booking):
        raise BadInput(_("This time has just been taken. Please choose another one."))
    booking.starts_at, booking.ends_at = starts_at, starts_at + timedelta(minutes=booking.type.minutes)
    booking.sequence += 1
    if not _held(booking, booking.host):
        raise BadInput(_("This time has just been taken. Please choose another one."))
    contact = _own_contact(booking)
    if contact is not None:
        moved = companies.change_contact(
            contact=contact, kind=contact.kind, subject=contact.subject, starts_at=starts_at, minutes=booking.type.minutes,
            link=contact.link, place=contact.place, people=contact.people.all(), team=contact.team.all(), invite=False,
            by=booking.host, at=at,
        )  # fmt: skip
        Booking.objects.filter(pk=booking.pk).update(sequence=moved.sequence)
        booking.sequence = moved.sequence
    write(booking, BookingLetterKind.MOVED, at=at)
    tell_host(booking, "moved")
    return booking


@transaction.atomic
def cancel(*, booking: Booking, at: datetime) -> Booking:
    """Call a booking off, by who booked. Raises BadInput."""
    booking = _locked(booking)
    _check_ahead(booking, at)
    booking.state, booking.during, booking.sequence = BookingState.CANCELLED, None, booking.sequence + 1
    booking.save(update_fields=["state", "during", "sequence"])
    contact = _own_contact(booking)
    if contact is not None:
        companies.cancel_contact(contact=contact, invite=False, by=booking.host, at=at)
    write(booking, BookingLetterKind.CANCELLED, at=at)
    tell_host(booking, "cancelled")
    return booking


def _own_contact(booking: Booking) -> Contact | None:
    """Return the contact of a booking where its host may still change it, and it is planned."""
    contact = booking.contact
    if (
        contact is None
        or contact.state != ContactState.PLANNED
        or not can_edit_contact(booking.host, contact)
    ):
        return None
    return contact


@transaction.atomic
def booking_follows(*, contact: int, users: list[int], at: datetime) -> None:
    """A contact changed: the booking that it came from is then, too, or called off. Its letters tell who booked.

    What a host plans over another booking hinders nobody: the time is then held by the contact alone.
    """
    booking = Booking.objects.select_related("contact", "type").filter(contact=contact).first()
    if booking is None or booking.contact is None or booking.state == BookingState.CANCELLED:
        return
    found = booking.contact
    booking.sequence = max(booking.sequence, found.sequence)
    if found.state == ContactState.CANCELLED:
        booking.state, booking.during = BookingState.CANCELLED, None
        booking.save(update_fields=["state", "during", "sequence"])
        return
    ends_at = company_queries.ends_at(found)
    if (booking.starts_at, booking.ends_at) == (found.starts_at, ends_at):
        booking.save(update_fields=["sequence"])
        return
    booking.starts_at, booking.ends_at = found.starts_at, ends_at
    if not _held(booking, booking.host):
        booking.during = None
        booking.save()


@transaction.atomic
def place_request(*, booking: Booking, company: Company, by: User, at: datetime) -> Contact:
    """Say of which company a booking is: it becomes a planned contact. Raises BadInput, PermissionDenied."""
    booking = _locked(booking)
    check_can_see_request(by, booking)
    if booking.contact_id is not None or booking.closed_at is not None:
        raise BadInput(_("This was seen to meanwhile."))
    if booking.state == BookingState.CANCELLED:
        raise BadInput(_("This appointment was called off."))
    if not can_edit_company(by, company):
        raise PermissionDenied(_("You may only change companies of your own clusters and teams."))
    person = next(
        (
            each
            for each in company_queries.possible_people(company.pk)
            if each.email.lower() == booking.email.lower() and each.left_on is None
        ),
        None,
    )
    _plan(booking, company, person, by=by, at=at)
    contact: Contact = booking.contact  # type: ignore[assignment]  # planned just now
    return contact


@transaction.atomic
def close_request(*, booking: Booking, by: User, at: datetime) -> None:
    """Set a request aside: no contact comes of it; the time stays taken unless it is called off. Raises PermissionDenied."""
    booking = _locked(booking)
    check_can_see_request(by, booking)
    Booking.objects.filter(pk=booking.pk, closed_at=None).update(closed_at=at, closed_by=by)


@transaction.atomic
def call_off_request(*, booking: Booking, by: User, at: datetime) -> None:
    """Call a booking off of which the company is not known; whoever booked is told. Raises BadInput, PermissionDenied."""
    booking = _locked(booking)
    check_can_see_request(by, booking)
    if booking.contact_id is not None or booking.closed_at is not None:
        raise BadInput(_("This was seen to meanwhile."))
    _check_ahead(booking, at)
    booking.state, booking.during, booking.sequence = BookingState.CANCELLED, None, booking.sequence + 1
    booking.closed_at, booking.closed_by = at, by
    booking.save(update_fields=["state", "during", "sequence", "closed_at", "closed_by"])
    write(booking, BookingLetterKind.CANCELLED, at=at)
    if by != booking.host:
        tell_host(booking, "called_off", by=by)


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase who booked half a year after the appointment; the contact stays. Return how many."""
    waits = Q(contact=None, closed_at=None, state=BookingState.BOOKED)
    past = Booking.objects.filter(ends_at__lt=at - KEPT).exclude(waits)
    count = past.count()
    past.delete()
    return count
