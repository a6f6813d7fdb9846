"""How does somebody register for an event, confirm, think again, or cancel; and how does the organiser enter somebody?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.companies.operations.kept_out import note_if_back
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.companies.queries import mailing
from grappe.apps.events.enums import Attendance, LetterKind, RegistrationState, Stage, Visibility
from grappe.apps.events.models import Event, Registration
from grappe.apps.events.operations import questions, seats, standing
from grappe.apps.events.permissions import check_can_check_in, check_can_manage_event
from grappe.apps.events.queries.seats import held_until, is_open, ways
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"name": 200, "organisation": 300, "function": 200}


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody fills in; `answers` are those to the organiser's questions, by the question's id."""

    name: str
    email: str = ""
    organisation: str = ""
    function: str = ""
    language: str = Language.FRENCH
    attendance: str = ""  # blank: as the event is; on site where it is both
    answers: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def register(*, event: Event, filled: Filled, recipient: Any = None, at: datetime) -> Registration:
    """Register somebody from outside; return their registration as it stands.

    A free seat is kept for HOLD until the address is confirmed by the link that is sent to it. Whoever comes by the
    personal link of a campaign (`recipient`, of one of the event's invitations) under the address it was sent to has
    confirmed already. Who is registered already is not entered twice: their link is sent again, and nothing is told to
    whoever typed the address. Raises BadInput when registration is closed, full, or something is missing.
    """
    event = seats.locked(event.pk)
    _check_open(event, recipient, at=at)
    values = _checked(event, filled)
    seats.moved_up(event, at=at)
    known = recipient is not None and _same(recipient.address.email, values["email"])
    found = _registered(event, values["email"])
    if found is not None and found.state in (RegistrationState.CONFIRMED, RegistrationState.WAITING):
        if not known:
            _send_again(found, at=at)
        return found
    registration = found or Registration(event=event, salt=secrets.token_urlsafe(24))
    stays = registration.pk is not None and registration.attendance == values["attendance"]
    lapsed = not stays or not _keeps_seat(registration, at)
    registration.event = event
    _fill(registration, values)
    registration.recipient = recipient if known else registration.recipient
    has_seat = not lapsed or seats.has_seat(event, values["attendance"], at=at)
    if not has_seat and not event.waiting_list:
        raise BadInput(_("All seats are taken, and there is no waiting list."))
    registration.state = RegistrationState.UNCONFIRMED
    if lapsed:
        registration.registered_at, registration.cancelled_at = at, None
        registration.queued_at = None if has_seat else at
    if known:
        _enter(registration, has_seat, at=at)
    else:
        seats.told(registration, LetterKind.CONFIRM, at=at)
        if has_seat:
            seats.look_again(event)
    return registration


@transaction.atomic
def confirm(*, registration: Registration, at: datetime) -> Registration:
    """Confirm the address by the link that was sent to it: a seat, or the end of the waiting list.

    Done twice, it changes nothing. Raises BadInput when the registration was cancelled or the event is over.
    """
    current = seats.locked_registration(registration)
    event = current.event
    if current.state in (RegistrationState.CONFIRMED, RegistrationState.WAITING):
        return current
    if current.state != RegistrationState.UNCONFIRMED:
        raise BadInput(_("This registration was cancelled. Please register again."))
    _check_stands(event, at=at)
    kept = _keeps_seat(current, at)
    seats.moved_up(event, at=at)
    has_seat = kept or seats.has_seat(event, current.attendance, at=at)
    if not has_seat and not event.waiting_list:
        raise BadInput(
            _("Your seat was kept for 24 hours; now all seats are taken, and there is no waiting list.")
        )
    _enter(current, has_seat, at=at)
    return current


@transaction.atomic
def cancel(*, registration: Registration, by: User | None = None, at: datetime) -> Registration:
    """Cancel a registration, by its owner (`by` None) or the organiser; whoever waits longest gets the seat.

    Done twice, it changes nothing. Raises BadInput once the event is over.
    """
    current = seats.locked_registration(registration)
    if by is not None:
        check_can_manage_event(by, current.event)
    if current.state == RegistrationState.CANCELLED:
        return current
    if at >= current.event.ends_at:
        raise BadInput(_("The event is over: nothing can be cancelled any more."))
    seats.step(current, RegistrationState.CANCELLED)
    current.cancelled_at = at
    with pghistory.context(user=by.pk if by is not None else None):
        seats.told(current, LetterKind.CANCELLED, at=at)
        standing.registration_gone(current, at=at)
    seats.moved_up(current.event, at=at)
    return current


