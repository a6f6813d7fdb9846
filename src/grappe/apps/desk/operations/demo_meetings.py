"""Which business meetings does the demonstration have? A coming event of sixty people, with the timetable ordered."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from grappe.apps.desk.operations import demo_meeting_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.events.enums import EventKind, RequestState, TimetableState, Wish
from grappe.apps.events.operations import (
    by_hand,
    halls,
    invented,
    participants,
    programme,
    requests,
    timetables,
)
from grappe.apps.events.operations import events as organising
from grappe.apps.events.operations import registrations as registering

if TYPE_CHECKING:
    from datetime import datetime

    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event, MeetingPlan, Participant, Request

PEOPLE, TABLES, ASKS = 60, 16, 4
IN_DAYS = 21
SEARCH = 5  # seconds: enough to place everybody; the organiser may let it search on, and compare


def tell_meetings(stage: Stage) -> None:
    """Tell of a coming B2B event: programme, who takes part, whom they ask, what is agreed, its timetable published.

    Then some things happen that the organiser may take in by a late change. A smaller demonstration has fewer people.
    """
    guests = [cast for cast in stage.cast if cast.people][:PEOPLE]
    if len(guests) < 2:
        return
    organiser = guests[0].manager
    before = stage.at - timedelta(days=20)
    event = _event(stage, organiser, before)
    plan = _plan(stage, event, organiser, before)
    people = [
        _participant(event, cast, organiser, before + timedelta(days=3, minutes=number))
        for number, cast in enumerate(guests)
    ]
    agreed = _requests(stage, people, [cast.invention.language for cast in guests])
    _settled(plan, people, agreed, organiser, stage.at - timedelta(days=2))
    if _published(plan, organiser, stage.at - timedelta(days=1)):
        _late(people, organiser, stage.at)


def _event(stage: Stage, organiser: User, at: datetime) -> Event:
    day = stage.working_day(IN_DAYS)
    draft = organising.Draft(
        titles=words.TITLES, summaries=words.SUMMARIES, descriptions=words.DESCRIPTIONS, directions=words.DIRECTIONS,
        starts_at=stage.moment(day, 9, 0), ends_at=stage.moment(day, 17, 30),
        kind=EventKind.B2B, place="Luxexpo, Hall 4", address="10, circuit de la Foire Internationale, Luxembourg",
        capacity=80,
    )  # fmt: skip
    event = organising.begin(draft=draft, by=organiser, at=at)
    event = invented.mark_invented(event=event, by=organiser)
    _programme(stage, event, organiser)
    return organising.publish(event=event, by=organiser, at=at)


def _programme(stage: Stage, event: Event, organiser: User) -> None:
    """Talks around the meetings: opening, lunch, a talk after it, a drink at the end."""
    day = stage.working_day(IN_DAYS)
    speakers = [
        programme.save_speaker(
            event=event, name=name, function=function, organisation=firm, about=about, by=organiser
        )
        for name, function, firm, about in words.SPEAKERS
    ]
    for begins, ends, room, who, titles, abstracts in words.SESSIONS:
        programme.save_session(
            event=event, titles=titles, abstracts=abstracts, room=room, speakers=[speakers[each] for each in who],
            starts_at=stage.moment(day, *begins), ends_at=stage.moment(day, *ends), by=organiser,
        )  # fmt: skip
    event.refresh_from_db()


def _plan(stage: Stage, event: Event, organiser: User, at: datetime) -> MeetingPlan:
    said: dict[str, Any] = {"by": organiser, "at": at}
    plan = halls.begin_meetings(event=event, **said)
    day = stage.working_day(IN_DAYS)
    sessions = [
        halls.Stretch(day, time(9, 30), time(12, 30)), halls.Stretch(day, time(14, 0), time(17, 0)),
    ]  # fmt: skip
    halls.make_slots(plan=plan, sessions=sessions, length=20, pause=5, **said)
    halls.set_tables(plan=plan, number=TABLES, **said)
    halls.step(plan=plan, to="requests", **said)
    plan.refresh_from_db()
    return plan


def _participant(event: Event, cast: Cast, organiser: User, at: datetime) -> Participant:
    """One person of an invented company: what the company does is offered, what was spoken of is sought."""
    person, language = cast.people[0], cast.invention.language
    filled = registering.Filled(
        name=person.name, email=person.email, organisation=cast.company.name, function=person.function,
        language=language,
    )  # fmt: skip
    registration = registering.add_by_hand(
        event=event, filled=filled, company=cast.company, walk_in=True, by=organiser, at=at
    )
    needs = [topic["need"].get(language, topic["need"]["en"])["title"] for topic in cast.topics]
    profile = participants.Profile(
        offers=cast.invention.activity, seeks="\n".join(needs), about=cast.invention.activity[:280]
    )
    return participants.join(registration=registration, profile=profile, by=organiser, at=at)


def _requests(stage: Stage, people: list[Participant], languages: list[str]) -> list[Request]:
    """Everybody asks some others: three in four accept, some decline, some have not answered; return what is agreed."""
    agreed = []
    pairs: set[frozenset[int]] = set()
    at = stage.at - timedelta(days=8)
    for number, person in enumerate(people):
        others = [each for each in people if each != person]
        for other in stage.chance.sample(others, min(ASKS, len(others))):
            pair = frozenset((person.pk, other.pk))
            if pair in pairs:
                continue
            pairs.add(pair)
            wish = stage.chance.choice((Wish.MUST, Wish.WANT, Wish.WANT, Wish.NICE))
            message = words.MESSAGES.get(languages[number], "") if wish == Wish.MUST else ""
            made = requests.ask(asker=person, asked=other, wish=wish, message=message, at=at)
            luck = stage.chance.random()
            if luck < 0.86:
                answer_wish = stage.chance.choice((Wish.MUST, Wish.WANT, Wish.WANT, Wish.NICE))
                requests.answer(
                    request=made, participant=other, accept=luck < 0.76, wish=answer_wish,
                    at=at + timedelta(days=2),
                )  # fmt: skip
                agreed += [made] if luck < 0.76 else []
    return agreed


def _settled(
    plan: MeetingPlan, people: list[Participant], agreed: list[Request], organiser: User, at: datetime
) -> None:
    """A few cannot at all times, one meeting must be placed, one comes before another."""
    slots = list(plan.slots.values_list("pk", flat=True))
    for number, person in enumerate(people[:9:3]):
        by_hand.set_unavailable(
            participant=person, slots=slots[number * 2 : number * 2 + 3], by=organiser, at=at
        )
    if len(agreed) > 1:
        values = {"must": True, "session": 3, "fixed_slot": None, "fixed_table": None}
        by_hand.arrange(request=agreed[0], values=values, before=[], by=organiser, at=at)
        by_hand.arrange(
            request=agreed[1], values=values | {"must": False}, before=[agreed[0].pk], by=organiser, at=at
        )


def _published(plan: MeetingPlan, organiser: User, at: datetime) -> bool:
    """Compute the timetable here and publish it; return False where the machine was too slow to find one."""
    ordered = timetables.order_timetable(plan=plan, fairness=2, time_limit=SEARCH, by=organiser, at=at)
    timetables.perform_timetable(timetable_id=ordered.pk, now=lambda: at)
    ordered.refresh_from_db()
    if ordered.state != TimetableState.DONE or not ordered.meetings.filter(slot__isnull=False).exists():
        return False
    timetables.publish_timetable(timetable=ordered, by=organiser, at=at + timedelta(minutes=20))
    return True


def _late(people: list[Participant], organiser: User, at: datetime) -> None:
    """What happened since, for the organiser to take in: two who want to meet after all, one ill, one called off."""
    met = {frozenset((each.asker_id, each.asked_id)) for each in people[0].plan.requests.all()}
    pairs = (
        (one, other) for one in people[2:] for other in people[3:]
        if one != other and frozenset((one.pk, other.pk)) not in met
    )  # fmt: skip
    for first, second in islice(pairs, 1):
        by_hand.add_request(
            plan=first.plan, asker=first, asked=second, wish=Wish.MUST, by=organiser, at=at
        )  # agreed by telephone
    if len(people) < 10:
        return
    participants.withdraw(participant=people[-1], by=organiser, at=at)
    agreed = people[0].plan.requests.filter(asker=people[5], state=RequestState.ACCEPTED).first()
    if agreed is not None:
        requests.withdraw(request=agreed, participant=people[5], at=at)
