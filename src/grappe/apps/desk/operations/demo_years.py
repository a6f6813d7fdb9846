"""What happened in the two years before? Enough of each kind that a figure has a past: the same work, told with earlier days."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations.demo_diagnostics import run_through
from grappe.apps.desk.operations.demo_event_before import came_and_said, filled
from grappe.apps.desk.operations.demo_stage import Cast, Stage, Talk, workday
from grappe.apps.desk.operations.demo_work import accept, introduce
from grappe.apps.diagnostics.queries.runs import runs_of
from grappe.apps.events.operations import cooperations, invented
from grappe.apps.events.operations import events as organising
from grappe.apps.events.operations import registrations as registering
from grappe.apps.matches import queries as match_queries
from grappe.apps.needs import operations as needs
from grappe.apps.roadmaps import operations as roadmaps
from grappe.apps.roadmaps.enums import AidState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event

SETTLED = timedelta(days=45)
# For 120 companies: runs of the maturity model, introductions, aids; and the guests of each of the year's two evenings.
YEARS = {2: (9, 4, 7, 11), 1: (16, 6, 11, 16)}
USUAL = 120
EVENINGS = (
    (4, {"en": "Cluster evening in spring %d", "fr": "Soirée des clusters, printemps %d", "de": "Clusterabend im Frühling %d"}),
    (10, {"en": "Cluster evening in autumn %d", "fr": "Soirée des clusters, automne %d", "de": "Clusterabend im Herbst %d"}),
)  # fmt: skip
ABOUT = {
    "en": "Companies meet, and say what they are looking for.",
    "fr": "Des entreprises se rencontrent et disent ce qu’elles cherchent.",
    "de": "Unternehmen treffen sich und sagen, was sie suchen.",
}
TOGETHER = {"en": "Buying together, %d", "fr": "Achats communs, %d", "de": "Gemeinsamer Einkauf, %d"}


def tell_years(stage: Stage) -> None:
    """Tell, for each of the two years before this one, diagnostics, introductions, aids, events and cooperations."""
    stage = replace(stage, chance=random.Random("years"))  # what else is told stays as it is
    found: dict[int, float] = {}  # how ripe a company will be the next time
    for back, counts in YEARS.items():
        year = stage.today.year - back
        runs, introductions, aids, guests = (
            max(2, round(count * len(stage.cast) / USUAL)) for count in counts
        )
        for cast in _chosen(stage, year, runs):
            ripe = found.get(cast.company.pk, 0.4)
            if cast.company.pk in found or not runs_of(cast.company.pk, for_user=cast.manager):
                run_through(stage, cast, "dma", ripe, _day(stage, cast, year, last=date(year, 12, 15)))
                found[cast.company.pk] = ripe + 0.08
        for cast in _chosen(stage, year, introductions):
            _introduced(stage, cast, _day(stage, cast, year, last=date(year, 11, 1)))
        for number, cast in enumerate(_chosen(stage, year, aids)):
            _aided(stage, cast, _day(stage, cast, year, last=date(year, 6, 30)), refused=number % 5 == 4)
        evenings = [_evening(stage, year, month, titles, guests) for month, titles in EVENINGS]
        _together(stage, evenings[0], year)


def _chosen(stage: Stage, year: int, count: int) -> list[Cast]:
    """Return companies that were looked after in the middle of a year and that one spoke with, no two the same."""
    middle = stage.moment(date(year, 5, 1), 12)
    able = [cast for cast in stage.cast if cast.talks and cast.company.created_at + SETTLED < middle]
    return stage.chance.sample(able, min(count, len(able)))


def _day(stage: Stage, cast: Cast, year: int, *, last: date) -> date:
    """Return a working day of a year on which a company was looked after already."""
    first = max(date(year, 2, 1), (cast.company.created_at + SETTLED).date())
    return workday(first + timedelta(days=stage.chance.randint(0, max(0, (last - first).days))))


def _introduced(stage: Stage, cast: Cast, day: date) -> None:
    """Tell a need, the helper that was chosen for it, and an introduction that was accepted and done; the need is met."""
    at, talk = stage.moment(day, 9), stage.chance.choice(cast.talks)
    words = talk.topic["need"][cast.company.language]
    need = needs.add_need(
        company=cast.company, title=words["title"], description=words["text"], language=cast.company.language,
        theme=talk.topic["theme"], by=cast.manager, at=at,
    )  # fmt: skip
    ranking = match_queries.ranked_for(need.pk, on=day, for_user=cast.manager, limit=8)
    helper = next(
        (found for found in ranking.found
         if found.possible and found.kind != "programme" and found.thing.contact_email), None,
    )  # fmt: skip
    if helper is None:
        return
    match = accept(need, helper.kind, helper.pk, cast, at + timedelta(days=stage.chance.randint(2, 20)))
    introduce(stage, cast, match, helper.thing, (stage.today - day).days - 25, "done")
    need.refresh_from_db()
    met = min(stage.at, at + timedelta(days=stage.chance.randint(70, 150)))
    needs.meet_need(need=need, by=cast.manager, at=met)


def _aided(stage: Stage, cast: Cast, day: date, *, refused: bool) -> None:
    """Tell a roadmap of one step whose aid was asked for, obtained and paid out, or refused; it was closed when it was over."""
    at, language = stage.moment(day, 9), cast.company.language
    topics = [talk for talk in cast.talks if sum(step["aid"] for step in talk.topic["steps"])]
    if not topics:
        return
    talk: Talk = stage.chance.choice(topics)
    told = talk.topic["steps"][0]
    amount = Decimal(sum(step["aid"] for step in talk.topic["steps"]))
    roadmap = roadmaps.open_roadmap(
        company=cast.company, title=f"{talk.topic['subject'][language]} {day.year}", by=cast.manager, at=at
    )
    end = day + timedelta(days=told["days"])
    values = roadmaps.StepValues(
        title=told["title"][language], start=day + timedelta(days=7), end=end, owner=cast.manager,
        owner_name=cast.people[0].name, cost_eur=Decimal(told["cost"]) or None, expected_aid_eur=amount, depends_on=[],
        started_on=day + timedelta(days=7), done_on=end,
    )  # fmt: skip
    roadmaps.add_step(roadmap=roadmap, version=None, values=values, by=cast.manager, at=stage.moment(end, 17))
    aid = roadmaps.add_aid(
        roadmap=roadmap, version=None, label=told["title"][language], by=cast.manager, at=at
    )
    path: list[tuple[AidState, Decimal | None, int]] = [(AidState.REQUESTED, amount, 30)]
    if refused:
        path.append((AidState.REFUSED, None, 100))
    else:
        path += [(AidState.OBTAINED, (amount * 9 / 10).quantize(Decimal(1)), 100)]
        path += [(AidState.PAID, (amount * 4 / 5).quantize(Decimal(1)), 175)]
    for state, money, days in path:
        aid.roadmap.refresh_from_db()
        on = day + timedelta(days=days)
        aid = roadmaps.change_aid(
            aid=aid, version=aid.roadmap.version, state=state, amount=money, on=on, by=cast.manager,
            at=stage.moment(on, 11),
        )  # fmt: skip
    roadmap.refresh_from_db()
    roadmaps.close_roadmap(
        roadmap=roadmap, version=roadmap.version, outcome=told["title"][language], by=cast.manager,
        at=stage.moment(day + timedelta(days=180), 15),
    )  # fmt: skip


def _evening(stage: Stage, year: int, month: int, titles: dict[str, str], guests: int) -> Event:
    """Tell an evening of all clusters: entered by hand, checked in, asked how it was."""
    organiser = next(user for user in stage.team.values() if user.email.startswith("mia"))
    day = date(year, month, 1 + stage.chance.randint(4, 20))
    starts_at = stage.moment(day - timedelta(days=max(0, day.weekday() - 3)), 18)
    begun = organising.begin(
        draft=organising.Draft(
            titles={code: words % year for code, words in titles.items()}, summaries=ABOUT, descriptions=ABOUT,
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="Halle fictive, Belval", capacity=60,
            theme=clusters.themes().first(), clusters=list(clusters.clusters()),
        ),
        by=organiser, at=starts_at - timedelta(days=45),
    )  # fmt: skip
    invented.mark_invented(event=begun, by=organiser)
    event = organising.publish(event=begun, by=organiser, at=starts_at - timedelta(days=44))
    # Who was there in spring comes more easily in autumn.
    able = _about(stage, event)
    regular, others = able[: guests // 2], able[guests // 2 :]
    coming = regular + stage.chance.sample(others, min(guests - len(regular), len(others)))
    people = [
        registering.add_by_hand(
            event=event, filled=filled(cast), company=cast.company, walk_in=True, by=organiser,
            at=starts_at - timedelta(days=20, minutes=-place),
        )
        for place, cast in enumerate(coming)
    ]  # fmt: skip
    came_and_said(event, people, organiser)
    return event


def _together(stage: Stage, event: Event, year: int) -> None:
    """Tell a cooperation of two companies that met at an evening; it runs to this day."""
    by: User = event.organiser
    first, second = [cast.company for cast in _about(stage, event)][:2]
    cooperations.begin(
        first=first, second=second, title=TOGETHER[by.language] % year, event=event, state="running",
        value_eur=Decimal(40_000), by=by, at=event.ends_at + timedelta(days=12),
    )  # fmt: skip


def _about(stage: Stage, event: Event) -> list[Cast]:
    """Return who was looked after on an event's day and has somebody who can come."""
    return [cast for cast in stage.cast if cast.people and cast.company.created_at < event.starts_at]
