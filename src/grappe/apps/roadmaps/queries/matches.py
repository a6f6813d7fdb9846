"""Which accepted solutions of a company are steps already, and which wait to become one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.matches import queries as matches
from grappe.apps.matches.enums import MatchState
from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.models import Step
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.matches.models import Match


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted solution or programme that is on no roadmap yet."""

    match: Match
    title: str
    need: str


def title_of(match: Match, language: str) -> str:
    """Return the name of what was accepted, in a language."""
    if match.programme is not None:
        return Text.of(match.programme.name).in_language(language) or match.programme.slug
    assert match.solution is not None
    return Text.of(match.solution.title).in_language(language) or match.solution.name


def accepted_waiting(company_id: int, *, for_user: User, language: str) -> list[Waiting]:
    """Return what was accepted for a company and is a step of none of its roadmaps, the latest first."""
    known = Step.objects.filter(roadmap__company=company_id, match__isnull=False).values("match")
    found = matches.matches_of(company_id, for_user=for_user).filter(state=MatchState.ACCEPTED)
    return [
        Waiting(match, title_of(match, language), match.need.title) for match in found.exclude(pk__in=known)
    ]


def step_of_match(match_id: int, *, for_user: User) -> Step | None:
    """Return the step that an accepted solution became; None when it is on no roadmap."""
    permissions.check_can_view_roadmaps(for_user)
    return Step.objects.filter(match=match_id).select_related("roadmap").order_by("-roadmap_id").first()
