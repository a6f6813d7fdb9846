"""How does a form show an idea, and has anybody changed that meanwhile?"""

from __future__ import annotations

from typing import Any

from grappe.apps.ideas.models import CanvasQuestion, Idea
from grappe.ui import conflicts

WORDS = ("title", "text", "language")


def questions() -> list[CanvasQuestion]:
    """Return the questions of the canvas that are asked, in their order. One query."""
    return list(CanvasQuestion.objects.filter(active=True))


def canvas_field(slug: str) -> str:
    """Return the name under which a form asks a question of the canvas."""
    return f"canvas_{slug}"


def as_written(idea: Idea) -> dict[str, Any]:
    """Return an idea as its form shows it, by field: theme and clusters by slug, people and company by id as text."""
    return {
        **{name: getattr(idea, name) for name in WORDS},
        "theme": idea.theme.slug if idea.theme else "",
        "clusters": [each.slug for each in idea.clusters.all()],
        "company": idea.company.name if idea.company else "",
        "lead": str(idea.lead_id or ""),
        "confidential": idea.confidential,
        **{canvas_field(each.slug): idea.canvas.get(each.slug, "") for each in questions()},
    }


def version_of(idea: Idea) -> str:
    """Return the fingerprints of all that the form shows of an idea: the same as long as nobody changes any of it."""
    return conflicts.version_of(as_written(idea))


def answers_of(idea: Idea) -> list[tuple[CanvasQuestion, str]]:
    """Return the questions of the canvas with what an idea answers, blank for not yet. One query."""
    return [(each, str(idea.canvas.get(each.slug, ""))) for each in questions()]
