"""Which ideas does the demonstration have? At least one at each stage, with authors, support and comments of companies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import ContactKind, MarkKind
from grappe.apps.desk.operations import demo_idea_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.ideas.enums import WAY, LinkKind, StepKind
from grappe.apps.ideas.enums import Stage as IdeaStage
from grappe.apps.ideas.operations import contributors, merging, resting, talk
from grappe.apps.ideas.operations.ideas import Draft, Origin, capture, locked, step

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Contributor, Idea

PASSED = {
    "en": "The gate was passed (invented).",
    "fr": "Le jalon est passé (inventé).",
    "de": "Das Gate ist bestanden (erfunden).",
}


def tell_captured(stage: Stage) -> dict[str, Idea]:
    """Tell how ideas were captured and how far each has come; return one at each stage, none where companies are too few."""
    found: dict[str, Idea] = {}
    by_title: dict[str, Idea] = {}
    for number, told in enumerate(words.IDEAS):
        guests = _guests(stage, told, number)
        if not guests:
            return {}
        idea = _captured(stage, told, guests[0])
        _spoken_of(stage, told, idea, guests)
        idea = _on_its_way(stage, told, idea)
        by_title[told.title] = idea
        found.setdefault(told.stage, idea)
    absorbed, kept = (by_title[title] for title in words.MERGED)
    by, at = stage.team["admin@demo.example"], stage.at - timedelta(days=20)
    merging.merge(absorbed=absorbed, kept=kept, why=words.MERGED_WHY, by=by, at=at)
    return found


def _manager(stage: Stage, told: words.IdeaWords) -> User:
    return stage.team[f"{told.manager}@demo.example"]


def _guests(stage: Stage, told: words.IdeaWords, number: int) -> list[Cast]:
    """Return companies that were on file when the idea was had, those of its cluster in front; each idea begins elsewhere."""
    before = stage.at - timedelta(days=told.days + 30)
    own = [
        each
        for each in stage.cast
        if each.manager == _manager(stage, told)
        and each.people
        and each.people[0].email
        and each.company.created_at < before
    ]
    near = [each for each in own if told.clusters[0] in each.invention.clusters] or own
    turn = number % max(1, len(near))
    ordered = [*near[turn:], *near[:turn]]
    return [*ordered, *(each for each in own if each not in ordered)]


def _author(cast: Cast, by: User, at: datetime) -> Contributor:
    return contributors.of_person(person=cast.people[0], by=by, at=at)


def _captured(stage: Stage, told: words.IdeaWords, cast: Cast) -> Idea:
    manager = _manager(stage, told)
    at = stage.moment(stage.working_day(-told.days), 15, 30)
    known = {each.slug: each for each in clusters.clusters()}
    draft = Draft(
        title=told.title, text=told.text, language=told.language, company=cast.company, lead=manager,
        theme=next(each for each in clusters.themes() if each.slug == told.theme),
        clusters=[known[slug] for slug in told.clusters if slug in known], canvas=told.canvas,
    )  # fmt: skip
    origins = [_first_sentence(stage, cast, manager, at)] if told.stage == IdeaStage.FLAGSHIP else []
    authors = [_author(cast, manager, at)]
    return capture(draft=draft, authors=authors, origins=origins, by=manager, at=at, invented=True)


def _first_sentence(stage: Stage, cast: Cast, manager: User, at: datetime) -> Origin:
    """Tell the contact in whose notes the idea stands, and return the marked sentence."""
    starts = at - timedelta(hours=3)
    contact = companies.plan_contact(
        company=cast.company, kind=ContactKind.VISIT, subject="Besuch in der Fertigung", starts_at=starts, minutes=90,
        people=cast.people[:1], team=[manager], invite=False, by=manager, at=starts - timedelta(days=9),
    )  # fmt: skip
    companies.save_notes(
        contact=contact,
        text=words.FIRST_NOTES,
        based_on=0,
        language="de",
        by=manager,
        at=at - timedelta(hours=2),
    )
    mark = companies.mark_passage(
        contact=contact,
        kind=MarkKind.IDEA,
        passage=words.FIRST_SENTENCE,
        by=manager,
        at=at - timedelta(hours=1),
    )
    companies.hold_contact(contact=contact, by=manager, at=at - timedelta(minutes=30))
    return Origin(LinkKind.MARK, mark, words.FIRST_SENTENCE)


def _spoken_of(stage: Stage, told: words.IdeaWords, idea: Idea, guests: list[Cast]) -> None:
    """Tell who supports an idea and what was said of it; companies say it through colleagues, so it is theirs here."""
    at = idea.captured_at + timedelta(days=2)
    team = [each for each in stage.team.values() if each.role != "ministry"]
    for number in range(min(told.supporters, len(team))):
        talk.support(idea=idea, wanted=True, by=team[number], at=at + timedelta(hours=number))
    author = _author(guests[0], _manager(stage, told), at)
    for number, said in enumerate(told.comments):
        talk.say(
            idea=idea,
            text=said,
            by=author if number == 0 else team[number],
            at=at + timedelta(hours=18 + number),
        )
    talk.watch(idea=idea, wanted=True, by=_manager(stage, told), at=at)


def _on_its_way(stage: Stage, told: words.IdeaWords, idea: Idea) -> Idea:
    """Bring an idea to its stage, step by step; the gates' own part of the demonstration says how each was decided."""
    manager = _manager(stage, told)
    for to, days in zip(WAY[1:], told.steps, strict=False):
        at = idea.captured_at + timedelta(days=days)
        step(idea=locked(idea), kind=StepKind.GATE, to=to, why=PASSED, by=manager, at=at)
    rests_at = idea.captured_at + timedelta(days=(told.steps or (25,))[-1] + 6)
    if told.stage == IdeaStage.PARKED:
        until = stage.today + timedelta(days=120)
        resting.park(idea=idea, until=until, why=told.why, by=manager, at=rests_at)
    if told.stage == IdeaStage.REJECTED:
        resting.reject(idea=idea, why=told.why, by=manager, at=rests_at)
    return locked(idea)
