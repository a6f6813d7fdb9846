"""With which event is the demonstration's past one compared? A smaller one half a year ago, told in short."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations import demo_event_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.events.operations import checkin, costs, invented, links, survey
from grappe.apps.events.operations import events as organising
from grappe.apps.events.operations import registrations as registering

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event, Registration

DAYS_AGO = 150
GUESTS, ABSENT = 18, 4


def tell_earlier(stage: Stage, own: list[Cast], organiser: User) -> None:
    """Tell the event before: entered by hand, checked in, asked, paid for, with a need and an idea of it."""
    starts_at = stage.moment(stage.working_day(-DAYS_AGO), 18, 0)
    guests = [*own, *(each for each in stage.cast if each.manager != organiser and each.people)][:GUESTS]
    event = _organised(starts_at, organiser)
    people = [
        registering.add_by_hand(
            event=event, filled=filled(cast), company=cast.company, walk_in=True, by=organiser,
            at=starts_at - timedelta(days=20, minutes=-place),
        )
        for place, cast in enumerate(guests)
    ]  # fmt: skip
    came_and_said(event, people[:-ABSENT], organiser)
    at, language = event.ends_at + timedelta(days=5), organiser.language
    for kind, label, planned, actual in words.EARLIER_COSTS:
        costs.save_cost(
            event=event, kind=kind, label=label[language], planned_eur=Decimal(planned), actual_eur=Decimal(actual),
            by=organiser, at=at,
        )  # fmt: skip
    costs.write_results(event=event, text=words.EARLIER_RESULTS[language], based_on="", by=organiser, at=at)
    need = {
        "title": words.EARLIER_NEED[language], "description": words.EARLIER_SUMMARIES[language],
        "language": language, "theme": event.theme,
    }  # fmt: skip
    links.add_need(event=event, company=own[2].company, values=need, by=organiser, at=at)
    links.link_idea(
        event=event, idea=words.EARLIER_IDEA[language], company=own[3].company, by=organiser, at=at
    )


def _organised(starts_at: datetime, organiser: User) -> Event:
    at = starts_at - timedelta(days=45)
    draft = organising.Draft(
        titles=words.EARLIER_TITLES, summaries=words.EARLIER_SUMMARIES, descriptions=words.EARLIER_DESCRIPTIONS,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="Scierie fictive, Clervaux", capacity=20,
        theme=next((each for each in clusters.themes() if each.slug == "innovation"), clusters.themes().first()),
        clusters=[each for each in clusters.clusters() if each.slug == "wood"],
    )  # fmt: skip
    begun = organising.begin(draft=draft, by=organiser, at=at)
    invented.mark_invented(event=begun, by=organiser)
    return organising.publish(event=begun, by=organiser, at=at + timedelta(days=1))


def filled(cast: Cast) -> registering.Filled:
    """Return what somebody of a company says at registration."""
    person = cast.people[0]
    return registering.Filled(
        name=person.name, email=person.email, organisation=cast.company.name, function=person.function,
        language=person.language,
    )  # fmt: skip


def came_and_said(event: Event, came: list[Registration], organiser: User) -> None:
    """Tell who was checked in, and what they said of it the day after."""
    scans = [
        checkin.Scan(
            key=UUID(int=each.code.int ^ 1), kind="in", code=each.code,
            at=event.starts_at - timedelta(minutes=10) + timedelta(seconds=40 * place),
        )
        for place, each in enumerate(came)
    ]  # fmt: skip
    checkin.take(
        event=event, scans=scans, device="Demo", by=organiser, at=event.starts_at + timedelta(minutes=9)
    )
    at = event.ends_at + timedelta(hours=14)
    survey.send(event=event, by=organiser, at=at)
    for place, (registration, said) in enumerate(zip(came, words.EARLIER_ANSWERS, strict=False)):
        satisfaction, recommend, comment = said
        language = registration.language
        survey.answer(
            registration=registration, satisfaction=satisfaction, recommend=recommend, answers={},
            comment=comment.get(language, ""), language=language, at=at + timedelta(hours=4 + 6 * place),
        )  # fmt: skip
