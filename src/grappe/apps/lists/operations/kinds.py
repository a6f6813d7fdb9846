"""What can be done to many records of each kind, and which kinds stand on a board, put together from what each app says?"""

from __future__ import annotations

from collections.abc import Callable

from grappe.apps.campaigns.operations import bulk as campaigns
from grappe.apps.companies.operations import bulk as companies
from grappe.apps.groups.operations import bulk as groups
from grappe.apps.matches.operations import bulk as matches
from grappe.apps.needs.operations import bulk as needs
from grappe.apps.roadmaps.operations import bulk as roadmaps
from grappe.ui.acting import Act, Board
from grappe.ui.listing import Asked

ACTS: dict[str, tuple[Callable[[Asked], tuple[Act, ...]], ...]] = {
    "companies": (companies.company_acts, roadmaps.company_acts, groups.company_acts, campaigns.company_acts),
    "people": (companies.person_acts, groups.person_acts, campaigns.person_acts),
    "contacts": (companies.contact_acts,),
    "needs": (needs.acts,),
    "matches": (matches.match_acts,),
    "introductions": (matches.introduction_acts,),
    "steps": (roadmaps.step_acts,),
}
BOARDS: dict[str, Callable[[Asked], Board]] = {
    "contacts": companies.contact_board,
    "needs": needs.board,
    "matches": matches.match_board,
    "introductions": matches.introduction_board,
    "steps": roadmaps.step_board,
}


def acts_of(kind: str, asked: Asked) -> dict[str, Act]:
    """Return what can be done to many records of a kind, by name."""
    return {act.name: act for tell in ACTS.get(kind, ()) for act in tell(asked)}


def board_of(kind: str, asked: Asked) -> Board | None:
    """Return the board of a kind; None for one whose records have no states."""
    return BOARDS[kind](asked) if kind in BOARDS else None
