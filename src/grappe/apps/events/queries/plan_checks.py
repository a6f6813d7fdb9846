"""Which faults stand in the way of a timetable, and which would cost meetings? Said before anything is computed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.events.enums import EventMode, HalfDay, RegistrationState, RequestState
from grappe.apps.events.models import MeetingPlan, Precedence, Request, Slot, Table, Unavailable
from grappe.apps.events.queries.hours import hour


@dataclass(frozen=True)
class Fault:
    """One finding; `stops`: no timetable can keep it, so none is computed. `request`: whose page mends it."""

    stops: bool
    text: str
    request: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class Facts:
    """All that is looked at, read once (six queries)."""

    plan: MeetingPlan
    slots: list[Slot]
    tables: list[Table]
    accepted: list[Request]
    unanswered: int
    unavailable: set[tuple[int, int]]
    order: list[tuple[int, int]]  # first, then


def is_coming(request: Request) -> bool:
    """Return whether both sides of a meeting still come."""
    return all(
        side.withdrawn_at is None and side.registration.state != RegistrationState.CANCELLED
        for side in (request.asker, request.asked)
    )


def facts_of(plan: MeetingPlan) -> Facts:
    """Read what the checks and the engine's problem are made of."""
    requests = Request.objects.filter(plan=plan, state__in=(RequestState.ACCEPTED, RequestState.ASKED))
    found = list(requests.select_related("asker__registration", "asked__registration").order_by("id"))
    accepted = [each for each in found if each.state == RequestState.ACCEPTED and is_coming(each)]
    known = {each.pk for each in accepted}
    order = Precedence.objects.filter(first__plan=plan).values_list("first_id", "then_id").order_by("id")
    lost = Unavailable.objects.filter(participant__plan=plan).values_list("participant_id", "slot_id")
    return Facts(
        plan=plan, slots=list(plan.slots.order_by("starts_at", "id")), tables=list(plan.tables.order_by("number")),
        accepted=accepted, unanswered=sum(each.state == RequestState.ASKED for each in found),
        unavailable=set(lost), order=[(a, b) for a, b in order if a in known and b in known],
    )  # fmt: skip


def faults_of(plan: MeetingPlan) -> list[Fault]:
    """Return what is wrong or will cost meetings, what stops first."""
    facts = facts_of(plan)
    found = [*_basics(facts), *_slots(facts), *_fixed(facts), *_orders(facts), *_room(facts), *_online(facts)]
    return sorted(found, key=lambda fault: not fault.stops)


def two(request: Request) -> str:
    """Return who meets whom, for a message."""
    return f"{request.asker.registration.name} – {request.asked.registration.name}"


def can_use(table: Table, slot: Slot) -> bool:
    """Return whether a table is still to be had in a slot."""
    return table.lost_from is None or slot.ends_at <= table.lost_from


def _basics(facts: Facts) -> Iterator[Fault]:
    if not facts.slots:
        yield Fault(True, _("There are no slots yet."))
    if not facts.tables:
        yield Fault(True, _("There are no tables yet."))
    if not facts.accepted:
        yield Fault(True, _("No meeting is agreed yet."))
    if facts.unanswered:
        yield Fault(
            False,
            ngettext(
                "%(n)s request waits for an answer: it is not placed unless it is accepted.",
                "%(n)s requests wait for an answer: they are not placed unless they are accepted.",
                facts.unanswered,
            ) % {"n": facts.unanswered},
        )  # fmt: skip


def _slots(facts: Facts) -> Iterator[Fault]:
    for before, after in zip(facts.slots, facts.slots[1:], strict=False):
        if after.starts_at < before.ends_at:
            yield Fault(
                True,
                _("The slots at %(first)s and %(second)s overlap.")
                % {"first": hour(before), "second": hour(after)},
            )
        if after.session < before.session:
            yield Fault(
                True, _("The slot at %(slot)s of the first session lies after the second has begun.")
                % {"slot": hour(after)},
            )  # fmt: skip