@transaction.atomic
def change_answers(
    *, registration: Registration, filled: Filled, by: User | None = None, at: datetime
) -> Registration:
    """Change what somebody filled in; the address stays, as it is the one that was confirmed.

    Another way of being there needs a free seat of that kind; who waits goes to the end of its waiting list. Raises
    BadInput for what is missing, and once the event is over.
    """
    current = seats.locked_registration(registration)
    event = current.event
    if by is not None:
        check_can_manage_event(by, event)
    if current.state == RegistrationState.CANCELLED:
        raise BadInput(_("This registration was cancelled. Please register again."))
    _check_stands(event, at=at)
    values = _checked(event, filled, required=by is None, email=current.email)
    moves = values["attendance"] != current.attendance
    before = current.attendance
    holds = current.state == RegistrationState.CONFIRMED or _keeps_seat(current, at)
    if moves:
        seats.moved_up(event, at=at)
        if holds and not seats.has_seat(event, values["attendance"], at=at):
            raise BadInput(
                _("No seat is free there: you keep the one you have (%(which)s).")
                % {"which": str(Attendance(before).label)}
            )
    _fill(current, values)
    if moves and current.state == RegistrationState.WAITING:
        current.queued_at = seats.end_of_queue(event, at=at)
    with pghistory.context(user=by.pk if by is not None else None):
        if moves and current.state == RegistrationState.CONFIRMED:
            seats.told(current, LetterKind.SEAT, at=at)  # how to get there is another thing now
        else:
            current.save()
    if moves:
        seats.moved_up(event, at=at)
    return current


@transaction.atomic
def add_by_hand(
    *,
    event: Event,
    filled: Filled,
    company: Any = None,
    beyond: bool = False,
    walk_in: bool = False,
    by: User,
    at: datetime,
) -> Registration:
    """Enter somebody without the form: by the organiser, or (`walk_in`) by whoever stands at the door.

    Nothing is asked back: they get a seat, or wait when all are taken, unless `beyond` says that one more is meant. Who
    stands at the door has a seat whatever the capacity, also when they were on the waiting list; no letter is sent to
    them. An address may be missing. Raises PermissionDenied, BadInput.
    """
    event = seats.locked(event.pk)
    if walk_in:
        check_can_check_in(by)
    else:
        check_can_manage_event(by, event)
    _check_stands(event, at=at, late=walk_in)
    values = _checked(event, filled, required=False, email=None if filled.email else "")
    found = _registered(event, values["email"]) if values["email"] else None
    if found is not None and found.state not in (RegistrationState.CANCELLED, RegistrationState.UNCONFIRMED):
        if walk_in:
            return _let_in(found, event, by=by, at=at)
        raise BadInput(
            _("%(email)s is registered already: %(name)s.") % {"email": found.email, "name": found.name}
        )
    registration = found or Registration(event=event, salt=secrets.token_urlsafe(24))
    registration.event, registration.by_hand = event, True
    _fill(registration, values)
    _recognise(registration, company)
    registration.state = RegistrationState.UNCONFIRMED
    registration.registered_at, registration.cancelled_at, registration.queued_at = at, None, at
    seats.moved_up(event, at=at)
    with pghistory.context(user=by.pk):
        if walk_in:
            return _let_in(registration, event, by=by, at=at)
        has_seat = beyond or seats.has_seat(event, values["attendance"], at=at)
        if not has_seat and not event.waiting_list:
            raise BadInput(_("All seats are taken, and there is no waiting list."))
        (seats.seat if has_seat else seats.queue)(registration, at=at)
    note_if_back(
        name=registration.name, email=registration.email, company=registration.company, what="events.registration",
        record=str(registration.pk), by=by, at=at,
    )  # fmt: skip
    return registration


@transaction.atomic
def set_company(*, registration: Registration, company: Any, by: User, at: datetime) -> Registration:
    """Say for which company somebody comes, or that none is known (None); it is never guessed.

    Raises PermissionDenied, also for a company that `by` may not write in: the attendance lands on its timeline.
    """
    current = seats.locked_registration(registration)
    check_can_manage_event(by, current.event)
    if current.erased_at is not None:
        raise BadInput(_("The attendance list of this event was erased."))
    if company is not None:
        check_can_edit_company(by, company)
    current.company = company
    if current.person is not None and (company is None or current.person.company_id != company.pk):
        current.person = None
    with pghistory.context(user=by.pk):
        current.save()
    return current


