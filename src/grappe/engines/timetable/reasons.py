"""Why was this meeting not placed? The first rule that keeps it out of every slot, with the numbers, in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grappe.engines.kernel import Reason, Text
from grappe.engines.timetable.allowed import bits, free_masks, session_mask
from grappe.engines.timetable.problem import AFTERNOON, MORNING, Problem
from grappe.engines.timetable.schedule import Placement, Solution

_WITHIN = {
    MORNING: Text(" in the morning", " le matin", " am Vormittag"),
    AFTERNOON: Text(" in the afternoon", " l’après-midi", " am Nachmittag"),
}
MOST_SLOTS = 6  # of a list of slots, before the rest is only counted


def why_unplaced(
    problem: Problem,
    solution: Solution | Sequence[Placement],
    meeting: int,
    *,
    slot_names: Sequence[str] | None = None,
) -> Reason:
    """Return why a meeting (its place in the problem) has no slot in this timetable.

    `slot_names`: what each slot is called, "09:20" or so; by default its number, from 1. Codes: `timetable.` and
    `no_common_slot`, `settled_slot`, `person_full`, `not_same_time`, `no_table`,
    `table_taken`, `order`, or `would_fit` when nothing
    keeps it out (the search ended before). Raises ValueError for a meeting that is placed.
    """
    return whys(problem, solution, [meeting], slot_names=slot_names)[meeting]


def whys(
    problem: Problem,
    solution: Solution | Sequence[Placement],
    meetings: Sequence[int] | None = None,
    *,
    slot_names: Sequence[str] | None = None,
) -> dict[int, Reason]:
    """Return the reason of each of these meetings, by default of all that are not placed; as `why_unplaced`."""
    placements = solution.placements if isinstance(solution, Solution) else tuple(solution)
    names = slot_names or [str(slot + 1) for slot in range(problem.slots)]
    grid = _Grid(problem, {each.meeting: each.slot for each in placements}, names)
    if meetings is None:
        meetings = [number for number in range(len(problem.meetings)) if number not in grid.at]
    return {number: grid.reason(number) for number in meetings}


@dataclass(frozen=True)
class _Day:
    """A person within the meeting's session: the slots they could meet in and those still free, as bits; how many meetings
    are agreed with them (all day) and how many of those are placed in that session.
    """

    name: str
    could: int
    free: int
    agreed: int


class _Grid:
    """The timetable, looked up: who is busy when, how full each slot is."""

    def __init__(self, problem: Problem, at: dict[int, int], names: Sequence[str]) -> None:
        self.problem, self.at, self.names = problem, at, names
        self.could = free_masks(problem)
        self.busy, self.agreed = [0] * len(problem.people), [0] * len(problem.people)
        self.load, self.waiting = [0] * problem.slots, dict[int, list[int]]()
        for number, meeting in enumerate(problem.meetings):
            for person in (meeting.a, meeting.b):
                self.agreed[person] += 1
                self.busy[person] |= 1 << at[number] if number in at else 0
            for first in meeting.after:
                self.waiting.setdefault(first, []).append(number)
        for slot in at.values():
            self.load[slot] += 1
        self.settled = {(slot, problem.meetings[number].table) for number, slot in at.items()}

    def reason(self, number: int) -> Reason:
        """Return the first rule that leaves the meeting no slot."""
        problem, meeting = self.problem, self.problem.meetings[number]
        if number in self.at:
            raise ValueError(f"meeting {problem.ids[number]} is placed")
        within = _WITHIN.get(meeting.session, Text())
        one, other = self._day(meeting.a, meeting.session), self._day(meeting.b, meeting.session)
        both = one.could & other.could
        if meeting.fixed is not None:
            both &= 1 << meeting.fixed
        if not both:
            return self._no_common_slot(one, other, within, meeting.fixed)
        if meeting.fixed is not None and not both & one.free & other.free:
            return self._settled(meeting.fixed, one, other)
        full = min((one, other), key=lambda day: day.free.bit_count())
        if not full.free:
            return _full(full, within)
        both &= one.free & other.free
        if not both:
            return self._not_same_time(one, other, within)
        roomy = sum(1 << slot for slot in bits(both) if self.load[slot] < problem.tables[slot])
        if not roomy:
            return self._no_table(both, one, other)
        seated = sum(1 << slot for slot in bits(roomy) if self._table_is_free(number, slot))
        if not seated:
            return self._table_taken(roomy)
        roomy, fits = seated, sum(1 << slot for slot in bits(seated) if self._in_order(number, slot))
        return self._fits(fits) if fits else self._order(number, roomy)

    def _day(self, person: int, session: int) -> _Day:
        could = self.could[person] & session_mask(self.problem, session)
        return _Day(self.problem.people[person], could, could & ~self.busy[person], self.agreed[person])

    def _in_order(self, number: int, slot: int) -> bool:
        first = (self.at.get(each, -1) for each in self.problem.meetings[number].after)
        later = (self.at.get(each, self.problem.slots) for each in self.waiting.get(number, ()))
        return max(first, default=-1) < slot < min(later, default=self.problem.slots)

    def _table_is_free(self, number: int, slot: int) -> bool:
        table = self.problem.meetings[number].table
        return table is None or (table < self.problem.tables[slot] and (slot, table) not in self.settled)

    def _slots(self, mask: int) -> Text:
        """Return a set of slots in words: `3, 5`, the rest counted where there are many."""
        slots = list(bits(mask))
        shown = ", ".join(self.names[slot] for slot in slots[:MOST_SLOTS])
        rest = len(slots) - MOST_SLOTS
        if rest <= 0:
            return Text(shown, shown, shown)
        return Text(f"{shown} and {rest} more", f"{shown} et {rest} autres", f"{shown} und {rest} weitere")

    def _no_common_slot(self, one: _Day, other: _Day, within: Text, fixed: int | None) -> Reason:
        if fixed is not None:
            name = self.names[fixed]
            away = one.name if not one.could >> fixed & 1 else other.name
            text = Text(
                f"The meeting is settled in slot {name}, in which {away} cannot meet{within.en}",
                f"Le rendez-vous est fixé au créneau {name}, où {away} n’est pas disponible{within.fr}",
                f"Das Treffen ist auf die Zeit {name} festgelegt, in der {away}{within.de} nicht kann",
            )
            return Reason("timetable.settled_slot", text, actual=away, expected=name)
        a, b = one.could.bit_count(), other.could.bit_count()
        text = Text(
            f"No slot in common{within.en}: {one.name} can meet in {a}, {other.name} in {b}, never in the same",
            f"Aucun créneau commun{within.fr}\u00a0: {one.name} en a {a}, {other.name} en a {b}, jamais les mêmes",
            f"Keine gemeinsame Zeit{within.de}: {one.name} hat {a}, {other.name} hat {b}, nie dieselbe",
        )
        return Reason("timetable.no_common_slot", text, actual="0", expected="1")

    def _settled(self, fixed: int, one: _Day, other: _Day) -> Reason:
        name = self.names[fixed]
        taken = one.name if not one.free >> fixed & 1 else other.name
        text = Text(
            f"The meeting is settled in slot {name}, in which {taken} has another meeting",
            f"Le rendez-vous est fixé au créneau {name}, où {taken} a un autre rendez-vous",
            f"Das Treffen ist auf die Zeit {name} festgelegt, in der {taken} ein anderes Treffen hat",
        )
        return Reason("timetable.settled_slot", text, actual=taken, expected=name)

    def _not_same_time(self, one: _Day, other: _Day, within: Text) -> Reason:
        a, b = self._slots(one.free), self._slots(other.free)
        text = Text(
            f"Never free at the same time{within.en}: {one.name} only in slot {a.en}, "
            f"{other.name} only in slot {b.en}",
            f"Jamais libres en même temps{within.fr}\u00a0: {one.name} seulement au créneau {a.fr}, "
            f"{other.name} seulement au créneau {b.fr}",
            f"Nie gleichzeitig frei{within.de}: {one.name} nur in der Zeit {a.de}, "
            f"{other.name} nur in der Zeit {b.de}",
        )
        return Reason("timetable.not_same_time", text, actual=a.en, expected=b.en)

    def _no_table(self, both: int, one: _Day, other: _Day) -> Reason:
        slots = self._slots(both)
        tables = sum(self.problem.tables[slot] for slot in bits(both))
        text = Text(
            f"{one.name} and {other.name} are both free in slot {slots.en}, but all tables there are taken ({tables})",
            f"{one.name} et {other.name} sont libres au créneau {slots.fr}, mais toutes les tables y sont prises ({tables})",
            f"{one.name} und {other.name} sind in der Zeit {slots.de} frei, aber alle Tische sind dann besetzt ({tables})",
        )
        return Reason("timetable.no_table", text, actual=str(tables), expected=str(tables + 1))

    def _table_taken(self, roomy: int) -> Reason:
        slots = self._slots(roomy)
        text = Text(
            f"Both are free in slot {slots.en}, but the table settled for the meeting is not",
            f"Tous deux sont libres au créneau {slots.fr}, mais pas la table fixée pour ce rendez-vous",
            f"Beide sind in der Zeit {slots.de} frei, aber nicht der für das Treffen festgelegte Tisch",
        )
        return Reason("timetable.table_taken", text, actual=slots.en)

    def _order(self, number: int, roomy: int) -> Reason:
        slots, ids = self._slots(roomy), self.problem.ids
        near = (*self.problem.meetings[number].after, *self.waiting.get(number, ()))
        names = ", ".join(ids[each] for each in near if each in self.at)
        text = Text(
            f"Free only in slot {slots.en}, which does not keep the order with {names}",
            f"Libre seulement au créneau {slots.fr}, qui ne respecte pas l’ordre avec {names}",
            f"Frei nur in der Zeit {slots.de}, die die Reihenfolge mit {names} nicht einhält",
        )
        return Reason("timetable.order", text, actual=slots.en, expected=names)

    def _fits(self, fits: int) -> Reason:
        slots = self._slots(fits)
        text = Text(
            f"Nothing keeps it out: both are free in slot {slots.en}; compute the timetable again",
            f"Rien ne s’y oppose\u00a0: tous deux sont libres au créneau {slots.fr}\u00a0; recalculez le planning",
            f"Nichts steht dagegen: beide sind in der Zeit {slots.de} frei; berechnen Sie den Plan neu",
        )
        return Reason("timetable.would_fit", text, actual=slots.en)


def _full(day: _Day, within: Text) -> Reason:
    """Return that somebody has a meeting in each slot they have; that more were agreed than there are slots."""
    room, agreed = day.could.bit_count(), day.agreed
    each = Text(
        f"each of their {room} slots", f"chacun de ses {room} créneaux", f"jeder der {room} möglichen Zeiten"
    )
    if room == 1:
        each = Text("their only slot", "son seul créneau", "der einzigen möglichen Zeit")
    text = Text(
        f"{day.name} has a meeting in {each.en}{within.en}; {agreed} were agreed",
        f"{day.name} a un rendez-vous dans {each.fr}{within.fr}\u00a0; {agreed} étaient convenus",
        f"{day.name} hat in {each.de}{within.de} ein Treffen; vereinbart waren {agreed}",
    )
    return Reason("timetable.person_full", text, actual=str(agreed), expected=str(room))
