"""How does a test make ideas, the people around them and their gates? Rows as the operations write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from grappe.apps.ideas.models import (
    Answer,
    AnswerGroup,
    Assessment,
    Author,
    Challenge,
    Comment,
    Contributor,
    Gate,
    Idea,
    Participant,
    Review,
    Reviewer,
    Step,
    Vote,
)
from grappe.apps.ideas.operations.encoding import index

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
CRITERIA = [
    {"key": "need", "names": {"en": "Need", "fr": "Besoin", "de": "Bedarf"}, "helps": {}, "weight": 50},
    {
        "key": "novelty",
        "names": {"en": "Novelty", "fr": "Nouveauté", "de": "Neuheit"},
        "helps": {},
        "weight": 30,
    },
    {
        "key": "feasible",
        "names": {"en": "Feasible", "fr": "Faisable", "de": "Machbar"},
        "helps": {},
        "weight": 20,
    },
]
_numbers = iter(range(1, 10**9))


def contributor(name: str = "Camille Exemple", *, at: datetime = AT, **more: Any) -> Contributor:
    """Somebody from outside, unless `more` says a user or a person."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": name,
        "email": f"contributor{number}@company.example",
        "organisation": "Exemple S.A.",
        "language": "fr",
        "salt": f"salt{number}",
        "confirmed_at": at,
        "added_at": at,
    }
    return Contributor.objects.create(**(values | more))


def colleague(user: Any, *, at: datetime = AT) -> Contributor:
    """A colleague as a contributor."""
    found = Contributor.objects.filter(user=user).first()
    return found or contributor(user.name, user=user, email=user.email, language=user.language, at=at)


def idea(lead: Any, title: str = "", *, at: datetime = AT, authors: Any = None, **more: Any) -> Idea:
    """An idea that somebody from outside had and `lead` looks after; `authors` [] for nobody's."""
    stage = more.get("stage", "captured")
    values: dict[str, Any] = {
        "title": title or f"A shared line for recycling composites {next(_numbers)}",
        "text": "Companies send their offcuts to one line instead of the incinerator.",
        "language": "en",
        "stage_since": at,
        "rested_from": "screened" if stage in ("parked", "rejected") else "",
        "lead": lead,
        "captured_at": at,
        "captured_by": lead,
    }
    clusters = more.pop("clusters", ())
    made = Idea.objects.create(**(values | more))
    made.clusters.set(clusters)
    for each in [contributor(at=at)] if authors is None else authors:
        Author.objects.create(idea=made, contributor=each, added_at=at)
    Step.objects.create(idea=made, kind="capture", came_to="captured", at=at, by=lead)
    index(made)
    return made


def comment(
    of: Idea, by: Contributor, text: str = "We would use it.", *, at: datetime = AT, **more: Any
) -> Comment:
    """What somebody says of an idea."""
    return Comment.objects.create(idea=of, contributor=by, text=text, written_at=at, **more)


def gate(from_stage: str = "captured", to_stage: str = "screened", **more: Any) -> Gate:
    """The gate of a stage; the one of the catalogue where it is loaded."""
    found = Gate.objects.filter(from_stage=from_stage, active=True).first()
    if found is not None and not more:
        return found
    values: dict[str, Any] = {
        "slug": f"gate-{next(_numbers)}",
        "names": {"en": "Screening", "fr": "Premier tri", "de": "Erste Prüfung"},
        "from_stage": from_stage,
        "to_stage": to_stage,
        "criteria": CRITERIA,
        "reviewers_needed": 2,
        "active": found is None,
    }
    return Gate.objects.create(**(values | more))


def assessment(of: Idea, at_gate: Gate | None = None, *, at: datetime = AT, **more: Any) -> Assessment:
    """An idea at its gate, open unless `more` says otherwise."""
    passed = at_gate or gate()
    values: dict[str, Any] = {
        "number": of.assessments.filter(gate=passed).count() + 1,
        "criteria": passed.criteria,
        "reviewers_needed": passed.reviewers_needed,
        "due_on": (at + timedelta(days=14)).date(),
        "opened_at": at,
        "opened_by": of.lead,
        "closed_at": at if more.get("state", "open") != "open" else None,
    }
    return Assessment.objects.create(idea=of, gate=passed, **(values | more))


def reviewer(of: Assessment, who: Contributor | None = None, *, at: datetime = AT, **more: Any) -> Reviewer:
    """Somebody asked to review."""
    if more.get("conflict"):
        more.setdefault("conflict_at", at)
    return Reviewer.objects.create(
        assessment=of, contributor=who or contributor("Robin Gutachter", at=at), asked_at=at, **more
    )


def review(
    of: Reviewer, scores: dict[str, int] | None = None, *, given: bool = True, at: datetime = AT, **more: Any
) -> Review:
    """What a reviewer says; hidden drafts with `given` False."""
    chosen = {entry["key"]: 3 for entry in of.assessment.criteria} if scores is None else scores
    return Review.objects.create(
        reviewer=of, scores=chosen, saved_at=at, given_at=at if given else None, **more
    )


def challenge(lead: Any, *, at: datetime = AT, team: Any = (), clusters: Any = (), **more: Any) -> Challenge:
    """An ideation campaign that takes answers since `at`, for ten days, then a week of grouping and a week of voting."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"offcuts-{number}",
        "questions": {
            "en": "What becomes of our offcuts?",
            "fr": "Que faire de nos chutes ?",
            "de": "Was wird aus unserem Verschnitt?",
        },
        "backgrounds": {"en": "Each of us burns forty tonnes a year."},
        "opens_at": at,
        "answers_until": at + timedelta(days=10),
        "votes_from": at + timedelta(days=17),
        "votes_until": at + timedelta(days=24),
        "votes_each": 3,
        "state": "open",
        "made_at": at,
        "made_by": lead,
        "published_at": at,
        "published_by": lead,
    }
    made = Challenge.objects.create(lead=lead, **(values | more))
    made.team.set(team)
    made.clusters.set(clusters)
    return made


def participant(
    of: Challenge, who: Contributor | None = None, *, at: datetime = AT, **more: Any
) -> Participant:
    """Somebody who was invited and has joined."""
    values: dict[str, Any] = {"added_at": at, "invited_at": at, "joined_at": at}
    return Participant.objects.create(challenge=of, contributor=who or contributor(at=at), **(values | more))


def answer(
    of: Participant, text: str = "One line that takes the offcuts of all.", *, at: datetime = AT, **more: Any
) -> Answer:
    """What somebody answers."""
    if more.get("hidden_at"):
        more.setdefault("hidden_why", "It names a person.")
    return Answer.objects.create(participant=of, text=text, **({"language": "en", "written_at": at} | more))


def answer_group(of: Challenge, title: str = "A shared line", **more: Any) -> AnswerGroup:
    """A group on the board."""
    place = of.groups.count()
    return AnswerGroup.objects.create(challenge=of, **({"titles": {"en": title}, "position": place} | more))


def vote(by: Participant, *, at: datetime = AT, **of: Any) -> Vote:
    """One vote for a `group` or an `answer`."""
    return Vote.objects.create(participant=by, number=by.votes.count() + 1, given_at=at, **of)
