"""What came of the demonstration's talks: needs, solutions, introductions, roadmaps, aids, follow-ups?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from grappe.apps.desk.operations.demo_stage import Cast, Stage, Talk
from grappe.apps.matches import operations as matches
from grappe.apps.matches import queries as match_queries
from grappe.apps.matches.enums import IntroductionState, MatchState
from grappe.apps.needs import operations as needs
from grappe.apps.needs.enums import Urgency
from grappe.apps.roadmaps import operations as roadmaps
from grappe.apps.roadmaps.enums import AidState, CadenceUnit

if TYPE_CHECKING:
    from grappe.apps.matches.models import Introduction, Match
    from grappe.apps.needs.models import Need
    from grappe.apps.roadmaps.models import Roadmap
    from grappe.apps.solutions.models import Solution

# How many days ago introductions were sent, and what became of them ("" waits for its answer).
INTRODUCTIONS = (
    (3, ""), (10, ""), (12, ""), (23, ""), (28, ""), (47, ""), (55, ""), (6, ""), (16, ""), (33, ""), (50, ""),
    (20, "accepted"), (40, "accepted"), (75, "accepted"), (90, "done"), (140, "done"), (210, "done"),
    (35, "declined"), (60, "declined"), (80, "withdrawn"),
)  # fmt: skip
LETTERS = {
    "fr": "Bonjour, {company} cherche de l'aide : {need}. Auriez-vous le temps d'un premier échange ?",
    "de": "Guten Tag, {company} sucht Unterstützung: {need}. Hätten Sie Zeit für ein erstes Gespräch?",
    "en": "Hello, {company} is looking for help: {need}. Would you have time for a first talk?",
}
ANSWERS = {
    "declined": {
        "fr": "Carnet de commandes plein jusqu'à l'automne.",
        "de": "Bis zum Herbst keine freien Kapazitäten.",
        "en": "No capacity until the autumn.",
    },
    "done": {
        "fr": "Trois journées sur place, rapport remis et présenté à la direction.",
        "de": "Drei Tage vor Ort, Bericht übergeben und der Leitung vorgestellt.",
        "en": "Three days on site; the report was handed over and presented to the management.",
    },
    "withdrawn": {"fr": "Envoyé par erreur.", "de": "Versehentlich gesendet.", "en": "Sent by mistake."},
}
WEEK = timedelta(days=7)
TITLES = {"fr": "Feuille de route {topic}", "de": "Fahrplan {topic}", "en": "Roadmap {topic}"}


def tell_work(stage: Stage) -> None:
    """Tell what came of the talks, company by company, and end with how often one speaks with whom."""
    wanted = [
        (cast, talk, _need(stage, cast, talk)) for cast in stage.cast for talk in cast.talks if talk.mark
    ]
    known = [(cast, talk, need) for cast, talk, need in wanted if need is not None]
    stage.chance.shuffle(known)
    latest_first = sorted(known, key=lambda told: told[1].at, reverse=True)
    earliest = {cast.company.pk: (cast, talk) for cast, talk, _need in latest_first}
    for place, (cast, talk) in enumerate(sorted(earliest.values(), key=lambda told: told[1].at)[:32]):
        _roadmap(stage, cast, talk, place)
    helpers: dict[str, Any] = {}
    sent = 0
    for cast, talk, need in known[:30]:
        accepted = _decide(stage, cast, talk, need, helpers)
        if accepted is not None and accepted.solution is not None and sent < len(INTRODUCTIONS):
            introduce(stage, cast, accepted, accepted.solution, *INTRODUCTIONS[sent])
            sent += 1
    _follow_ups(stage)


def _need(stage: Stage, cast: Cast, talk: Talk) -> Need | None:
    """Tell the need that a marked passage became; some passages wait to be made one."""
    if stage.chance.random() < 0.2:
        return None
    language = cast.company.language
    words = talk.topic["need"][language]
    need = needs.add_need(
        company=cast.company,
        title=words["title"],
        description=words["text"],
        language=language,
        theme=talk.topic["theme"],
        urgency=stage.chance.choices(Urgency.values, (20, 50, 30))[0],
        mark=talk.mark,
        by=cast.manager,
        at=talk.at + timedelta(hours=1),
    )
    after = talk.at + timedelta(days=stage.chance.randint(30, 200))
    if after < stage.at and stage.chance.random() < 0.25:
        decide = needs.meet_need if stage.chance.random() < 0.7 else needs.dismiss_need
        decide(need=need, by=cast.manager, at=after)
        return None
    return need


def _decide(stage: Stage, cast: Cast, talk: Talk, need: Need, helpers: dict[str, Any]) -> Match | None:
    """Accept the best service or provider for a need, and return that decision; None where there is none.

    A topic's solutions are ranked for its first need, for which an aid is accepted too; further needs of the topic
    take the same helper, each decision with its own reasons.
    """
    at = min(stage.at, talk.at + timedelta(days=stage.chance.randint(1, 6)))
    topic = talk.topic["id"]
    if topic not in helpers:
        ranking = match_queries.ranked_for(need.pk, on=at.date(), for_user=cast.manager, limit=12)
        best = [found for found in ranking.found if found.possible]
        aid = next((found for found in best if found.kind == "programme"), None)
        if aid is not None:
            accepted = accept(need, aid.kind, aid.pk, cast, at)
            if len(helpers) % 2:
                roadmaps.add_step_from_match(match=accepted, by=cast.manager, at=max(at, stage.at - WEEK))
        helpers[topic] = next(
            (found for found in best if found.kind != "programme" and found.thing.contact_email), None
        )
    helper = helpers[topic]
    return accept(need, helper.kind, helper.pk, cast, at) if helper is not None else None


def accept(need: Need, kind: str, pk: int, cast: Cast, at: datetime) -> Match:
    """Tell that a solution or an aid was accepted for a need."""
    return matches.decide(
        need_id=need.pk, kind=kind, pk=pk, state=MatchState.ACCEPTED, as_of=at.date(), by=cast.manager, at=at
    )


def introduce(
    stage: Stage, cast: Cast, match: Match, solution: Solution, days: int, became: str
) -> Introduction:
    """Tell an introduction of so many days ago and what became of it."""
    at = stage.moment(stage.today - timedelta(days=days), 10, 30)
    language = solution.contact_language
    introduction = matches.introduce(
        match=match,
        recipient_name=solution.contact_name or solution.name,
        recipient_email=solution.contact_email,
        language=language,
        message=LETTERS[language].format(company=cast.company, need=match.need.title),
        by=cast.manager,
        at=at,
    )
    later = at + timedelta(days=min(days - 1, stage.chance.randint(2, 12)))
    if became == "withdrawn":
        note = ANSWERS[became][cast.manager.language]
        matches.withdraw(introduction=introduction, note=note, by=cast.manager, at=later)
    elif became:
        first = IntroductionState.DECLINED if became == "declined" else IntroductionState.ACCEPTED
        note = ANSWERS["declined"][language] if became == "declined" else ""
        matches.change(introduction=introduction, to_state=first, note=note, by=None, at=later)
        if became == "done":
            end = min(stage.at, later + timedelta(days=40))
            matches.change(
                introduction=introduction,
                to_state=IntroductionState.DONE,
                note=ANSWERS["done"][language],
                by=None,
                at=end,
            )
    return introduction


def _roadmap(stage: Stage, cast: Cast, talk: Talk, place: int) -> None:
    """Tell a roadmap of the topic's steps: some on track, some late, some held up, some closed with an outcome."""
    lags = place % 3 == 0
    age = stage.chance.choice((110, 150, 200) if lags else (20, 60, 110, 170, 240))
    opened = max(stage.moment(stage.working_day(-age), 9, 15), talk.at + timedelta(days=1))
    if opened > stage.at:
        return
    language = cast.company.language
    roadmap = roadmaps.open_roadmap(
        company=cast.company,
        title=TITLES[language].format(topic=talk.topic["subject"][language]),
        by=cast.manager,
        at=opened,
    )
    start = opened.date() + timedelta(days=7)
    before: int | None = None
    for number, told in enumerate(talk.topic["steps"]):
        end = start + timedelta(days=told["days"] - 1)
        before = _step(stage, cast, roadmap, told, start, end, before, lagging=lags and number > 0)
        start = end + timedelta(days=3)
    _aids(stage, cast, roadmap, talk, opened, place)
    if place % 9 == 8:
        outcome = ANSWERS["done"][language]
        roadmap.refresh_from_db()
        closed = max(opened, stage.at - timedelta(days=stage.chance.randint(2, 15)))
        roadmaps.close_roadmap(
            roadmap=roadmap, version=roadmap.version, outcome=outcome, by=cast.manager, at=closed
        )


