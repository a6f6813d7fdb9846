"""When and at which table does a participant meet whom? Their own part of the published timetable, with what changed.

Only the timetable that is published and current is shown. After a repair each meeting says whether it is new, was moved
(and from where), or does not take place; what found no place is named with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from grappe.apps.events.enums import RegistrationState, RequestState
from grappe.apps.events.models import (
    MeetingOutcome,
    Participant,
    Request,
    Slot,
    Table,
    Timetable,
    TimetableMeeting,
)
from grappe.engines.kernel import Text

# Between two slots so long apart lies a break of the programme; less is the way to the next table.
BREAK, NIGHT = timedelta(minutes=11), timedelta(hours=5)


@dataclass(frozen=True, slots=True)
class Place:
    """A time and a table."""

    slot: Slot
    table: Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the day. `kind`: "meeting", "off" (does not take place any more), "free" or "break".

    `change`: "new", "moved" or "" since the timetable published before; `before` is where a moved meeting was.
    `outcome`: what the participant reported, None where they have not.
    """

    kind: str
    starts_at: datetime
    ends_at: datetime
    request: Request | None = None
    partner: Participant | None = None
    table: Table | None = None
    change: str = ""
    before: Place | None = None
    outcome: MeetingOutcome | None = None

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    def has_begun(self, at: datetime) -> bool:
        return self.starts_at <= at


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An agreed meeting that found no place, why, and how to reach the other, who agreed as well."""

    request: Request
    partner: Participant
    reason: Text
    dropped: bool  # it had a place in the timetable before


@dataclass(frozen=True, slots=True)
class Agenda:
    """A participant's timetable; `timetable` None: none is published yet."""

    participant: Participant
    timetable: Timetable | None
    lines: tuple[Line, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def meetings(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == "meeting")

    @property
    def changed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.change or line.kind == "off")

    @property
    def breaks(self) -> int:
        """How many slots they wait between their first and last meeting."""
        return sum(line.kind == "free" for line in self.lines)

    def next(self, at: datetime) -> Line | None:
        """Return the meeting that is on or comes next."""
        return next((line for line in self.meetings if not line.is_over(at)), None)

    def to_report(self, at: datetime) -> tuple[Line, ...]:
        """Return the meetings that have begun and of which no outcome is reported yet."""
        return tuple(line for line in self.meetings if line.has_begun(at) and line.outcome is None)


def agenda_of(participant: Participant) -> Agenda:
    """Return a participant's own timetable, line by line. At most five queries."""
    current = Timetable.objects.filter(plan=participant.plan_id, current=True).first()
    if current is None:
        return Agenda(participant, None)
    rows = list(_rows(current, participant))
    before = _before(current, participant)
    outcomes = {each.request_id: each for each in MeetingOutcome.objects.filter(participant=participant)}
    placed = [_line(participant, row, before, outcomes) for row in rows if row.slot_id is not None]
    slots = list(participant.plan.slots.order_by("starts_at", "id"))
    unplaced = [
        _unplaced(participant, row, before)
        for row in rows
        if row.slot_id is None and row.request.state == RequestState.ACCEPTED
    ]
    gone = _gone(participant, rows, before)
    return Agenda(participant, current, tuple(_day([*placed, *gone], slots)), tuple(unplaced))


def _rows(timetable: Timetable, participant: Participant) -> QuerySet[TimetableMeeting]:
    mine = Q(request__asker=participant) | Q(request__asked=participant)
    return TimetableMeeting.objects.filter(mine, timetable=timetable).select_related(
        "timetable", "slot", "table", "request__asker__registration", "request__asked__registration"
    )


def _before(current: Timetable, participant: Participant) -> dict[int, TimetableMeeting]:
    """Return by request where the meetings were in the published timetable that the current one repairs."""
    if current.repairs_id is None:
        return {}
    before = Timetable.objects.filter(pk=current.repairs_id, published_at__isnull=False).first()
    if before is None:
        return {}
    return {row.request_id: row for row in _rows(before, participant) if row.slot_id is not None}


def partner_in(request: Request, participant: Participant) -> Participant:
    """Return the other one of a meeting."""
    return request.asked if request.asker_id == participant.pk else request.asker


def _line(
    participant: Participant,
    row: TimetableMeeting,
    before: Mapping[int, TimetableMeeting],
    outcomes: Mapping[int, MeetingOutcome],
) -> Line:
    assert row.slot is not None
    partner = partner_in(row.request, participant)
    stays_away = partner.withdrawn_at is not None or partner.registration.state == RegistrationState.CANCELLED
    off = row.request.state != RequestState.ACCEPTED or stays_away
    change, place = ("", None) if off else _change(row, before)
    return Line(
        "off" if off else "meeting", row.slot.starts_at, row.slot.ends_at, row.request, partner, row.table,
        change, place, outcomes.get(row.request_id),
    )  # fmt: skip


def _change(row: TimetableMeeting, before: Mapping[int, TimetableMeeting]) -> tuple[str, Place | None]:
    if row.timetable.repairs_id is None:
        return "", None
    was = before.get(row.request_id)
    if was is None:
        return "new", None
    if (was.slot_id, was.table_id) == (row.slot_id, row.table_id):
        return "", None
    assert was.slot is not None and was.table is not None
    return "moved", Place(was.slot, was.table)


def _gone(
    participant: Participant, rows: list[TimetableMeeting], before: Mapping[int, TimetableMeeting]
) -> list[Line]:
    """Return the meetings of the timetable before that the current one has not even as unplaced: called off."""
    there = {row.request_id for row in rows}
    return [
        Line(
            "off", was.slot.starts_at, was.slot.ends_at, was.request, partner_in(was.request, participant),
            was.table,
        )
        for request_id, was in before.items()
        if request_id not in there and was.slot is not None
    ]  # fmt: skip


def _unplaced(
    participant: Participant, row: TimetableMeeting, before: Mapping[int, TimetableMeeting]
) -> Unplaced:
    partner = partner_in(row.request, participant)
    return Unplaced(row.request, partner, Text.of(row.reason), row.request_id in before)


def _day(lines: list[Line], slots: list[Slot]) -> list[Line]:
    """Return the lines of the day in order, with what lies between the first and the last meeting."""
    met = [line for line in lines if line.kind == "meeting"]
    if not met:
        return sorted(lines, key=lambda line: line.starts_at)
    first, last = min(line.starts_at for line in met), max(line.starts_at for line in met)
    taken = {line.starts_at for line in met}
    between = [slot for slot in slots if first <= slot.starts_at <= last]
    found = list(lines)
    found += [Line("free", slot.starts_at, slot.ends_at) for slot in between if slot.starts_at not in taken]
    for one, then in zip(between, between[1:], strict=False):
        if BREAK <= then.starts_at - one.ends_at < NIGHT:
            found.append(Line("break", one.ends_at, then.starts_at))
    # What does not take place stands before what fills its time.
    order = {"off": 0, "meeting": 1, "free": 1, "break": 2}
    return sorted(found, key=lambda line: (line.starts_at, order[line.kind]))


def published_places(participant: Participant) -> list[TimetableMeeting]:
    """Return where a participant's meetings stood in every timetable published so far, the oldest first."""
    mine = Q(request__asker=participant) | Q(request__asked=participant)
    found = TimetableMeeting.objects.filter(
        mine, timetable__plan=participant.plan_id, timetable__published_at__isnull=False, slot__isnull=False
    )
    return list(
        found.select_related(
            "timetable", "slot", "table", "request__asker__registration", "request__asked__registration"
        ).order_by("timetable__number", "slot__starts_at", "pk")
    )
