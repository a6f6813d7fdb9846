"""Who meets whom, when and at which table: the grid by tables, and by people?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from grappe.apps.events.models import Participant, Request, Slot, Table, Timetable, TimetableMeeting
from grappe.apps.events.queries.hours import local

_PERSON = re.compile("⟦(\\d+)⟧")


@dataclass(frozen=True)
class Cell:
    """One meeting in the grid; `other` is the partner, where it is seen from one person's side."""

    meeting: TimetableMeeting
    a: str
    b: str
    other: str = ""
    mark: bool = False  # of the person whom the page is narrowed to


@dataclass(frozen=True)
class Row:
    """A slot with its cells, one a table (or None); `gap`: minutes since the slot before, `new_session`."""

    slot: Slot
    cells: tuple[Cell | None, ...]
    gap: int
    new_session: bool
    taken: int


@dataclass(frozen=True)
class PersonRow:
    """A person with a cell for each slot; `waits`: in which slots they wait between two meetings."""

    participant: Participant
    name: str
    organisation: str
    cells: tuple[Cell | None, ...]
    waits: tuple[bool, ...]
    meetings: int
    breaks: int


@dataclass(frozen=True)
class Unplaced:
    """A meeting without a place, and why, in each language."""

    request: Request
    reason: dict[str, str]


@dataclass(frozen=True)
class Grid:
    """A whole timetable as it is looked at."""

    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    rows: tuple[Row, ...]
    people: tuple[PersonRow, ...]
    unplaced: tuple[Unplaced, ...]
    placed: int

    @property
    def several_days(self) -> bool:
        """Whether a time alone does not say when: the slots lie on more than one day."""
        return len({local(slot.starts_at).date() for slot in self.slots}) > 1

    @property
    def all(self) -> int:
        return self.placed + len(self.unplaced)

    def of(self, person: int) -> PersonRow | None:
        return next((row for row in self.people if row.participant.pk == person), None)


def grid_of(timetable: Timetable, *, person: int | None = None) -> Grid:
    """Return a timetable as a grid by slots and tables, and by people; four queries, however large.

    `person`: whose meetings are marked.
    """
    slots = tuple(Slot.objects.filter(plan=timetable.plan_id).order_by("starts_at", "id"))
    tables = tuple(Table.objects.filter(plan=timetable.plan_id).order_by("number"))
    meetings = list(
        timetable.meetings.select_related("request__asker__registration", "request__asked__registration")
        .order_by("id")
    )  # fmt: skip
    placed = [each for each in meetings if each.slot_id is not None]
    at = {(each.slot_id, each.table_id): each for each in placed}
    people = {side.pk: side for each in meetings for side in (each.request.asker, each.request.asked)}
    names = {pk: side.registration.name for pk, side in people.items()}
    return Grid(
        slots=slots, tables=tables, rows=_rows(slots, tables, at, person), people=_people(slots, people, placed),
        unplaced=tuple(
            Unplaced(each.request, named(each.reason, names)) for each in meetings if each.slot_id is None
        ),
        placed=len(placed),
    )  # fmt: skip


def named(reason: dict[str, str], names: dict[int, str]) -> dict[str, str]:
    """Return a stored reason with the people whose ids stand in it called by name."""
    return {
        language: _PERSON.sub(lambda found: names.get(int(found[1]), "–"), text)
        for language, text in reason.items()
    }


def _cell(meeting: TimetableMeeting, person: int | None, seen_by: int | None = None) -> Cell:
    request = meeting.request
    a, b = request.asker.registration, request.asked.registration
    other = b if seen_by == request.asker_id else a
    return Cell(
        meeting=meeting, a=_said(a), b=_said(b), other=_said(other) if seen_by else "",
        mark=person is not None and person in (request.asker_id, request.asked_id),
    )  # fmt: skip


def _said(registration: Any) -> str:
    return registration.organisation or registration.name


def _rows(
    slots: tuple[Slot, ...],
    tables: tuple[Table, ...],
    at: dict[tuple[int | None, int | None], TimetableMeeting],
    person: int | None,
) -> tuple[Row, ...]:
    rows = []
    before: Slot | None = None
    for slot in slots:
        cells = tuple(
            _cell(at[slot.pk, table.pk], person) if (slot.pk, table.pk) in at else None for table in tables
        )
        gap = int((slot.starts_at - before.ends_at).total_seconds() // 60) if before else 0
        rows.append(
            Row(
                slot=slot, cells=cells, gap=gap, new_session=before is not None and before.session != slot.session,
                taken=sum(cell is not None for cell in cells),
            )
        )  # fmt: skip
        before = slot
    return tuple(rows)


def _people(
    slots: tuple[Slot, ...], people: dict[int, Participant], placed: list[TimetableMeeting]
) -> tuple[PersonRow, ...]:
    mine: dict[int, dict[int, TimetableMeeting]] = {pk: {} for pk in people}
    for meeting in placed:
        assert meeting.slot_id is not None
        for side in (meeting.request.asker_id, meeting.request.asked_id):
            mine[side][meeting.slot_id] = meeting
    rows = []
    for pk, participant in people.items():
        cells = tuple(
            _cell(mine[pk][slot.pk], None, seen_by=pk) if slot.pk in mine[pk] else None for slot in slots
        )
        waits = waiting([cell is not None for cell in cells])
        registration = participant.registration
        rows.append(
            PersonRow(
                participant, registration.name, registration.organisation, cells, tuple(waits), len(mine[pk]),
                sum(w and not before for w, before in zip(waits, [False, *waits], strict=False)),
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.organisation.casefold(), row.name.casefold())))


def waiting(busy: list[bool]) -> list[bool]:
    """Return in which slots somebody waits: idle ones between their first meeting and their last."""
    if True not in busy:
        return [False] * len(busy)
    first, last = busy.index(True), len(busy) - 1 - busy[::-1].index(True)
    return [first < place < last and not each for place, each in enumerate(busy)]
