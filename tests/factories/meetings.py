"""How does a test make what comes of business meetings: a published timetable, an outcome? Rows as operations write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from factories.events import AT
from grappe.apps.events.models import (
    MeetingOutcome,
    MeetingPlan,
    Participant,
    Proposal,
    Registration,
    Request,
    Timetable,
    TimetableMeeting,
)

Place = tuple[int, int] | None  # slot and table, 0-based in the plan's order; None: not placed


def timetable(
    of: MeetingPlan, places: Mapping[Request, Place], *, at: datetime = AT, **more: Any
) -> Timetable:
    """A timetable that is published and current, the next of its plan; it takes the place of the one before."""
    slots, tables = list(of.slots.all()), list(of.tables.all())
    before = of.timetables.filter(current=True).first()
    of.timetables.filter(current=True).update(current=False)
    values: dict[str, Any] = {
        "number": of.timetables.count() + 1, "state": "done", "fairness": of.fairness, "status": "optimal",
        "ordered_at": at, "finished_at": at, "published_at": at, "current": True, "repairs": before,
    }  # fmt: skip
    made = Timetable.objects.create(plan=of, **(values | more))
    reason = {"en": "Both have no free slot in common.", "fr": "Aucun créneau libre en commun."}
    for request, place in places.items():
        where = {"slot": slots[place[0]], "table": tables[place[1]]} if place else {"reason": reason}
        TimetableMeeting.objects.create(timetable=made, request=request, **where)
    of.state = "published"
    of.save()
    return made


def outcome(of: Request, by: Participant, *, at: datetime = AT, **more: Any) -> MeetingOutcome:
    """What one of the two reports of a meeting."""
    values: dict[str, Any] = {"kind": "keep_touch", "rating": 4, "text": "A good talk.", "reported_at": at}
    return MeetingOutcome.objects.create(request=of, participant=by, **(values | more))


def takes_part(of: MeetingPlan, guest: Registration, **profile: Any) -> Participant:
    """Somebody who is registered already takes part."""
    return Participant.objects.create(plan=of, registration=guest, **profile)


def proposal(of: Participant, partner: Participant, *, at: datetime = AT, **more: Any) -> Proposal:
    """A partner proposed to somebody, with one reason."""
    reasons = [
        {
            "en": "You seek “Filling lines” – they offer “Filling lines”",
            "fr": "Vous cherchez « Filling lines » – ils proposent « Filling lines »",
            "de": "Sie suchen „Filling lines“ – dort wird „Filling lines“ angeboten",
        }
    ]
    values: dict[str, Any] = {"score": 0.6, "reasons": reasons, "made_at": at}
    return Proposal.objects.create(participant=of, partner=partner, **(values | more))
