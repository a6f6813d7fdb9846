"""What did the invented companies say in the field over three years? Rises and falls are planted (`demo/field.yaml`)."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import Audience, ContactKind
from grappe.apps.desk.operations.demo_contacts import call_link
from grappe.apps.desk.operations.demo_stage import Cast, Stage, workday
from grappe.engines.planning import add_months

KINDS = (ContactKind.VIDEO, ContactKind.PHONE, ContactKind.EMAIL)
USUAL = 120  # companies, for which the file says how often something is talked of
SETTLED = timedelta(days=20)  # from there on a company that is looked after has contacts
KEEN = 0.4  # the share of companies that are spoken with more often than their roadmap wants


def tell_field(stage: Stage) -> None:
    """Tell short contacts of the last 36 months: a company says something of one or two subjects, and other things."""
    stage = replace(stage, chance=random.Random("field"))  # what else is told stays as it is
    field = stage.words.field
    spoken = [cast for cast in stage.cast if cast.talks]
    keen = {cast.company.pk for cast in stage.chance.sample(spoken, round(len(spoken) * KEEN))}
    for back in range(36, 0, -1):
        said: dict[int, list[str]] = defaultdict(list)
        day = add_months(stage.today, -back)
        there = {cast.company.pk: cast for cast in spoken if _may_be_told(cast, day, stage, keen)}
        for name, subject in field["subjects"].items():
            for _n in range(_times(stage, subject.get("demo"), 36 - back)):
                if able := [pk for pk, cast in there.items() if _talks_of(cast, subject["demo"])]:
                    said[stage.chance.choice(able)].append(name)
        for pk, names in said.items():
            _held(stage, there[pk], list(dict.fromkeys(names)), day)


def _may_be_told(cast: Cast, day: date, stage: Stage, keen: set[int]) -> bool:
    """Return whether a company has a short contact in the month from a day: most had a longer one afterwards."""
    month_later = stage.moment(day, 12) + timedelta(days=31)
    return cast.company.created_at + SETTLED < stage.moment(day, 8) and (
        cast.company.pk in keen or cast.talks[0].at > month_later
    )


def _times(stage: Stage, demo: dict[str, Any] | None, month: int) -> int:
    """Return how many contacts of a month have a subject, for a demonstration of this size."""
    wanted = int(demo["months"][month], 36) * len(stage.cast) / USUAL if demo else 0.0
    return int(wanted) + (stage.chance.random() < wanted % 1)


def _talks_of(cast: Cast, demo: dict[str, Any]) -> bool:
    return not demo["clusters"] or bool(set(demo["clusters"]) & set(cast.invention.clusters))


def _held(stage: Stage, cast: Cast, names: list[str], month: date) -> None:
    """Tell one short contact within a month, with its notes."""
    field, chance = stage.words.field, stage.chance
    day = min(month + timedelta(days=chance.randint(0, 29)), stage.today - timedelta(days=1))
    starts = stage.moment(workday(day))
    language = chance.choices((cast.manager.language, cast.company.language, "lb"), (50, 30, 20))[0]
    kind = chance.choice(KINDS)
    contact = companies.plan_contact(
        company=cast.company,
        kind=kind,
        link=call_link(stage) if kind == ContactKind.VIDEO else "",
        subject=field["subjects"][names[0]]["demo"]["subject"][cast.manager.language],
        starts_at=starts,
        minutes=15,
        people=cast.people[:1],
        team=[cast.manager],
        invite=False,
        audience=Audience.CONFIDENCE if chance.random() < 0.08 else Audience.EVERYONE,
        by=cast.manager,
        at=starts - timedelta(days=1),
    )
    sentences = [chance.choice(field["subjects"][name][language]) for name in names]
    sentences[0] = f"{chance.choice(field['before'][language])} {sentences[0]}"
    sentences.insert(chance.randint(0, len(sentences)), _aside(stage, language))
    companies.save_notes(
        contact=contact, text=" ".join(sentences), based_on=0, language=language, by=cast.manager,
        at=starts + timedelta(minutes=10),
    )  # fmt: skip
    companies.hold_contact(
        contact=contact, next_contact_on=None, by=cast.manager, at=starts + timedelta(minutes=20)
    )


def _aside(stage: Stage, language: str) -> str:
    field, chance = stage.words.field, stage.chance
    return str(chance.choice(field["chatter"][language])).format(
        month=chance.choice(field["months"][language]),
        day=chance.choice(field["days"][language]),
        name=chance.choice(field["names"]),
        number=chance.randint(3, 90),
    )
