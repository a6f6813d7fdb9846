"""How does somebody read on in a column of a board, and move a card?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.lists import operations
from grappe.apps.lists.permissions import check_can_act
from grappe.apps.lists.queries.boards import card, count_in, facts_of, lane, lanes, movable, title_of
from grappe.apps.lists.queries.definitions import Definition
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.lists.queries.pages import columns_of
from grappe.apps.lists.views.found import catalogue_for, definition_in, list_address
from grappe.ui import clock
from grappe.ui.acting import Board
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import number_in
from grappe.ui.requests import Request


def board_context(
    request: Request, catalogue: Catalogue, definition: Definition, board: Board
) -> dict[str, Any]:
    """Return what the board of a list shows."""
    found = lanes(catalogue, definition, board)
    theirs = movable(catalogue, definition, board, (row.pk for each in found for row in each.page.rows))
    return _shared(request, definition, board) | {
        "lanes": [(each, _cards(definition, board, each.page.rows, theirs)) for each in found]
    }


def _shared(request: Request, definition: Definition, board: Board) -> dict[str, Any]:
    return {
        "definition": definition, "kind": definition.kind, "states": board.states, "notes": board.note,
        "moved": None,
    }  # fmt: skip


def _cards(definition: Definition, board: Board, rows: Any, theirs: Collection[int]) -> list[dict[str, Any]]:
    """What each card shows: its title, and the chosen columns below; whether it is offered to be moved."""
    shown = {column.name: place for place, column in enumerate(columns_of(definition))}
    title, facts = title_of(definition), facts_of(definition, board)
    return [
        {
            "pk": row.pk, "may_move": row.pk in theirs, "title": row.cells[shown[title.name]],
            "facts": [(column.label, cell) for column in facts if not (cell := row.cells[shown[column.name]]).is_empty],
        }
        for row in rows
    ]  # fmt: skip


def with_title(definition: Definition) -> Definition:
    """Return a list whose rows are read with what a card is called by."""
    title = title_of(definition)
    if title.name in definition.columns:
        return definition
    return Definition(
        definition.kind, (title.name, *definition.columns), definition.sort, definition.where, definition.lost, definition.board
    )  # fmt: skip


def _asked(request: Request, kind: str) -> tuple[Catalogue, Definition, Board]:
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    board = operations.board_of(kind, catalogue.asked)
    if board is None:
        raise Http404
    return catalogue, with_title(definition_in(request, catalogue, kind)), board


@require_safe
def column(request: Request, kind: str) -> HttpResponse:
    """Answer the cards of a column that follow a card."""
    catalogue, definition, board = _asked(request, kind)
    state = request.GET.get("state") or board.states[0][0]
    if state not in dict(board.states):
        raise Http404
    found = lane(catalogue, definition, board, state, after=number_in(request, "after"))
    theirs = movable(catalogue, definition, board, (row.pk for row in found.page.rows))
    context = _shared(request, definition, board) | {
        "lane": found, "cards": _cards(definition, board, found.page.rows, theirs)
    }  # fmt: skip
    return render(request, "lists/_cards.html", context)


@require_POST
def move(request: Request, kind: str, pk: int) -> HttpResponse:
    """Move a card; the answer says what moved, or why it did not."""
    check_can_act(request.user)
    catalogue, definition, board = _asked(request, kind)
    to, seen = request.POST.get("group", ""), request.POST.get("seen", "")
    try:
        operations.move_card(
            kind=kind, key=pk, to=to, seen=seen, note=request.POST.get("note", ""), by=request.user, at=clock.now()
        )  # fmt: skip
    except ObjectDoesNotExist as gone:
        if not request.htmx:
            raise Http404 from gone
        return _not_moved(request, definition, _("It is no more, or no longer shown to you."), 422)
    except PermissionDenied as fault:
        if not request.htmx:
            raise
        return _not_moved(request, definition, str(fault), 422)
    except BadInput as fault:
        return _not_moved(request, definition, str(fault), 409 if isinstance(fault, Stale) else 422)
    if not request.htmx:
        messages.success(request, _("Moved."))
        return redirect(list_address(definition))
    cards = _cards(definition, board, card(definition, pk), movable(catalogue, definition, board, [pk]))
    context = _shared(request, definition, board) | {
        "cards": cards, "to": to, "label": dict(board.states)[to], "moved": pk,
        "counts": [(state, count_in(catalogue, definition, board, state)) for state in dict.fromkeys([seen, to])],
    }  # fmt: skip
    return render(request, "lists/_moved.html", context)


def _not_moved(request: Request, definition: Definition, why: str, status: int) -> HttpResponse:
    if not request.htmx:
        messages.error(request, why)
        return redirect(list_address(definition))
    answer = render(request, "lists/_not_moved.html", {"why": why}, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#board-said", "innerHTML"
    return answer
