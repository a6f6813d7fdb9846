"""Which cards stand in which column of a board, each column read one page at a time?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grappe.apps.companies.queries.correspondence import cared_for
from grappe.apps.lists.queries.conditions import rows_of
from grappe.apps.lists.queries.definitions import Definition
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.lists.queries.pages import Row, columns_of, page, shown_rows
from grappe.ui.acting import Board
from grappe.ui.listing import Column, Label
from grappe.ui.pages import Page, counted

CARDS = 20


@dataclass(frozen=True)
class Lane:
    """A column of the board: a state, how many records are in it (counted no further than a list is), and some of them."""

    state: str
    label: Label
    page: Page[Row]
    note: Label = ""  # what moving in here asks for


def lanes(catalogue: Catalogue, definition: Definition, board: Board) -> list[Lane]:
    """Return all columns with their first cards."""
    return [lane(catalogue, definition, board, state) for state, _label in board.states]


def lane(
    catalogue: Catalogue, definition: Definition, board: Board, state: str, *, after: int | None = None
) -> Lane:
    """Return one column with the cards that follow a card, or the first."""
    found = page(catalogue, definition, after=after, size=CARDS, only=board.condition(state))
    return Lane(state, dict(board.states)[state], found, board.note.get(state, ""))


def movable(
    catalogue: Catalogue, definition: Definition, board: Board, keys: Iterable[int]
) -> frozenset[int]:
    """Return which cards somebody is offered to move: those of companies that they look after. One query."""
    theirs = {f"{board.company}__in": cared_for(catalogue.asked.user)}
    return frozenset(definition.kind.rows().filter(pk__in=list(keys), **theirs).values_list("pk", flat=True))


def title_of(definition: Definition) -> Column:
    """Return the column that a card is called by: the first chosen one that leads to its record."""
    kind = definition.kind
    return next(column for column in (*columns_of(definition), *kind.columns) if column.address is not None)


def facts_of(definition: Definition, board: Board) -> list[Column]:
    """Return the columns that a card tells below its title."""
    title = title_of(definition)
    return [column for column in columns_of(definition) if column.name not in {title.name, board.column}]


def card(definition: Definition, pk: int) -> list[Row]:
    """Return one card, as it stands; nothing where the list does not show it any more."""
    return shown_rows(definition, [pk])


def count_in(catalogue: Catalogue, definition: Definition, board: Board, state: str) -> Page[Row]:
    """Return how many records are in a state, counted no further than a list is."""
    found = counted(rows_of(catalogue, definition).filter(board.condition(state)))
    return Page((), None, None, found)