def _enter(registration: Registration, has_seat: bool, *, at: datetime) -> None:
    """The address is confirmed: who it is may be recognised, and there is a seat or a place in the queue."""
    _recognise(registration, None)
    if has_seat:
        seats.seat(registration, at=at)
    else:
        seats.queue(registration, at=at)


def _let_in(registration: Registration, event: Event, *, by: User, at: datetime) -> Registration:
    registration.event = event
    if registration.state != RegistrationState.CONFIRMED:
        seats.step(registration, RegistrationState.CONFIRMED)
        registration.confirmed_at = at
    registration.save()
    standing.registration_back(registration, at=at)
    return registration


def _send_again(registration: Registration, *, at: datetime) -> None:
    seat = registration.state == RegistrationState.CONFIRMED
    seats.told(registration, LetterKind.SEAT if seat else LetterKind.WAITING, at=at)


def _keeps_seat(registration: Registration, at: datetime) -> bool:
    until = held_until(registration)
    return until is not None and at < until


def _registered(event: Event, email: str) -> Registration | None:
    """Return who is registered under an address; of those who cancelled, the latest."""
    found = Registration.objects.filter(event=event, email__iexact=email).select_for_update(of=("self",))
    rows = sorted(found, key=lambda row: (row.state != RegistrationState.CANCELLED, row.pk))
    return rows[-1] if rows else None


def _recognise(registration: Registration, company: Any) -> None:
    """Set the company: the one told, the invitation's, or the one at which the address is on file; else unknown."""
    recipient = registration.recipient
    if company is not None:
        registration.company, registration.person = company, None
    elif recipient is not None:
        registration.company, registration.person = recipient.company, recipient.person
    elif registration.email:
        people = mailing.people_at([registration.email])
        if len({person.company_id for person in people}) == 1:  # at two companies: only they know for which
            registration.company = people[0].company
            registration.person = people[0] if len(people) == 1 else None


def _fill(registration: Registration, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(registration, name, value)


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()


def _check_open(event: Event, recipient: Any, *, at: datetime) -> None:
    _check_stands(event, at=at)
    if not is_open(event, at=at):
        raise BadInput(_("Registration is closed."))
    invited = recipient is not None and event.invitations.filter(campaign_id=recipient.campaign_id).exists()
    if recipient is not None and not invited:
        raise BadInput(_("This invitation is for another event."))
    if event.visibility == Visibility.INVITED and not invited:
        raise BadInput(_("This event is for invited people only. Use the link in your invitation."))


def _check_stands(event: Event, *, at: datetime, late: bool = False) -> None:
    """Raise BadInput unless the event is to take place; at the door (`late`) also when it is just over."""
    if event.state == "cancelled":
        raise BadInput(_("The event is called off."))
    if event.erased_at is not None:
        raise BadInput(_("The attendance list of this event was erased."))
    if event.state != "published":
        raise BadInput(_("The event is not published yet."))
    if at >= event.ends_at and not late:
        raise BadInput(_("The event is over."))


def _checked(
    event: Event, filled: Filled, *, required: bool = True, email: str | None = None
) -> dict[str, Any]:
    """Return what was filled in as columns; `email` is set where it cannot be chosen. Raises BadInput."""
    values: dict[str, Any] = {key: " ".join(getattr(filled, key).split()) for key in LONGEST}
    if not values["name"]:
        raise BadInput(_("Please give your name."))
    if any(len(values[key]) > most for key, most in LONGEST.items()):
        raise BadInput(_("A name is at most 200 characters long, an organisation's at most 300."))
    values["email"] = _address(filled.email) if email is None else email
    if filled.language not in Language.values:
        raise BadInput(_("Choose a language."))
    values["language"] = filled.language
    attendance = filled.attendance or ways(event)[0]
    if attendance not in ways(event):
        raise BadInput(_("Say whether you come or take part online."))
    values["attendance"] = attendance
    asked = event.questions.filter(stage=Stage.REGISTRATION)
    values["answers"] = questions.checked(asked, filled.answers, required=required)
    return values


def _address(email: str) -> str:
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as fault:
        raise BadInput(_("“%(email)s” is no e-mail address.") % {"email": address[:80]}) from fault
    if len(address) > 254:
        raise BadInput(_("This e-mail address is too long."))
    return address
