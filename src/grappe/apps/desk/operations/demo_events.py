"""Which past events does the demonstration have? Invited to, attended, judged, paid for, with what came of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import ContactKind
from grappe.apps.desk.operations import demo_event_words as words
from grappe.apps.desk.operations.demo_event_before import tell_earlier
from grappe.apps.desk.operations.demo_invitation import invite
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.events import operations as events
from grappe.apps.events.operations import checkin, cooperations, costs, invented, links, survey
from grappe.apps.events.operations import events as organising
from grappe.apps.events.operations import registrations as registering
from grappe.apps.events.queries import survey as survey_queries

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.campaigns.models import Recipient
    from grappe.apps.events.models import Event, Registration

DAYS_AGO = 20  # the survey is still open
SEATS, REGISTER, CANCEL, ABSENT = 24, 29, 3, 3
ORGANISER = "jonas@demo.example"
SLUGS = ("materials", "wood")


def tell_events(stage: Stage) -> None:
    """Tell the past event: those of two clusters are invited and come, others wait; what they said, cost and brought.

    Before it lies a smaller one of the same kind, with which it is compared.
    """
    organiser = stage.team[ORGANISER]
    own = [each for each in stage.cast if each.manager == organiser and each.people]
    others = [each for each in stage.cast if each.manager != organiser and each.people]
    guests = [*own, *others][:REGISTER]
    if len(own) < 4 or len(guests) < 10:
        return
    tell_earlier(stage, own, organiser)
    starts_at = stage.moment(stage.working_day(-DAYS_AGO), 9, 0)
    event = _organised(starts_at, organiser)
    invited = invite(stage, event, own, organiser, starts_at - timedelta(days=50))
    people = _registered(event, guests, starts_at, invited)
    for registration in people[2 : 2 + CANCEL]:
        events.cancel(registration=registration, at=starts_at - timedelta(days=4))
    came = _checked_in(event, people, organiser, starts_at)
    _asked(event, came, organiser)
    _paid(event, organiser)
    _outcomes(stage, event, own, organiser)


def _organised(starts_at: datetime, organiser: User) -> Event:
    at = starts_at - timedelta(days=60)
    known = {each.slug: each for each in clusters.clusters()}
    draft = organising.Draft(
        titles=words.TITLES,
        summaries=words.SUMMARIES,
        descriptions=words.DESCRIPTIONS,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=5),
        place="Atelier fictif, Bissen",
        capacity=SEATS,
        theme=next(
            (each for each in clusters.themes() if each.slug == "innovation"), clusters.themes().first()
        ),
        clusters=[known[slug] for slug in SLUGS if slug in known],
    )
    begun = organising.begin(draft=draft, by=organiser, at=at)
    invented.mark_invented(event=begun, by=organiser)
    for question in words.QUESTIONS:
        survey.save_question(event=begun, **question, by=organiser, at=at)
    return organising.publish(event=begun, by=organiser, at=at + timedelta(days=2))


def _registered(
    event: Event, guests: list[Cast], starts_at: datetime, invited: dict[int, Recipient]
) -> list[Registration]:
    """Each registers: by the invitation's link at once, else confirmed two hours later; without a seat they wait."""
    found = []
    for place, cast in enumerate(guests):
        recipient = invited.get(cast.company.pk)
        person = (recipient.person if recipient else None) or cast.people[0]
        at = starts_at - timedelta(days=40 - place)
        filled = registering.Filled(
            name=person.name, email=person.email, organisation=cast.company.name, function=person.function,
            language=person.language,
        )  # fmt: skip
        made = registering.register(event=event, filled=filled, recipient=recipient, at=at)
        found.append(registering.confirm(registration=made, at=at + timedelta(hours=2)))
    return found


def _checked_in(
    event: Event, people: list[Registration], organiser: User, starts_at: datetime
) -> list[Registration]:
    """All who have a seat come but for a few, one after the other from a quarter to on; return who came."""
    for registration in people:
        registration.refresh_from_db()
    seated = [each for each in people if each.state == "confirmed"][:-ABSENT]
    scans = [
        checkin.Scan(
            key=UUID(int=each.code.int ^ 1), kind="in", code=each.code,
            at=starts_at - timedelta(minutes=15) + timedelta(seconds=50 * place),
        )
        for place, each in enumerate(seated)
    ]  # fmt: skip
    checkin.take(event=event, scans=scans, device="Demo", by=organiser, at=starts_at + timedelta(minutes=10))
    return seated


def _asked(event: Event, came: list[Registration], organiser: User) -> None:
    """Those who came are asked the day after; half of them answer within a few days."""
    at = event.ends_at + timedelta(hours=20)
    survey.send(event=event, by=organiser, at=at)
    part, following = survey_queries.questions_of(event)
    for place, (registration, said) in enumerate(zip(came[::2] + came[1::2], words.ANSWERS, strict=False)):
        satisfaction, recommend, choice, text, comment = said
        language = registration.language
        given: dict[str, Any] = {str(part.pk): choice}
        if text:
            given[str(following.pk)] = text[language]
        survey.answer(
            registration=registration, satisfaction=satisfaction, recommend=recommend, answers=given,
            comment=comment.get(language, ""), language=language, at=at + timedelta(hours=3 + 5 * place),
        )  # fmt: skip


def _paid(event: Event, organiser: User) -> None:
    at = event.ends_at + timedelta(days=10)
    for kind, label, planned, actual in words.COSTS:
        costs.save_cost(
            event=event, kind=kind, label=label[organiser.language], planned_eur=Decimal(planned),
            actual_eur=Decimal(actual) if actual is not None else None, by=organiser, at=at,
        )  # fmt: skip
    text = words.RESULTS[organiser.language]
    costs.write_results(event=event, text=text, based_on="", by=organiser, at=at)


def _outcomes(stage: Stage, event: Event, own: list[Cast], organiser: User) -> None:
    """Three needs, two ideas, two calls and two cooperations, of companies that were there."""
    at, language = event.ends_at + timedelta(days=1), organiser.language
    theme = event.theme
    for cast, title in zip(own, words.NEEDS, strict=False):
        values = {
            "title": title[language], "description": words.SUMMARIES[language], "language": language, "theme": theme,
        }  # fmt: skip
        links.add_need(event=event, company=cast.company, values=values, by=organiser, at=at)
    for cast, idea in zip(own[1:], words.IDEAS, strict=False):
        links.link_idea(event=event, idea=idea[language], company=cast.company, by=organiser, at=at)
    for cast in own[:2]:
        contact = companies.plan_contact(
            company=cast.company, kind=ContactKind.PHONE, subject=words.CONTACT[language],
            starts_at=stage.moment(stage.working_day(7 - DAYS_AGO), 10, 0), minutes=30, people=cast.people[:1],
            team=[organiser], invite=False, by=organiser, at=at,
        )  # fmt: skip
        links.link_contact(event=event, contact=contact, by=organiser, at=at)
    for place, (title, state, value) in enumerate(words.COOPERATIONS):
        cooperations.begin(
            first=own[place].company, second=own[place + 2].company, title=title[language], event=event, state=state,
            value_eur=value, by=organiser, at=at + timedelta(days=3 + place),
        )  # fmt: skip