def _fixed(facts: Facts) -> Iterator[Fault]:
    slots = {slot.pk: slot for slot in facts.slots}
    tables = {table.pk: table for table in facts.tables}
    persons: dict[tuple[int, int], Request] = {}
    seats: dict[tuple[int, int], Request] = {}
    for request in facts.accepted:
        if request.fixed_slot_id is None:
            continue
        slot = slots[request.fixed_slot_id]
        said = {"meeting": two(request), "slot": hour(slot)}
        for side in (request.asker, request.asked):
            if (side.pk, slot.pk) in facts.unavailable:
                yield Fault(
                    True, _("%(meeting)s is fixed at %(slot)s, when %(person)s cannot.")
                    % {**said, "person": side.registration.name}, request.pk,
                )  # fmt: skip
            other = persons.setdefault((side.pk, slot.pk), request)
            if other is not request:
                yield Fault(
                    True, _("%(meeting)s and %(other)s are both fixed at %(slot)s for the same person.")
                    % {**said, "other": two(other)}, request.pk,
                )  # fmt: skip
        if request.session != HalfDay.ANY and request.session != slot.session:
            yield Fault(
                True, _("%(meeting)s is fixed at %(slot)s, outside the session it is for.") % said, request.pk
            )
        if request.fixed_table_id is not None:
            table = tables[request.fixed_table_id]
            said["table"] = str(table)
            other = seats.setdefault((table.pk, slot.pk), request)
            if other is not request:
                yield Fault(
                    True, _("%(meeting)s and %(other)s are both fixed at %(slot)s at table %(table)s.")
                    % {**said, "other": two(other)}, request.pk,
                )  # fmt: skip
            if not can_use(table, slot):
                yield Fault(
                    True, _("%(meeting)s is fixed at %(slot)s at table %(table)s, which is lost by then.")
                    % said, request.pk,
                )  # fmt: skip
    yield from _crowded(facts)


def _crowded(facts: Facts) -> Iterator[Fault]:
    fixed = Counter(each.fixed_slot_id for each in facts.accepted if each.fixed_slot_id is not None)
    for slot in facts.slots:
        room = sum(can_use(table, slot) for table in facts.tables)
        if fixed[slot.pk] > room:
            yield Fault(
                True, ngettext(
                    "%(n)s meetings are fixed at %(slot)s, but there is only %(tables)s table.",
                    "%(n)s meetings are fixed at %(slot)s, but there are only %(tables)s tables.",
                    room,
                )
                % {"n": fixed[slot.pk], "slot": hour(slot), "tables": room},
            )  # fmt: skip


def cycle_in(order: list[tuple[int, int]]) -> list[int]:
    """Return the ids of meetings that wait for each other in a circle; empty where none do."""
    before: dict[int, set[int]] = defaultdict(set)
    for first, then in order:
        before[then].add(first)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def _orders(facts: Facts) -> Iterator[Fault]:
    meetings = {each.pk: each for each in facts.accepted}
    place = {slot.pk: number for number, slot in enumerate(facts.slots)}
    circle = cycle_in(facts.order)
    if circle:
        said = ", ".join(two(meetings[pk]) for pk in circle[:-1])
        yield Fault(True, _("These meetings wait for each other in a circle: %(meetings)s.") % {"meetings": said},
                    circle[0])  # fmt: skip
    for first, then in facts.order:
        a, b = meetings[first], meetings[then]
        if a.fixed_slot_id is None or b.fixed_slot_id is None:
            continue
        if place[a.fixed_slot_id] >= place[b.fixed_slot_id]:
            yield Fault(
                True, _("%(first)s must come before %(then)s, but both are fixed the other way round.")
                % {"first": two(a), "then": two(b)}, then,
            )  # fmt: skip


def _room(facts: Facts) -> Iterator[Fault]:
    if not facts.slots:
        return
    room = sum(can_use(table, slot) for table in facts.tables for slot in facts.slots)
    if len(facts.accepted) > room:
        yield Fault(
            False, ngettext(
                "%(n)s meeting is agreed, but tables and slots have room for %(room)s.",
                "%(n)s meetings are agreed, but tables and slots have room for %(room)s.",
                len(facts.accepted),
            )
            % {"n": len(facts.accepted), "room": room},
        )  # fmt: skip
    wanted: Counter[int] = Counter()
    must: Counter[int] = Counter()
    people = {}
    for request in facts.accepted:
        for side in (request.asker, request.asked):
            people[side.pk] = side
            wanted[side.pk] += 1
            must[side.pk] += request.must or request.fixed_slot_id is not None
    lost = Counter(person for person, _slot in facts.unavailable)
    for pk, number in wanted.items():
        free = len(facts.slots) - lost[pk]
        said = {"person": people[pk].registration.name, "n": number, "free": free, "must": must[pk]}
        if must[pk] > free:
            yield Fault(
                True, _("%(person)s has more meetings that must be placed (%(must)s) than free slots (%(free)s).")
                % said, person=pk,
            )  # fmt: skip
        elif number > free:
            yield Fault(
                False, _("%(person)s has agreed to more meetings (%(n)s) than there are free slots (%(free)s).") % said,
                person=pk,
            )  # fmt: skip


def _online(facts: Facts) -> Iterator[Fault]:
    event = facts.plan.event
    if event.mode == EventMode.ONLINE and any(not table.video_link for table in facts.tables):
        bare = sum(not table.video_link for table in facts.tables)
        yield Fault(
            False,
            ngettext("%(n)s table has no video link.", "%(n)s tables have no video link.", bare)
            % {"n": bare},
        )
