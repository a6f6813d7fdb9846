"""How does a test make an event, somebody registered, and business meetings? Rows as the operations write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from grappe.apps.events.models import (
    Event,
    EventLink,
    Invitation,
    Letter,
    MeetingPlan,
    Participant,
    Registration,
    Request,
    Slot,
    Table,
    Timetable,
    TimetableMeeting,
)
from grappe.apps.events.operations import badges

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
_salts = iter(range(1, 10**9))


def event(organiser: Any, *, at: datetime = AT, in_days: int = 30, **more: Any) -> Event:
    """An event that is published, on one day from 9 to 17, `in_days` after `at`."""
    starts_at = (at + timedelta(days=in_days)).replace(hour=9, minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {
        "slug": f"event-{next(_salts)}",
        "state": "published",
        "titles": {
            "en": "Composites for the road",
            "fr": "Composites pour la route",
            "de": "Verbundwerkstoffe",
        },
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=8),
        "place": "Maison de l’innovation",
        "organiser": organiser,
        "created_at": at,
        "created_by": organiser,
    }
    return Event.objects.create(**(values | more))


def registration(of: Event, name: str = "Camille Exemple", *, at: datetime = AT, **more: Any) -> Registration:
    """Somebody who has a seat, unless `more` says otherwise."""
    number = next(_salts)
    state = more.get("state", "confirmed")
    values: dict[str, Any] = {
        "state": state,
        "name": name,
        "email": f"guest{number}@company.example",
        "organisation": "Exemple S.A.",
        "language": "fr",
        "salt": f"salt{number}",
        "registered_at": at,
        "queued_at": at if state == "waiting" else None,
        "confirmed_at": at if state == "confirmed" else None,
    }
    return Registration.objects.create(event=of, **(values | more))


def badge_file(of: Event, by: Any, *, at: datetime = AT) -> int:
    """All badges of an event as one file that is written: its id."""
    file = badges.order(event=of, language="en", by=by, at=at)
    badges.write(file_id=file.pk)
    return file.pk


def invitation(event: int, campaign: int, *, at: datetime = AT) -> Invitation:
    """A campaign that invites to an event (their ids)."""
    return Invitation.objects.create(event_id=event, campaign_id=campaign, created_at=at)


def idea_in_words(event: int, text: str = "One crane for two halls", *, at: datetime = AT) -> EventLink:
    """An idea that was noted in words at an event."""
    return EventLink.objects.create(event_id=event, kind="idea", idea=text, linked_at=at)


def programme(pk: int) -> dict[str, int]:
    """A session, a speaker and a question of an event: their ids."""
    of = Event.objects.get(pk=pk)
    speaker = of.speakers.create(name="Marie Exemple", organisation="Exemple S.A.")
    session = of.sessions.create(
        titles={"en": "Opening"}, starts_at=of.starts_at, ends_at=of.starts_at + timedelta(hours=1)
    )
    session.speakers.add(speaker)
    question = of.questions.create(labels={"en": "Will you stay for lunch?"}, kind="yes_no")
    return {"event_session": session.pk, "event_speaker": speaker.pk, "event_question": question.pk}


def plan(of: Event, *, slots: int = 4, tables: int = 3, minutes: int = 30, **more: Any) -> MeetingPlan:
    """Business meetings: slots one after the other from the event's start, the second half after an hour's break."""
    made = MeetingPlan.objects.create(event=of, **({"state": "requests"} | more))
    for number in range(slots):
        late = number >= (slots + 1) // 2
        starts_at = of.starts_at + timedelta(minutes=number * minutes + 60 * late)
        Slot.objects.create(
            plan=made, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes - 5),
            session=2 if late else 1,
        )  # fmt: skip
    for number in range(1, tables + 1):
        Table.objects.create(plan=made, number=number)
    return made


def participant(of: MeetingPlan, name: str = "Camille Exemple", **more: Any) -> Participant:
    """Somebody registered who takes part in the business meetings."""
    profile = {key: more.pop(key) for key in ("offers", "seeks", "about", "shown") if key in more}
    return Participant.objects.create(plan=of, registration=registration(of.event, name, **more), **profile)


def request(asker: Participant, asked: Participant, *, at: datetime = AT, **more: Any) -> Request:
    """An accepted request, unless `more` says otherwise."""
    values: dict[str, Any] = {"state": "accepted", "wish": 2, "made_at": at}
    return Request.objects.create(plan=asker.plan, asker=asker, asked=asked, **(values | more))


def timetable(of: MeetingPlan, *, at: datetime = AT, **more: Any) -> Timetable:
    """A timetable that is done, with the figures of one meeting placed, unless `more` says otherwise."""
    values: dict[str, Any] = {
        "number": of.timetables.count() + 1, "state": "done", "status": "optimal", "fairness": of.fairness,
        "placed": 14, "placed_bound": 14, "breaks": 0, "bound": 0, "spread": 0, "moves": 0, "seconds": 0.4,
        "ordered_at": at, "started_at": at, "finished_at": at,
    }  # fmt: skip
    return Timetable.objects.create(plan=of, **(values | more))


def placed(of: Timetable, meeting: Request, slot: Slot | None, table: Table | None) -> TimetableMeeting:
    """A meeting in a timetable; without slot and table, one that has no place."""
    return TimetableMeeting.objects.create(timetable=of, request=meeting, slot=slot, table=table)


def letter(to: Registration, *, at: datetime = AT, **more: Any) -> Letter:
    """A letter that waits to be sent, unless `more` says otherwise."""
    return Letter.objects.create(registration=to, **({"kind": "seat", "about": "made", "try_at": at} | more))
