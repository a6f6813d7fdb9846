"""What can be done to many matches or introductions at once, and between which states do they move on a board?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.matches.enums import IntroductionState, MatchState
from grappe.apps.matches.models import Introduction, Match
from grappe.apps.matches.operations import decisions, introductions
from grappe.apps.matches.operations.decisions import decide
from grappe.apps.matches.operations.introductions import change, take_back_change
from grappe.apps.matches.queries.ranking import PROGRAMME
from grappe.ui import moments
from grappe.ui.acting import Act, Board, custom_act
from grappe.ui.custom import stamp
from grappe.ui.listing import Asked, Label, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

WORDS: dict[str, Label] = {
    IntroductionState.DECLINED.value: _("Why it was declined"),
    IntroductionState.DONE.value: _("What came of it"),
}


def match_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many matches."""
    return (
        Act(
            "state", _("Decide on them"), lambda row: row.state, lambda _now, value: value, _decide,
            lambda facet: str(MatchState(facet).label), takes=Takes.CHOICE, asks=_("State"),
            choices=lambda: MatchState.choices, note=_("Score and reasons are those of today."),
        ),
        *(custom_act(each, _fill_in_match) for each in asked.of(custom_fields, RecordType.MATCH)),
    )  # fmt: skip


def _fill_in_match(row: Match, facet: dict[str, Any], *, by: User, at: datetime) -> None:
    decisions.fill_in(match=row, values=facet, based_on=stamp(row.custom), by=by, at=at)


def match_board(asked: Asked) -> Board:
    """Return the states of matches as columns."""

    def move(row: Match, to: str, *, note: str, by: User, at: datetime) -> None:
        _decide(row, to, by=by, at=at)

    return Board(tuple(MatchState.choices), _in_state, lambda row: row.state, move, company="need__company")


def _in_state(state: str) -> Q:
    return Q(state=state)


def _decide(row: Match, facet: str, *, by: User, at: datetime) -> None:
    kind = PROGRAMME if row.programme_id is not None else row.solution.kind  # type: ignore[union-attr]  # one of both is there
    pk = row.programme_id or row.solution_id
    assert pk is not None, "a match has a solution or a programme"
    decide(need_id=row.need_id, kind=kind, pk=pk, state=facet, as_of=moments.local_date(at), by=by, at=at)


def introduction_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many introductions: what the team noted is taken back as the team's own."""
    said = (
        ("accepted", _("Note that it was accepted"), IntroductionState.ACCEPTED),
        ("declined", _("Note that it was declined"), IntroductionState.DECLINED),
        ("done", _("Note what came of it"), IntroductionState.DONE),
        ("withdrawn", _("Withdraw"), IntroductionState.WITHDRAWN),
    )
    states = tuple(
        Act(
            name, label, _noted, _to(state), _change, lambda facet: str(IntroductionState(facet[0]).label), back=_take_back,
            takes=Takes.TEXT if state in WORDS else "", asks=WORDS.get(state, ""),
        )
        for name, label, state in said
    )  # fmt: skip
    return states + tuple(
        custom_act(each, _fill_in_introduction) for each in asked.of(custom_fields, RecordType.INTRODUCTION)
    )


def _fill_in_introduction(row: Introduction, facet: dict[str, Any], *, by: User, at: datetime) -> None:
    introductions.fill_in(introduction=row, values=facet, based_on=stamp(row.custom), by=by, at=at)


def _noted(row: Introduction) -> list[str]:
    words = {IntroductionState.DECLINED: row.decline_reason, IntroductionState.DONE: row.outcome}
    return [str(row.state), words.get(IntroductionState(row.state), "")]


def _to(state: IntroductionState) -> Callable[[Any, Any], list[str]]:
    return lambda _now, value: [state.value, str(value or "")]


def _change(row: Introduction, facet: list[str], *, by: User, at: datetime) -> None:
    change(introduction=row, to_state=facet[0], note=facet[1], seen_state=row.state, by=by, at=at)


def _take_back(row: Introduction, facet: list[str], *, by: User, at: datetime) -> None:
    take_back_change(introduction=row, seen_state=row.state, by=by, at=at)


def introduction_board(asked: Asked) -> Board:
    """Return the states of introductions as columns."""

    def move(row: Introduction, to: str, *, note: str, by: User, at: datetime) -> None:
        _change(row, [to, note], by=by, at=at)

    return Board(
        tuple(IntroductionState.choices),
        _in_state,
        lambda row: row.state,
        move,
        note=WORDS,
        company="match__need__company",
    )
