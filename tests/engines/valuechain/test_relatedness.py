"""Do proximity, density and complexity come out as worked out by hand, and keep to their laws?

The matrix by hand, four companies and four activities:

            a  b  c  d
    P       1  1  1  0      diversity 3
    Q       1  1  0  0                2
    R       1  0  0  1                2
    S       1  0  0  0                1
ubiquity    4  2  1  1

Proximity, of those who do the more widespread the share that does both:
    a b: 2 do both, max(4, 2) = 4: 1/2        b c: 1 (P), max(2, 1) = 2: 1/2
    a c: 1 (P), max(4, 1) = 4: 1/4            b d: 0            c d: 0
    a d: 1 (R), 4: 1/4

Density, around an activity the near that is done over all that is near (diagonal left out):
    around d only a is near (1/4): who does a has density 1 there; so P, Q, S: 1
    around c: a 1/4, b 1/2, together 3/4: Q (a, b) 1; R and S (a only) 1/4 over 3/4 = 1/3
    around b: a 1/2, c 1/2: R, S: 1/2
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.valuechain import (
    Together,
    complexity,
    density,
    next_moves,
    opportunity_gain,
    opportunity_value,
    presence,
    proximity,
    reflections,
    revealed_advantage,
    space_of,
)

M = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1], [1, 0, 0, 0]], dtype=float)
PHI = np.array([[0, 2, 1, 1], [2, 0, 2, 0], [1, 2, 0, 0], [1, 0, 0, 0]]) / 4
matrices = st.integers(2, 7).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 1), min_size=columns, max_size=columns), min_size=2, max_size=7
    )
)


def test_proximity_by_hand():
    assert proximity(M).tolist() == PHI.tolist()


def test_density_by_hand():
    found = density(M, PHI)
    assert found[:, 3].tolist() == [1, 1, 1, 1], "only a is near to d, and all do a"
    assert found[:, 2] == pytest.approx([1, 1, 1 / 3, 1 / 3])
    assert found[:, 1] == pytest.approx([1, 1 / 2, 1 / 2, 1 / 2])
    # Around a: b 1/2, c 1/4, d 1/4. P does b and c, Q b, R d, S none of them.
    assert found[:, 0] == pytest.approx([3 / 4, 1 / 2, 1 / 4, 0])


def test_revealed_advantage_by_hand():
    """Amounts 6 2 / 2 2: of all 12, row one has 8 and column one 8. 6 * 12 / (8 * 8) = 1.125; 2 * 12 / (8 * 4) = 0.75."""
    found = revealed_advantage([[6, 2], [2, 2]])
    assert found.tolist() == [[1.125, 0.75], [0.75, 1.5]]
    assert presence([[6, 2], [2, 2]]).tolist() == [[1, 0], [0, 1]]
    assert revealed_advantage([[0, 0], [1, 0]]).tolist() == [[0, 0], [1, 0]]
    with pytest.raises(ValueError):
        revealed_advantage([[-1]])


def test_reflections_by_hand():
    """First pair. Rows: the mean ubiquity of what they do: P (4+2+1)/3 = 7/3, Q 3, R 5/2, S 4.

    Activities: the mean diversity of who does them: a (3+2+2+1)/4 = 2, b 5/2, c 3, d 2.
    Second: rows the mean of those: P (2+5/2+3)/3 = 5/2, Q 9/4, R 2, S 2; activities of 7/3, 3, 5/2, 4:
    a (7/3+3+5/2+4)/4 = 71/24, b (7/3+3)/2 = 8/3, c 7/3, d 5/2.
    """
    rows, activities = reflections(M, times=2)
    assert rows == pytest.approx([5 / 2, 9 / 4, 2, 2])
    assert activities == pytest.approx([71 / 24, 8 / 3, 7 / 3, 5 / 2])
    with pytest.raises(ValueError):
        reflections(M, times=1)


def test_complexity_solves_the_equation_it_is_made_by():
    """ECI is a second eigenvector of M~ = D^-1 M U^-1 M^T. By hand its first row (P does a, b, c):

    to P (1/4 + 1/2 + 1)/3 = 7/12, to Q (1/4 + 1/2)/3 = 1/4, to R (1/4)/3 = 1/12, to S 1/12; together 1.
    """
    averaged = (M / M.sum(axis=1, keepdims=True)) @ (M / M.sum(axis=0)).T
    assert averaged[0] == pytest.approx([7 / 12, 1 / 4, 1 / 12, 1 / 12])
    found = complexity(M)
    values = np.sort(np.linalg.eigvals(averaged).real)[::-1]
    plain = found.rows - (
        found.rows @ (M.sum(axis=1) / M.sum())
    )  # the first eigenvector, all ones, taken out
    assert averaged @ plain == pytest.approx(values[1] * plain)
    assert (found.rows.mean(), found.rows.std()) == pytest.approx((0, 1))
    assert found.rows[0] > found.rows[3], "P does more, and rarer things, than S"
    assert found.activities[2] > found.activities[0], "c is rarer, and done by P, than a that all do"


def test_reflections_go_where_the_eigenvector_is():
    rows, activities = reflections(M, times=60)
    found = complexity(M)
    assert abs(np.corrcoef(rows, found.rows)[0, 1]) == pytest.approx(1, abs=1e-4)
    assert abs(np.corrcoef(activities, found.activities)[0, 1]) == pytest.approx(1, abs=1e-4)


def test_where_complexity_is_not_determined_it_says_so():
    assert complexity(np.ones((4, 3))).undetermined == "alike"
    apart = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]])
    assert complexity(apart).undetermined == "apart"
    # Of a ring of five each does two: two directions explain as much.
    ring = np.eye(5) + np.roll(np.eye(5), 1, axis=1)
    assert complexity(ring).undetermined == "ambiguous"
    assert np.isnan(complexity(ring).rows).all()


def test_one_rare_activity_does_not_hide_the_know_how_of_the_others():
    whole = complexity(M)
    beside = np.zeros((M.shape[0] + 1, M.shape[1] + 1))
    beside[:-1, :-1], beside[-1, -1] = M, 1
    found = complexity(beside)
    assert not found.undetermined
    np.testing.assert_allclose(found.activities[:-1], whole.activities)
    np.testing.assert_allclose(found.rows[:-1], whole.rows)
    assert np.isnan(found.activities[-1]) and np.isnan(found.rows[-1]), "nothing compares it with the others"


def test_nobody_does_anything():
    assert complexity(np.zeros((2, 3))).undetermined == "alike"


def test_groups_that_share_nothing_have_no_proximity():
    apart = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]])
    near = proximity(apart)
    assert near[:2, 2:].sum() == 0 and near[0, 1] == 1
    assert density(apart, near)[2, 0] == 0, "nothing near is done: no way leads there"


def test_all_ones_are_as_near_as_can_be():
    near = proximity(np.ones((4, 3)))
    assert near.tolist() == (np.ones((3, 3)) - np.eye(3)).tolist()
    assert density(np.ones((4, 3)), near).tolist() == np.ones((4, 3)).tolist()
    assert opportunity_value(np.ones((4, 3)), near, [1, 2, 3]).tolist() == [0] * 4, (
        "there is nothing left to do"
    )


def test_opportunity_by_hand():
    """With worth a 0, b 1, c 2, d 3. R (a, d) does not do b and c: 1/2 * 1 + 1/3 * 2 = 7/6."""
    worth = [0, 1, 2, 3]
    assert opportunity_value(M, PHI, worth)[2] == pytest.approx(7 / 6)
    # If R did b too, c would come nearer by (1/2)/(3/4) = 2/3, worth 2: 4/3; b itself, worth 1/2, is taken: 4/3 - 1/2 = 5/6.
    assert opportunity_gain(M, PHI, worth)[2, 1] == pytest.approx(5 / 6)
    assert opportunity_gain(M, PHI, worth)[2, 0] == 0, "R does a already"


def test_the_gain_is_the_change_of_the_value():
    worth = np.array([0.0, 1.0, 2.0, 3.0])
    before, gain = opportunity_value(M, PHI, worth), opportunity_gain(M, PHI, worth)
    for row, column in zip(*np.nonzero(M == 0), strict=True):
        after = M.copy()
        after[row, column] = 1
        assert opportunity_value(after, PHI, worth)[row] - before[row] == pytest.approx(gain[row, column])


def portfolios():
    return {"P": {"a", "b", "c"}, "Q": {"a", "b"}, "R": {"a", "d"}, "S": {"a"}}


def test_the_next_moves_by_hand():
    """A cluster of R and S does a and d. Nearest is b (a 1/2 of a 1/2 + c 1/2: 50 %), then c (1/3)."""
    space = space_of(portfolios().values())
    cluster = {name: portfolios()[name] for name in ("R", "S")}
    first, second = next_moves(space, companies=cluster)
    assert (first.activity, second.activity) == ("b", "c")
    assert (first.density, second.density) == pytest.approx((1 / 2, 1 / 3))
    assert [(each.company, each.nearness, each.activities) for each in first.enablers] == [
        ("R", 0.5, ("a",)), ("S", 0.5, ("a",)),
    ]  # fmt: skip
    assert first.together == (Together("a", 2, 4),), "two of the four who do a do b too"


def test_an_activity_of_too_few_is_not_the_clusters_yet():
    space = space_of(portfolios().values())
    moves = next_moves(space, companies=portfolios(), at_least=2)
    assert {move.activity: move.present for move in moves} == {"c": 1, "d": 1}


def test_nothing_leads_where_nothing_near_is_done():
    space = space_of([{"a", "b"}, {"c", "d"}])
    assert [move.activity for move in next_moves(space, companies={"X": {"a"}})] == ["b"]
    assert next_moves(space_of([]), companies={"X": {"a"}}) == ()
    assert next_moves(space, companies={"X": {"unheard of"}}) == ()


@given(matrices, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(rows, chance):
    matrix = np.array(rows, dtype=float)
    across, down = list(range(matrix.shape[1])), list(range(matrix.shape[0]))
    chance.shuffle(across)
    chance.shuffle(down)
    turned = matrix[np.ix_(down, across)]
    assert proximity(turned) == pytest.approx(proximity(matrix)[np.ix_(across, across)])
    plain, found = complexity(matrix), complexity(turned)
    assert plain.undetermined == found.undetermined
    diversity = matrix.sum(axis=1)
    eci = np.nan_to_num(plain.rows)
    if not plain.undetermined and abs((eci - eci.mean()) @ (diversity - diversity.mean())) > 1e-6:
        assert found.rows == pytest.approx(plain.rows[down], abs=1e-6, nan_ok=True)
        assert found.activities == pytest.approx(plain.activities[across], abs=1e-6, nan_ok=True)


@given(matrices)
def test_proximity_is_mutual_and_like_density_lies_between_nothing_and_all(rows):
    matrix = np.array(rows, dtype=float)
    near = proximity(matrix)
    assert (near == near.T).all() and (near >= 0).all() and (near <= 1).all() and (np.diag(near) == 0).all()
    around = density(matrix, near)
    assert (around >= 0).all() and (around <= 1 + 1e-12).all()
