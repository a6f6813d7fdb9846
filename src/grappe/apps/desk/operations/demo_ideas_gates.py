"""Which gates does the demonstration have? One at which four reviewers disagree, and some that were decided."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations import demo_gate_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.ideas.enums import Stage as IdeaStage
from grappe.apps.ideas.enums import StepKind
from grappe.apps.ideas.operations import assessments, contributors, decisions, resting, reviews
from grappe.apps.ideas.operations.ideas import Draft, capture, locked, step
from grappe.apps.ideas.queries.judging import panel

if TYPE_CHECKING:
    from datetime import datetime

    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Assessment, Contributor, Idea, Reviewer

LATER = {
    "en": "The gate was passed (invented).",
    "fr": "Le jalon est passé (inventé).",
    "de": "Das Gate ist bestanden (erfunden).",
}


AFTERWARDS = {
    "parked": {
        "en": "Too few joined; once more next year. (invented)",
        "fr": "Trop peu de participants ; à revoir l’an prochain. (inventé)",
        "de": "Zu wenige machen mit; nächstes Jahr noch einmal. (erfunden)",
    },
    "rejected": {
        "en": "The need was smaller than it seemed. (invented)",
        "fr": "Le besoin était plus petit qu’il ne semblait. (inventé)",
        "de": "Der Bedarf war kleiner, als er schien. (erfunden)",
    },
    "reopened": {
        "en": "Four installers have asked since. (invented)",
        "fr": "Quatre installateurs l’ont demandé depuis. (inventé)",
        "de": "Vier Installateure haben seither gefragt. (erfunden)",
    },
}
GUESTS = 6  # companies at least: below, the demonstration has no gates


def tell_gates(stage: Stage) -> None:
    """Tell who reviewed which ideas, how far they are apart, and what was decided; nothing without companies."""
    guests = [each for each in stage.cast if each.people and each.people[0].email]
    if len(guests) < GUESTS:
        return
    admin = stage.team["admin@demo.example"]
    for told, guest in zip(words.PAST, cycle(guests[:3] + guests[GUESTS:]), strict=False):
        idea = _captured(stage, told, guest, before=20)
        assessment = _reviewed(stage, told, idea)
        at = stage.moment(stage.working_day(6 - told.days), 16, 0)
        decisions.decide(
            assessment=assessment, outcome=told.outcome, reasons={_language(guest): told.why},
            version=panel(assessment).version, by=admin, at=at,
        )  # fmt: skip
        _became(stage, told, idea, admin)
    for told, guest in zip(words.OPEN, guests[3:GUESTS], strict=False):
        idea = _captured(stage, told, guest, before=60)
        for number, to in enumerate((IdeaStage.SCREENED, IdeaStage.MATURED)):
            at = idea.captured_at + timedelta(days=15 * (number + 1))
            step(idea=locked(idea), kind=StepKind.GATE, to=to, why=LATER, by=guest.manager, at=at)
        _reviewed(stage, told, idea)


def _became(stage: Stage, told: words.Gated, idea: Idea, admin: User) -> None:
    """Tell what became of an idea some months after it was decided."""
    at = stage.moment(stage.working_day(100 - told.days), 11, 0)
    said: dict[str, Any] = {"idea": idea, "why": AFTERWARDS.get(told.later, {}), "by": admin, "at": at}
    if told.later == "further":
        step(idea=locked(idea), kind=StepKind.GATE, to=IdeaStage.MATURED, why=LATER, by=admin, at=at)
    elif told.later == "parked":
        resting.park(until=None, **said)
    elif told.later == "rejected":
        resting.reject(**said)
    elif told.later == "reopened":
        resting.reopen(**said)


def _language(guest: Cast) -> str:
    return guest.people[0].language if guest.people[0].language in LATER else "fr"


def _captured(stage: Stage, told: words.Gated, guest: Cast, *, before: int) -> Idea:
    known = {each.slug: each for each in clusters.clusters()}
    at = stage.moment(stage.working_day(-told.days - before), 10, 0)
    draft = Draft(
        title=told.title, text=told.text, language=told.language, company=guest.company, lead=guest.manager,
        clusters=[known[slug] for slug in told.clusters if slug in known], canvas={"problem": told.problem},
    )  # fmt: skip
    author = contributors.of_person(person=guest.people[0], by=guest.manager, at=at)
    return capture(draft=draft, authors=[author], by=guest.manager, at=at, invented=True)


def _reviewed(stage: Stage, told: words.Gated, idea: Idea) -> Assessment:
    """Bring an idea to its gate and give the reviews; one more colleague is still to give theirs where it is open."""
    at = stage.moment(stage.working_day(-told.days), 9, 0)
    panel = _panel(stage, idea, at)[: max(len(told.scores), 1)]
    lead = idea.lead
    assert lead is not None
    due = (at + timedelta(days=21)).date()
    assessment = assessments.open_gate(idea=idea, reviewers=panel, due_on=due, by=lead, at=at)
    asked = {
        each.contributor_id: each
        for each in assessment.reviewers.select_related("contributor", "assessment__idea")
    }
    for number, (who, scores) in enumerate(zip(panel, told.scores, strict=True)):
        said = at + timedelta(days=1, hours=number)
        _given(
            asked[who.pk],
            who,
            scores,
            told.words[number],
            told.outcome or ("pass", "rework")[number % 2],
            said,
        )
    return assessment


def _panel(stage: Stage, idea: Idea, at: datetime) -> list[Contributor]:
    """Return who reviews: colleagues who do not look after the idea, then two experts from outside."""
    inside = [
        each
        for each in stage.team.values()
        if each.role != "ministry" and each.pk != idea.lead_id and each.email != "admin@demo.example"
    ]
    found = [contributors.of_user(user=each, at=at) for each in inside[:2]]
    return found + [
        contributors.from_outside(
            name=name,
            email=email,
            organisation=organisation,
            language=language,
            confirmed=True,
            by=idea.lead,
            at=at,
        )
        for name, email, organisation, language in words.EXPERTS
    ]


def _given(
    reviewer: Reviewer,
    who: Contributor,
    scores: tuple[int | None, ...],
    over_all: str,
    advice: str,
    at: datetime,
) -> None:
    by = who.user or who
    keys = [each["key"] for each in reviewer.assessment.criteria]
    said = reviews.Said(scores=dict(zip(keys, scores, strict=True)), words=over_all, advice=advice)
    reviews.declare(reviewer=reviewer, conflict="", by=by, at=at)
    reviews.give(reviewer=reviewer, said=said, version=0, by=by, at=at)