def _step(
    stage: Stage,
    cast: Cast,
    roadmap: Roadmap,
    told: dict[str, Any],
    start: date,
    end: date,
    before: int | None,
    *,
    lagging: bool,
) -> int:
    """Tell one step; what lies in the past is done, unless its roadmap lags."""
    language = cast.company.language
    done = end if end < stage.today and not lagging else None
    started = start if start <= stage.today and (done or not lagging) else None
    values = roadmaps.StepValues(
        title=told["title"][language],
        start=start,
        end=end,
        owner=cast.manager if stage.chance.random() < 0.3 else None,
        owner_name=cast.people[0].name,
        cost_eur=Decimal(told["cost"]) if told["cost"] else None,
        expected_aid_eur=Decimal(told["aid"]) if told["aid"] else None,
        depends_on=[before] if before else [],
        started_on=started,
        done_on=done,
    )
    step, _moved = roadmaps.add_step(
        roadmap=roadmap, version=None, values=values, by=cast.manager, at=stage.at
    )
    return int(step.pk)


def _aids(stage: Stage, cast: Cast, roadmap: Roadmap, talk: Talk, opened: datetime, place: int) -> None:
    """Tell the roadmap's aid, in each of the five states by turns."""
    amount = Decimal(sum(told["aid"] for told in talk.topic["steps"]))
    if not amount:
        return
    label = talk.topic["steps"][0]["title"][cast.company.language]
    aid = roadmaps.add_aid(roadmap=roadmap, version=None, label=label, by=cast.manager, at=opened)
    day = opened.date()
    passed = (stage.today - day).days
    path: tuple[tuple[AidState, Decimal | None, date], ...] = (
        (AidState.REQUESTED, amount, day + timedelta(days=passed // 4)),
        (
            AidState.OBTAINED,
            (amount * Decimal("0.9")).quantize(Decimal(1)),
            day + timedelta(days=passed // 2),
        ),
        (
            AidState.PAID,
            (amount * Decimal("0.5")).quantize(Decimal(1)),
            day + timedelta(days=passed * 3 // 4),
        ),
    )
    steps = place % 5
    if steps == 4:
        path = (path[0], (AidState.REFUSED, None, path[1][2]))
        steps = 2
    for state, money, on in path[:steps]:
        aid.roadmap.refresh_from_db()
        aid = roadmaps.change_aid(
            aid=aid,
            version=aid.roadmap.version,
            state=state,
            amount=money,
            on=on,
            by=cast.manager,
            at=stage.at,
        )


def _follow_ups(stage: Stage) -> None:
    """Tell how often one speaks with whom; some cadences are long overdue."""
    for cast in stage.cast:
        if stage.chance.random() > 0.45:
            continue
        paused = stage.today + timedelta(days=60) if stage.chance.random() < 0.06 else None
        roadmaps.set_follow_up(
            company=cast.company,
            every=stage.chance.choice((2, 3, 4, 6, 6, 12)),
            unit=CadenceUnit.MONTHS,
            owner=cast.manager,
            paused_until=paused,
            by=cast.manager,
            at=stage.at - timedelta(days=stage.chance.randint(60, 420)),
        )
