"""How do check-ins that phones have gathered, some without a connection, become attendance that counts nobody twice?

A phone gives each check-in a key and sends it again until it is answered. What was taken once is answered as it was
taken. A person is in at most once at a time (the database holds it), whichever phones saw their badge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import RegistrationState
from grappe.apps.events.models import CheckIn, Event, Registration
from grappe.apps.events.operations import registrations, seats
from grappe.apps.events.permissions import check_can_check_in
from grappe.apps.events.queries.checkin import closed_because
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 2_000  # scans taken together
_SEAT = ("state", "confirmed_at", "queued_at", "cancelled_at")


@dataclass(frozen=True, slots=True)
class Scan:
    """One thing that happened at the door: somebody came in, that was undone, or somebody came who is on no list."""

    key: UUID
    kind: str  # "in", "out", "walk_in"
    at: datetime  # by the server's clock
    code: UUID | None = None
    admit: bool = False  # let in although without a seat
    filled: registrations.Filled | None = None  # of somebody who is on no list
    fault: str = ""  # why it cannot be read


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a scan. `outcome`: in, already, undone, not_in, unknown, elsewhere, waiting, unconfirmed,
    cancelled, early, closed, invalid."""

    key: UUID
    outcome: str
    code: UUID | None = None
    name: str = ""
    organisation: str = ""
    at: datetime | None = None  # since when they are in
    by: str = ""
    message: str = ""


@transaction.atomic
def take(
    *, event: Event, scans: Sequence[Scan], device: str = "", by: User, at: datetime
) -> tuple[Taken, ...]:
    """Take what a phone has gathered, in its order; answer each scan.

    A scan that cannot be taken says why and hinders no other. The number of queries does not depend on how many
    people were scanned (walk-ins excepted). Raises PermissionDenied; BadInput for more than MOST scans.
    """
    check_can_check_in(by)
    if len(scans) > MOST:
        raise BadInput(_("At most %(most)s check-ins can be sent at once.") % {"most": MOST})
    door = _Door(seats.locked(event.pk), scans, device=device[:80], by=by, at=at)
    found = tuple(door.take(scan) for scan in scans)
    with pghistory.context(user=by.pk):
        door.save()
    return found


