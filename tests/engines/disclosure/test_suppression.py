"""Can nobody compute a cell that is left out? Held by laws over any table, checked by trying all values."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.engines.disclosure import LEAST, hidden_cells


def with_totals(inner):
    rows = [[*row, sum(row)] for row in inner]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def tables(rows=3, columns=3, most=6):
    counts = st.integers(0, most)
    shape = st.tuples(st.integers(1, rows), st.integers(1, columns))
    return shape.flatmap(
        lambda size: st.lists(st.lists(counts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
    )  # fmt: skip


def possible(table, hidden):
    """Every value that each cell left out may have, by trying all inner cells: totals follow from them."""
    inner = [(i, j) for i in range(len(table) - 1) for j in range(len(table[0]) - 1)]
    free = [place for place in inner if place in hidden]
    found = {place: set() for place in hidden}
    for guess in product(*(range(1, table[i][j] + 3) for i, j in free)):
        guessed = [list(row[:-1]) for row in table[:-1]]
        for (i, j), value in zip(free, guess, strict=True):
            guessed[i][j] = value
        whole = with_totals(guessed)
        fits = all(
            whole[i][j] == table[i][j] or ((i, j) in hidden and whole[i][j])
            for i in range(len(table))
            for j in range(len(table[0]))
        )
        if fits:
            for i, j in hidden:
                found[i, j].add(whole[i][j])
    return found


@settings(max_examples=60, deadline=None)
@given(st.one_of(tables(2, 2, 5), tables(3, 2, 2), tables(1, 4, 3)))
def test_no_cell_left_out_can_be_computed(inner):
    table = with_totals(inner)
    hidden = hidden_cells(table, table)
    assert all(len(values) > 1 for values in possible(table, hidden).values())


@settings(max_examples=100, deadline=None)
@given(tables(8, 7, 12))
def test_no_cell_left_out_follows_from_the_totals_of_a_large_table(inner):
    """Linear algebra: a cell is computed exactly where every solution of the table's equations has the same value there."""
    table = with_totals(inner)
    hidden = sorted(hidden_cells(table, table))
    if not hidden:
        return
    rows = [[1 if i == n else 0 for i, _j in hidden] for n in range(len(table))]
    columns = [[1 if j == n else 0 for _i, j in hidden] for n in range(len(table[0]))]
    signs = np.array([[-1 if j == len(table[0]) - 1 else 1 for _i, j in hidden]])
    down = np.array([[-1 if i == len(table) - 1 else 1 for i, _j in hidden]])
    equations = np.vstack([np.array(rows) * signs, np.array(columns) * down])
    rank = np.linalg.matrix_rank(equations)
    for n in range(len(hidden)):
        unit = np.eye(len(hidden))[n]
        assert np.linalg.matrix_rank(np.vstack([equations, unit])) == rank + 1


@settings(max_examples=200, deadline=None)
@given(tables(8, 7, 12))
def test_few_companies_are_never_shown_and_zeros_always(inner):
    table = with_totals(inner)
    hidden = hidden_cells(table, table)
    for i, row in enumerate(table):
        for j, value in enumerate(row):
            assert not (0 < value < LEAST) or (i, j) in hidden
            assert value or (i, j) not in hidden


@settings(max_examples=100, deadline=None)
@given(tables(4, 4, 9), st.data())
def test_companies_behind_a_count_decide_not_the_count(inner, data):
    table = with_totals(inner)
    behind = [[data.draw(st.integers(min(1, value), value)) for value in row] for row in table]
    hidden = hidden_cells(table, behind)
    assert all(
        (i, j) in hidden
        for i, row in enumerate(table)
        for j, value in enumerate(row)
        if value and behind[i][j] < LEAST
    )


def test_a_second_cell_is_left_out_where_the_total_would_give_the_first_away():
    table = with_totals([[2, 10, 17], [8, 9, 20]])
    assert hidden_cells(table, table) == {(0, 0), (1, 0), (0, 1), (1, 1)}


def test_two_cells_of_one_that_sum_up_to_two_are_not_protection_enough():
    table = with_totals([[1, 1, 4], [4, 3, 4]])
    hidden = hidden_cells(table, table)
    assert {(0, 0), (0, 1)} < hidden
    assert all(len(values) > 1 for values in possible(table, hidden).values())


def test_nothing_is_left_out_of_a_table_of_many():
    table = with_totals([[3, 10], [0, 9]])
    assert hidden_cells(table, table) == frozenset()


def test_totals_that_are_none_are_refused():
    with pytest.raises(ValueError, match="totals"):
        hidden_cells([[1, 2], [1, 1]], [[1, 2], [1, 1]])
