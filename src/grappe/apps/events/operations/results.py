"""How is a computed timetable kept: checked, with the reasons for what has no place, and told to whom it touches?"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import LetterKind, RegistrationState, TimetableState
from grappe.apps.events.models import (
    MeetingPlan,
    Participant,
    Slot,
    Table,
    Timetable,
    TimetableMeeting,
    Unavailable,
)
from grappe.apps.events.operations import letters
from grappe.apps.events.queries.comparison import differences, stands_of
from grappe.apps.events.queries.hours import local
from grappe.apps.events.queries.problems import Change, Maps
from grappe.engines.timetable import baseline, checker, reasons
from grappe.engines.timetable.problem import Problem
from grappe.engines.timetable.schedule import Solution, Status

ORDERS, SEED = 100, 2026  # of self-booking: a mean of so many orders, the same each time


def keep(timetable: Timetable, solution: Solution, problem: Problem, maps: Maps, *, at: datetime) -> None:
    """Keep what was found, if an independent checker finds no fault in it; else fail, and say which faults."""
    # Reasons name people; what is kept names their ids, so that nobody is named once a list is erased.
    problem = replace(problem, people=tuple(f"⟦{pk}⟧" for pk in maps.people))
    faults: tuple[str, ...] = ()
    if solution.placements:
        # Where optional meetings cannot be had with so little difference, the least reached is reported, not hidden.
        fairness = max(timetable.fairness, solution.spread or 0)
        faults = checker.check(problem, solution.placements, fairness).faults
    compared = _compared(problem) if solution.placements else {}
    with transaction.atomic():
        # What is written here must not overwrite a state that another has set: one row, locked.
        row = Timetable.objects.select_for_update(of=("self",)).select_related("repairs").get(pk=timetable.pk)
        row.progress, row.finished_at = timetable.progress, at
        row.status, row.seconds, row.how = solution.status, solution.seconds, solution.how[:80]
        if faults:
            row.state = TimetableState.FAILED
            row.message = _("The timetable found breaks a rule, so it was not kept: %(faults)s") % {
                "faults": "; ".join(faults[:5])
            }
            row.save()
            return
        row.state, row.comparison = TimetableState.DONE, compared
        row.placed, row.placed_bound = solution.placed, solution.placed_bound
        row.breaks, row.bound, row.spread, row.moves = (
            solution.breaks, solution.bound, solution.spread, solution.moves,
        )  # fmt: skip
        row.moves_bound = solution.moves_bound
        row.message = "" if solution.placements else _nothing_found(solution)
        if solution.placements:
            TimetableMeeting.objects.bulk_create(_rows(row, solution, problem, maps))
        if row.repairs is not None:
            row.changes = differences(stands_of(row.repairs), stands_of(row))
        row.save()


def _nothing_found(solution: Solution) -> str:
    if solution.status == Status.INFEASIBLE:
        return _(
            "It is proved that the rules cannot all be kept. Let breaks differ by more, or settle fewer meetings."
        )
    return _("No timetable was found in the time given. Give it more time, or settle fewer meetings.")


def _compared(problem: Problem) -> dict[str, Any]:
    return asdict(baseline.self_booking(problem, orders=ORDERS, seed=SEED))


def _rows(timetable: Timetable, solution: Solution, problem: Problem, maps: Maps) -> list[TimetableMeeting]:
    rows = [
        TimetableMeeting(
            timetable=timetable, request_id=maps.requests[each.meeting], slot_id=maps.slots[each.slot],
            table_id=maps.tables[each.table],
        )
        for each in solution.placements
    ]  # fmt: skip
    begins = Slot.objects.in_bulk(maps.slots)
    names = [local(begins[pk].starts_at).strftime("%H:%M") for pk in maps.slots]
    for meeting, why in reasons.whys(problem, solution, slot_names=names).items():
        rows.append(
            TimetableMeeting(
                timetable=timetable, request_id=maps.requests[meeting], reason=why.text.as_dict()
            )
        )
    return rows


def write_down(plan: MeetingPlan, change: Change, at: datetime) -> None:
    """Write what a late change was: who left, which tables are lost, who cannot when."""
    people = Participant.objects.filter(plan=plan)
    for person in people.filter(pk__in=change.withdrawn, withdrawn_at__isnull=True):
        person.withdrawn_at = change.at
        person.save(update_fields=["withdrawn_at"])
    for table in Table.objects.filter(plan=plan, pk__in=change.lost, lost_from__isnull=True):
        table.lost_from = change.at
        table.save(update_fields=["lost_from"])
    Unavailable.objects.bulk_create(
        (Unavailable(participant_id=person, slot_id=slot) for person, slot in change.unavailable),
        ignore_conflicts=True,
    )


def write_to_participants(timetable: Timetable, *, before: Timetable | None, at: datetime) -> int:
    """Order one letter to each participant whose timetable is new or another than before; return how many.

    Nobody is written to who does not take part any more, and nobody twice of the same timetable.
    """
    now = stands_of(timetable)
    was = stands_of(before) if before is not None else {}
    touched = {
        request
        for request in now.keys() | was.keys()
        if before is None or now.get(request) != was.get(request)
    }
    meetings = TimetableMeeting.objects.filter(
        timetable__in=[one for one in (timetable, before) if one is not None], request__in=touched
    )
    people = {pk for pair in meetings.values_list("request__asker", "request__asked") for pk in pair}
    found = Participant.objects.filter(
        pk__in=people, withdrawn_at__isnull=True, registration__state=RegistrationState.CONFIRMED
    ).select_related("registration")
    for participant in found:
        letters.write(
            registration=participant.registration, kind=LetterKind.TIMETABLE,
            about=f"timetable {timetable.number}", at=at,
        )  # fmt: skip
    return len(found)