class _Door:
    """What is known of the people scanned, under the event's lock; changes are written together at the end."""

    def __init__(self, event: Event, scans: Sequence[Scan], *, device: str, by: User, at: datetime) -> None:
        self.event, self.device, self.by, self.at = event, device, by, at
        codes = {scan.code for scan in scans if scan.code is not None}
        self.people = {
            each.code: each for each in Registration.objects.filter(code__in=codes, erased_at=None)
        }
        known = CheckIn.objects.filter(key__in={scan.key for scan in scans})
        self.known = {each.key: each for each in known.select_related("registration", "by_user")}
        active = CheckIn.objects.filter(registration__code__in=codes, undone_at=None).select_related(
            "by_user"
        )
        self.inside = {each.registration_id: each for each in active}
        self.new: list[CheckIn] = []
        self.changed: dict[int, CheckIn] = {}
        self.touched: dict[int, Registration] = {}

    def take(self, scan: Scan) -> Taken:
        if scan.key in self.known:
            return self._again(scan, self.known[scan.key])
        if scan.fault:
            return Taken(scan.key, "invalid", message=scan.fault)
        closed = closed_because(self.event, at=scan.at)
        if closed:
            return Taken(scan.key, "early" if closed == "early" else "closed", scan.code)
        if scan.kind == "walk_in":
            return self._walk_in(scan)
        person = self.people.get(scan.code) if scan.code is not None else None
        if person is None:
            return Taken(scan.key, "unknown", scan.code)
        if person.event_id != self.event.pk:
            return Taken(scan.key, "elsewhere", scan.code)
        return self._undo(scan, person) if scan.kind == "out" else self._enter(scan, person)

    def _again(self, scan: Scan, known: CheckIn) -> Taken:
        """Answer a scan as it was answered before, for a phone that did not hear it."""
        person = self.people.get(known.registration.code, known.registration)
        if person.event_id != self.event.pk or person.erased_at is not None:
            return Taken(scan.key, "unknown", scan.code)
        return self._told(scan, person, "undone" if known.undone_at else "in", known)

    def _enter(self, scan: Scan, person: Registration) -> Taken:
        inside = self.inside.get(person.pk)
        if inside is not None:
            if scan.at < inside.at:  # this phone saw them first and was heard later
                inside.at = person.checked_in_at = scan.at
                self._touch(person, inside)
            return self._told(scan, person, "already", inside)
        if person.state != RegistrationState.CONFIRMED:
            if not scan.admit:
                return self._told(scan, person, person.state, None)
            person = self._admitted(scan, person)
            if person.pk in self.inside:
                return self._told(scan, person, "already", self.inside[person.pk])
        made = CheckIn(
            key=scan.key, registration=person, at=scan.at, received_at=self.at, device=self.device,
            by_user=self.by,
        )  # fmt: skip
        person.checked_in_at = scan.at
        self.new.append(made)
        self.known[scan.key] = self.inside[person.pk] = made
        self.touched[person.pk] = person
        return self._told(scan, person, "in", made)

    def _undo(self, scan: Scan, person: Registration) -> Taken:
        inside = self.inside.get(person.pk)
        if inside is None or inside.at > scan.at:  # they came in again since: that stands
            return self._told(scan, person, "not_in", None)
        inside.undone_at, person.checked_in_at = scan.at, None
        del self.inside[person.pk]
        self._touch(person, inside)
        return self._told(scan, person, "undone", inside)

    def _walk_in(self, scan: Scan) -> Taken:
        assert scan.filled is not None
        try:
            with transaction.atomic():
                person = registrations.add_by_hand(
                    event=self.event, filled=scan.filled, walk_in=True, by=self.by, at=scan.at
                )
        except BadInput as fault:
            return Taken(scan.key, "invalid", name=scan.filled.name, message=str(fault))
        person.queued_at = None  # they wait no longer
        return self._enter(scan, self._known_as(person))

    def _admitted(self, scan: Scan, person: Registration) -> Registration:
        """Give a seat to somebody who stands at the door, also beyond the capacity.

        Who cancelled and registered anew under the same address is that newer registration.
        """
        newer = Registration.objects.filter(event=self.event, email__iexact=person.email).exclude(
            state=RegistrationState.CANCELLED
        )
        if person.email and person.state == RegistrationState.CANCELLED and (found := newer.first()):
            person = self._known_as(found)
        if person.state != RegistrationState.CONFIRMED:
            seats.step(person, RegistrationState.CONFIRMED)
            person.confirmed_at, person.queued_at, person.cancelled_at = scan.at, None, None
        return person

    def _known_as(self, person: Registration) -> Registration:
        """Return the one object for a row, so that no older copy is written over it."""
        known = self.people.setdefault(person.code, person)
        if known is person:  # nobody scanned their badge: whether they are in is not known yet
            active = CheckIn.objects.filter(registration=person, undone_at=None).select_related("by_user")
            self.inside |= {each.registration_id: each for each in active}
        for name in _SEAT:
            setattr(known, name, getattr(person, name))
        return known

    def _touch(self, person: Registration, check_in: CheckIn) -> None:
        self.touched[person.pk] = person
        if check_in.pk is not None:
            self.changed[check_in.pk] = check_in

    def _told(self, scan: Scan, person: Registration, outcome: str, check_in: CheckIn | None) -> Taken:
        return Taken(
            key=scan.key,
            outcome=outcome,
            code=person.code,
            name=person.name,
            organisation=person.organisation,
            at=check_in.at if check_in is not None and check_in.undone_at is None else None,
            by=check_in.by_user.name if check_in is not None and check_in.by_user is not None else "",
        )

    def save(self) -> None:
        # Those that are undone first: one person may be in, out and in again within one sending.
        CheckIn.objects.bulk_update(self.changed.values(), ["at", "undone_at"])
        CheckIn.objects.bulk_create(self.new)
        Registration.objects.bulk_update(self.touched.values(), ["checked_in_at", *_SEAT])
