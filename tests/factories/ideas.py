"""How does a test make ideas, the people around them and their gates? Rows as the operations write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from grappe.apps.ideas.models import (
    Assessment,
    Author,
    Comment,
    Contributor,
    Gate,
    Idea,
    Review,
    Reviewer,
    Step,
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
