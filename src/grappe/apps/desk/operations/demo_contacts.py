"""Which contacts did the demonstration's managers have, and which are today and to come?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import Audience, ContactKind, MarkKind
from grappe.apps.desk.operations.demo_stage import Cast, Stage, Talk

KINDS = (ContactKind.VIDEO, ContactKind.VISIT, ContactKind.PHONE, ContactKind.EVENT, ContactKind.EMAIL)
MARKED = re.compile(r"\[\[(.+?)\]\]|\{\{(.+?)\}\}")
# The share of companies that were never spoken with.
NEVER = 0.14


def tell_contacts(stage: Stage) -> None:
    """Tell the contacts of every company: past ones with notes, today's and those to come."""
    for cast in stage.cast:
        if stage.chance.random() < NEVER:
            continue
        days = -stage.chance.choice((*range(3, 90), *range(3, 200), *range(3, 500, 4)))
        for topic in cast.topics:
            if stage.moment(stage.working_day(days), 8) < cast.company.created_at + timedelta(days=20):
                break
            _held(stage, cast, topic, days)
            days -= stage.chance.randint(40, 200)
    _planned(stage)


def _held(stage: Stage, cast: Cast, topic: dict[str, Any], days: int) -> None:
    """Tell a contact that was held: planned some days before, notes written while it went on, needs marked."""
    starts = stage.moment(stage.working_day(days))
    kind = stage.chance.choices(KINDS, (40, 28, 18, 8, 6))[0]
    language = _language_of_notes(stage, cast)
    contact = companies.plan_contact(
        company=cast.company,
        kind=kind,
        subject=topic["subject"][cast.manager.language],
        starts_at=starts,
        minutes=stage.chance.choice((30, 45, 60, 90)),
        link=call_link(stage) if kind == ContactKind.VIDEO else "",
        place=cast.invention.commune if kind == ContactKind.VISIT else "",
        people=cast.people[: stage.chance.choice((1, 1, 2))],
        team=[cast.manager],
        invite=False,
        audience=Audience.CONFIDENCE
        if days % 9 == 0
        else Audience.EVERYONE,  # some things are said in confidence
        by=cast.manager,
        at=starts - timedelta(days=stage.chance.randint(3, 20)),
    )
    text, marks = _notes(topic["notes"][language], str(cast.company))
    spoken = starts + timedelta(minutes=20)
    companies.save_notes(
        contact=contact, text=text, based_on=0, language=language, by=cast.manager, at=spoken
    )
    mark = None
    for kind_of_mark, passage in marks:
        made = companies.mark_passage(
            contact=contact, kind=kind_of_mark, passage=passage, by=cast.manager, at=spoken
        )
        mark = made if kind_of_mark == MarkKind.NEED else mark
    next_on = None
    if stage.chance.random() < 0.35:
        next_on = starts.date() + timedelta(days=stage.chance.choice((30, 60, 90, 180)))
    after = starts + timedelta(hours=1)
    companies.hold_contact(contact=contact, next_contact_on=next_on, by=cast.manager, at=after)
    cast.talks.append(Talk(contact, topic, mark, after))


def _planned(stage: Stage) -> None:
    """Tell what is planned: four contacts of today and some of the next weeks for each manager."""
    for manager in stage.team.values():
        own = [cast for cast in stage.cast if cast.manager == manager and cast.topics]
        stage.chance.shuffle(own)
        hours = ((9, 0), (11, 30), (14, 0), (16, 15))
        by_topic = {cast.topics[0]["id"]: cast for cast in own}  # four talks of a day are about four things
        today = list(by_topic.values())[: len(hours)]
        for cast, (hour, minute) in zip(today, hours, strict=False):
            _plan(stage, cast, stage.moment(stage.today, hour, minute), invite=False)
        later = [cast for cast in own if cast not in today]
        for place, cast in enumerate(later[:6]):
            day = stage.working_day(stage.chance.randint(2, 30))
            if day > stage.today:
                _plan(stage, cast, stage.moment(day), invite=place == 0)


def _plan(stage: Stage, cast: Cast, starts: datetime, *, invite: bool) -> None:
    kind = stage.chance.choices((ContactKind.VIDEO, ContactKind.VISIT, ContactKind.PHONE), (70, 20, 10))[0]
    companies.plan_contact(
        company=cast.company,
        kind=kind,
        subject=cast.topics[0]["subject"][cast.manager.language],
        starts_at=starts,
        link=call_link(stage) if kind == ContactKind.VIDEO else "",
        place=cast.invention.commune if kind == ContactKind.VISIT else "",
        people=cast.people[:2],
        team=[cast.manager],
        invite=invite,
        by=cast.manager,
        at=stage.at - timedelta(days=stage.chance.randint(2, 9)),
    )


def call_link(stage: Stage) -> str:
    """Return an invented address of a video call."""
    return f"https://meet.example/grappe-{stage.chance.randint(100_000, 999_999)}"


def _language_of_notes(stage: Stage, cast: Cast) -> str:
    """Return the language a manager writes in: their own, the company's, now and then Luxembourgish."""
    own = cast.manager.language
    return stage.chance.choices((own, cast.company.language, "lb", "en"), (50, 25, 15, 10))[0]


def _notes(template: str, company: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the notes' text and the passages in it that are marked as needs and ideas."""
    marks: list[tuple[str, str]] = []
    for need, idea in MARKED.findall(template):
        marks.append((MarkKind.NEED, need) if need else (MarkKind.IDEA, idea))
    text = MARKED.sub(lambda match: match[1] or match[2], template)
    return _named(text, company), [(kind, _named(passage, company)) for kind, passage in marks]


def _named(text: str, company: str) -> str:
    """Put the company's name where `%` stands alone; a percentage like `15 %` stays."""
    return re.sub(r"(?<!\d)(?<!\d\s)%", company, text)
