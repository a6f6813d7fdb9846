"""What does the timetable engine have to solve for an event, and which rows do its numbers stand for?

The engine counts people, slots, tables and meetings from 0. Tables are numbered so that a lost one comes after those
that stay: once lost, a table stays lost, so those to be had in a slot are always the first ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from grappe.apps.events.models import MeetingPlan, Request, Slot, Table, Timetable
from grappe.apps.events.queries.plan_checks import Facts, facts_of
from grappe.apps.events.queries.priorities import priority_of
from grappe.engines.timetable.problem import Meeting, Problem
from grappe.engines.timetable.schedule import Placement


@dataclass(frozen=True)
class Maps:
    """The rows that the engine's numbers stand for: ids of participants, requests, slots and tables, in its order."""

    people: tuple[int, ...]
    requests: tuple[int, ...]
    slots: tuple[int, ...]
    tables: tuple[int, ...]


@dataclass(frozen=True)
class Change:
    """What would change from a moment on, without anything being written yet.

    `withdrawn`: ids of participants who leave or do not come. `lost`: ids of tables lost. `unavailable`: participant
    and slot ids. `at`: from when; what began before it stays as it was.
    """

    at: datetime
    withdrawn: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    unavailable: tuple[tuple[int, int], ...] = ()
    requests: tuple[int, ...] = ()  # added for it; they are on file already

    def document(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Change:
        return cls(
            at=datetime.fromisoformat(document["at"]), withdrawn=tuple(document["withdrawn"]),
            lost=tuple(document["lost"]), unavailable=tuple((a, b) for a, b in document["unavailable"]),
            requests=tuple(document.get("requests", ())),
        )  # fmt: skip


@dataclass
class _Draft:
    """A problem on its way: what the facts say, then what a late change makes of it."""

    facts: Facts
    requests: list[Request]
    lost_from: dict[int, datetime]
    unavailable: set[tuple[int, int]]
    settled: dict[int, tuple[int, int]] = field(default_factory=dict)  # request -> slot, table, in the past
    past: set[int] = field(default_factory=set)
    late: bool = False  # a late change: what must be placed is wanted most, since it may be too late for it


def problem_of(
    plan: MeetingPlan, change: Change | None = None, before: Timetable | None = None
) -> tuple[Problem, Maps]:
    """Return the engine's problem of a plan with its maps: all accepted meetings of people who come.

    With a late `change` and the timetable `before` it: what began before the change is fixed as it was, the rest is
    what can still be placed. Only people who have a meeting are in it. About ten queries, however many people.
    """
    draft = _draft(plan, change, before)
    facts = draft.facts
    tables = sorted(
        facts.tables, key=lambda table: (table.pk in draft.lost_from, _later(table, draft), table.number)
    )
    people = sorted({pk for each in draft.requests for pk in (each.asker_id, each.asked_id)})
    maps = Maps(
        people=tuple(people), requests=tuple(each.pk for each in draft.requests),
        slots=tuple(slot.pk for slot in facts.slots), tables=tuple(table.pk for table in tables),
    )  # fmt: skip
    names = {
        side.pk: side.registration.name or str(side.pk)
        for each in draft.requests
        for side in (each.asker, each.asked)
    }
    problem = Problem(
        people=tuple(names[pk] for pk in people),
        meetings=tuple(_meetings(draft, maps)),
        ids=tuple(str(pk) for pk in maps.requests),
        slots=len(facts.slots),
        morning=sum(slot.session == 1 for slot in facts.slots),
        tables=tuple(_room(draft, slot) for slot in facts.slots),
        forbidden=tuple(_forbidden(draft, maps)),
    )
    return problem, maps


def _usable(draft: _Draft, table: int, slot: Slot) -> bool:
    return table not in draft.lost_from or slot.ends_at <= draft.lost_from[table]


def _room(draft: _Draft, slot: Slot) -> int:
    """How many tables there are in a slot; of what is past, all: nothing new comes to it, and what was stays."""
    if slot.pk in draft.past:
        return len(draft.facts.tables)
    return sum(_usable(draft, table.pk, slot) for table in draft.facts.tables)


def _draft(plan: MeetingPlan, change: Change | None, before: Timetable | None) -> _Draft:
    facts = facts_of(plan)
    lost = {table.pk: table.lost_from for table in facts.tables if table.lost_from is not None}
    draft = _Draft(facts, list(facts.accepted), lost, set(facts.unavailable))
    if change is None or before is None:
        return draft
    draft.late = True
    draft.past = {slot.pk for slot in facts.slots if slot.starts_at <= change.at}
    stood = before.meetings.filter(slot__in=draft.past).select_related(
        "request__asker__registration", "request__asked__registration"
    )
    for meeting in stood:
        assert meeting.slot_id is not None and meeting.table_id is not None
        draft.settled[meeting.request_id] = (meeting.slot_id, meeting.table_id)
    gone = set(change.withdrawn)
    draft.requests = [
        each for each in draft.requests
        if each.pk in draft.settled or not gone & {each.asker_id, each.asked_id}
    ]  # fmt: skip
    known = {each.pk for each in draft.requests}
    draft.requests += [meeting.request for meeting in stood if meeting.request_id not in known]
    for pk in change.lost:
        draft.lost_from[pk] = min(change.at, draft.lost_from.get(pk, change.at))
    draft.unavailable |= set(change.unavailable)
    return draft


def _later(table: Table, draft: _Draft) -> float:
    lost = draft.lost_from.get(table.pk)
    return -lost.timestamp() if lost is not None else 0.0


def _meetings(draft: _Draft, maps: Maps) -> list[Meeting]:
    person = {pk: place for place, pk in enumerate(maps.people)}
    place = {pk: number for number, pk in enumerate(maps.requests)}
    slot = {pk: number for number, pk in enumerate(maps.slots)}
    table = {pk: number for number, pk in enumerate(maps.tables)}
    after: dict[int, list[int]] = {pk: [] for pk in maps.requests}
    for first, then in draft.facts.order:
        # What is over has kept its order, or broken it for good: nothing can be done about it any more.
        if first in place and then in place and then not in draft.settled:
            after[then].append(place[first])
    found = []
    for request in draft.requests:
        settled = request.pk in draft.settled
        at_slot, at_table = draft.settled.get(request.pk) or _fixed(draft, request)
        found.append(
            Meeting(
                a=person[request.asker_id], b=person[request.asked_id],
                session=3 if settled else request.session,
                priority=_priority(draft, request),
                fixed=slot[at_slot] if at_slot is not None else None,
                table=table[at_table] if at_table is not None else None,
                after=tuple(sorted(after[request.pk])),
            )
        )  # fmt: skip
    return found


def _priority(draft: _Draft, request: Request) -> int | None:
    if request.pk in draft.settled:
        return None
    if request.must:
        return 1 if draft.late else None
    return priority_of(request)


def _fixed(draft: _Draft, request: Request) -> tuple[int | None, int | None]:
    """Where the organiser fixed a meeting, unless a late change has made just that impossible."""
    slot, table = request.fixed_slot_id, request.fixed_table_id
    if not draft.late or slot is None:
        return slot, table
    sides = (request.asker_id, request.asked_id)
    if slot in draft.past or any((side, slot) in draft.unavailable for side in sides):
        return None, None
    lost = table is not None and not _usable(draft, table, next(s for s in draft.facts.slots if s.pk == slot))
    return slot, None if lost else table


def _forbidden(draft: _Draft, maps: Maps) -> list[frozenset[int]]:
    """Return the slots in which each person cannot meet; of what is past, all in which they did not meet."""
    slot = {pk: number for number, pk in enumerate(maps.slots)}
    lost: dict[int, set[int]] = {pk: set() for pk in maps.people}
    for person, at in draft.unavailable:
        if person in lost and at in slot:
            lost[person].add(slot[at])
    for person in lost:
        lost[person] |= {slot[pk] for pk in draft.past}
    for request in draft.requests:
        if request.pk in draft.settled:
            for person in (request.asker_id, request.asked_id):
                lost[person].discard(slot[draft.settled[request.pk][0]])
    return [frozenset(lost[pk]) for pk in maps.people]


def placements_of(timetable: Timetable, maps: Maps) -> tuple[Placement, ...]:
    """Return a timetable's meetings as the engine's placements in the numbers of another problem.

    Meetings that are not in that problem any more, or whose slot or table is gone, are left out.
    """
    request = {pk: place for place, pk in enumerate(maps.requests)}
    slot = {pk: place for place, pk in enumerate(maps.slots)}
    table = {pk: place for place, pk in enumerate(maps.tables)}
    rows = timetable.meetings.filter(slot__isnull=False).values_list("request_id", "slot_id", "table_id")
    return tuple(
        Placement(request[a], slot[b], table[c])
        for a, b, c in sorted(rows)
        if a in request and b in slot and c in table
    )


def stored(problem: Problem, maps: Maps, change: Change | None = None) -> dict[str, Any]:
    """Return a problem as JSON can keep it; `restored` reads it back. Names of people are not kept: their ids are."""
    found = asdict(problem)
    found["forbidden"] = [sorted(each) for each in problem.forbidden]
    del found["people"]
    found |= {"maps": asdict(maps), "change": change.document() if change else None}
    return dict(json.loads(json.dumps(found)))  # lists for tuples, as the database gives it back


def restored(document: Mapping[str, Any]) -> tuple[Problem, Maps]:
    """Return the problem and the maps that `stored` wrote; people are called by their ids."""
    maps = Maps(**{name: tuple(ids) for name, ids in document["maps"].items()})
    meetings = [Meeting(**{**each, "after": tuple(each["after"])}) for each in document["meetings"]]
    problem = Problem(
        people=tuple(str(pk) for pk in maps.people), meetings=tuple(meetings), ids=tuple(document["ids"]),
        slots=document["slots"], morning=document["morning"], tables=tuple(document["tables"]),
        forbidden=tuple(frozenset(each) for each in document["forbidden"]),
    )  # fmt: skip
    return problem, maps


def change_of(document: Mapping[str, Any]) -> Change | None:
    """Return the late change that a stored problem was made for, if any."""
    return Change.of(document["change"]) if document.get("change") else None
