"""What can be done to many needs at once, and between which states do they move on a board?"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters.queries import themes
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.needs.enums import NeedState, Urgency
from grappe.apps.needs.models import Need
from grappe.apps.needs.operations.needs import confirm_need, dismiss_need, edit_need, meet_need, put_back
from grappe.ui.acting import Act, Board, custom_act
from grappe.ui.errors import BadInput
from grappe.ui.listing import Asked, Choices, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOVES = {NeedState.CONFIRMED: confirm_need, NeedState.MET: meet_need, NeedState.DISMISSED: dismiss_need}


def acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many needs."""
    choices = cache(_themes)
    return (
        Act(
            "state", gettext_lazy("Decide on them"), lambda row: row.state, lambda _now, value: value, _write_state,
            lambda facet: str(NeedState(facet).label), back=_put_back, takes=Takes.CHOICE, asks=gettext_lazy("State"),
            choices=lambda: [(state.value, state.label) for state in MOVES],
        ),
        Act(
            "urgency", gettext_lazy("Set the urgency"), lambda row: [row.state, row.urgency], _decided, _write_urgency,
            lambda facet: str(Urgency(facet[1]).label), takes=Takes.CHOICE, asks=gettext_lazy("Urgency"),
            choices=lambda: [(str(value), label) for value, label in Urgency.choices],
        ),
        Act(
            "theme", gettext_lazy("Set the theme"), lambda row: [row.state, row.theme.slug], _decided, _write_theme,
            lambda facet: str(dict(choices()).get(facet[1], facet[1])), takes=Takes.CHOICE, asks=gettext_lazy("Theme"),
            choices=choices,
        ),
        *(custom_act(each, _write_custom, _is_decided) for each in asked.of(custom_fields, RecordType.NEED)),
    )  # fmt: skip


def board(asked: Asked) -> Board:
    """Return the states of needs as columns."""

    def move(row: Need, to: str, *, note: str, by: User, at: datetime) -> None:
        _write_state(row, to, by=by, at=at)

    return Board(tuple(NeedState.choices), lambda state: Q(state=state), lambda row: row.state, move)


def _write_state(row: Need, facet: str, *, by: User, at: datetime) -> None:
    move = MOVES.get(NeedState(facet))
    if move is None:
        raise BadInput(_("A need that was decided on is not proposed again."))
    move(need=row, version=row.version, by=by, at=at)


def _put_back(row: Need, facet: str, *, by: User, at: datetime) -> None:
    put_back(need=row, state=facet, version=row.version, by=by, at=at)


def _decided(now: list[Any], value: str) -> list[Any]:
    _check_decided(now[0])
    return [now[0], type(now[1])(value)]


def _is_decided(row: Need) -> None:
    _check_decided(row.state)


def _check_decided(state: str) -> None:
    """A proposal that is edited is thereby confirmed: nobody does that to many without having looked."""
    if state == NeedState.PROPOSED:
        raise BadInput(_("It is only proposed: decide on it first."))


def _write_custom(row: Need, facet: dict[str, Any], *, by: User, at: datetime) -> None:
    edit_need(need=row, version=row.version, values={"custom": facet}, by=by, at=at)


def _write_urgency(row: Need, facet: list[Any], *, by: User, at: datetime) -> None:
    edit_need(need=row, version=row.version, values={"urgency": facet[1]}, by=by, at=at)


def _write_theme(row: Need, facet: list[Any], *, by: User, at: datetime) -> None:
    edit_need(need=row, version=row.version, values={"theme": facet[1]}, by=by, at=at)


def _themes() -> Choices:
    return [(theme.slug, str(theme)) for theme in themes()]
