"""Can nobody compute back what one or two companies did? An attacker tries: all numbers that fit, and all sums of figures."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grappe.engines.disclosure import LEAST, NOBODY, Figure, Units, release, shown_together

ORDER = {"all": 0, "cluster": 1, "size": 2, "commune": 3, "state": 4}


@st.composite
def worlds(draw, companies=(3, 9), units=2, alike=2):
    """Companies in several clusters, of a size and a commune, with some units each; two versions, the second of fewer."""
    owners, members = [], defaultdict(list)
    for company in range(draw(st.integers(*companies))):
        clusters = draw(st.sets(st.integers(1, 3), min_size=1, max_size=2))
        own = [("all", 0), ("size", draw(st.integers(1, 2))), ("commune", draw(st.integers(1, alike)))]
        own += [("cluster", each) for each in sorted(clusters)]
        for _number in range(draw(st.integers(1, units))):
            second = draw(st.sampled_from([True, True, True, False]))
            for key in [*own, ("state", draw(st.integers(1, 2)))]:
                for version in (1, 2) if second else (1,):
                    members[version, *key].append(len(owners))
            owners.append(company)
    return owners, dict(members)


def figures_of(members, whole=True):
    return [
        Figure(name, tuple(found), (ORDER[name[1]], name[0], -len(found)), whole=whole)
        for name, found in members.items()
    ]


class Attacker:
    """Knows which units there may be, which of them are alike, every figure that is shown, and the rules."""

    def __init__(self, owners, members, shown):
        classes = defaultdict(list)
        for unit in range(len(owners)):
            classes[frozenset(name for name, found in members.items() if unit in found)].append(unit)
        self.classes = [(pattern, found) for pattern, found in classes.items() if pattern]
        self.truth = np.array([len(found) for _pattern, found in self.classes])
        self.who = [frozenset(owners[unit] for unit in found) for _pattern, found in self.classes]
        self.names = sorted(members)
        self.rows = np.array(
            [[name in pattern for pattern, _found in self.classes] for name in self.names], dtype=int
        )
        self.seen = np.array([name in shown for name in self.names], dtype=bool)

    def groups(self):
        """Yield, for each one or two companies, the classes that are theirs alone."""
        everybody = sorted(set().union(*self.who))
        for group in [*combinations(everybody, 1), *combinations(everybody, 2)]:
            mine = [place for place, who in enumerate(self.who) if who <= set(group)]
            if mine:
                yield group, mine

    def by_adding_and_subtracting(self):
        """Return the groups of which some combination of figures tells alone."""
        shown = self.rows[self.seen]
        if not len(shown):
            return []
        rank = np.linalg.matrix_rank(shown)
        return [
            group for group, mine in self.groups()
            if np.linalg.matrix_rank(np.delete(shown, mine, axis=1)) < rank
        ]  # fmt: skip

    def by_trying_all(self, more=3):
        """Return the groups, and figures left out, that have one value only in all whole numbers that fit."""
        spans = [np.arange(value + more + 1) for value in self.truth]
        tries = np.stack([each.ravel() for each in np.meshgrid(*spans, indexing="ij")], axis=1)
        sums = tries @ self.rows.T
        truth = self.rows @ self.truth
        fits = tries[
            (sums[:, self.seen] == truth[self.seen]).all(axis=1) & (sums[:, ~self.seen] >= 1).all(axis=1)
        ]
        known = [group for group, mine in self.groups() if len(set(fits[:, mine].sum(axis=1).tolist())) == 1]
        hidden = [name for name, seen in zip(self.names, self.seen, strict=True) if not seen]
        left = (fits @ self.rows.T)[:, ~self.seen].T
        return known + [
            name for name, values in zip(hidden, left, strict=True) if len(set(values.tolist())) == 1
        ]


@settings(max_examples=80, deadline=None)
@given(worlds(companies=(3, 24), alike=4))
def test_no_sum_or_difference_of_figures_tells_of_one_or_two_companies(world):
    owners, members = world
    shown = shown_together(figures_of(members), Units.of(owners))
    assert Attacker(owners, members, shown).by_adding_and_subtracting() == []
    few = {name for name, found in members.items() if len({owners[unit] for unit in found}) < LEAST}
    assert not few & shown


@st.composite
def small_parts(draw):
    """A whole of a few communes of one or two companies each, and a larger one; a cluster of some of them."""
    sizes = [*draw(st.lists(st.sampled_from([1, 1, 1, 2]), min_size=2, max_size=4)), draw(st.integers(3, 4))]
    inside = draw(st.sets(st.integers(0, len(sizes) - 1)))
    owners, members, company = [], defaultdict(list), 0
    for commune, size in enumerate(sizes):
        for _number in range(size):
            for _unit in range(draw(st.sampled_from([1, 1, 1, 2]))):
                for key in [
                    ("all", 0),
                    ("commune", commune),
                    *([("cluster", 1)] if commune in inside else []),
                ]:
                    members[1, *key].append(len(owners))
                owners.append(company)
            company += 1
    return owners, dict(members)


def _parts(*sizes):
    """Communes of so many companies with one unit each, and the whole."""
    owners, starts = list(range(sum(sizes))), np.cumsum([0, *sizes])
    members = {
        (1, "commune", place): list(range(*pair)) for place, pair in enumerate(pairwise(starts.tolist()))
    }
    return owners, members | {(1, "all", 0): list(range(len(owners)))}


# What is known without the last rule: the communes of one company have one each, for the whole less the large one is as many.
KNOWN = _parts(1, 1, 1, 4)


@settings(max_examples=80, deadline=None)
@given(worlds(companies=(3, 12), units=1, alike=1) | small_parts())
@example(KNOWN)
def test_trying_all_numbers_finds_none_that_are_the_only_ones(world):
    owners, members = world
    attacker = Attacker(owners, members, shown_together(figures_of(members), Units.of(owners)))
    if np.prod(attacker.truth + 4) <= 300_000:
        assert attacker.by_trying_all() == []


def test_without_the_last_rule_some_numbers_would_be_the_only_ones(monkeypatch):
    owners, members = KNOWN
    monkeypatch.setattr(release, "to_be_left_out", lambda *asked, **more: set())
    attacker = Attacker(owners, members, shown_together(figures_of(members), Units.of(owners)))
    assert attacker.by_trying_all()


def named(**figures):
    return [Figure(name, tuple(found), (place,)) for place, (name, found) in enumerate(figures.items())]


HOLES = {
    "whole minus part": (range(9), {"all": range(9), "part": range(7)}),
    "two versions that differ by one company": (range(9), {"old": range(9), "new": range(8)}),
    "overlapping clusters": (range(8), {"all": range(8), "one": range(5), "other": range(3, 8), "both": (0, 3, 4, 5)}),
    "by size against by commune": (
        range(8), {"all": range(8), "small": range(4), "large": range(4, 8), "here": (0, 1, 2, 4), "there": (3, 5, 6, 7)},
    ),
    "three clusters less the whole": (range(9), {"all": range(9), "a": range(4), "b": range(3, 7), "c": range(6, 9)}),
}  # fmt: skip


@pytest.mark.parametrize("hole", HOLES)
def test_known_holes_are_closed_by_the_second_rule_only(hole):
    owners, told = HOLES[hole]
    figures, units = named(**told), Units.of(list(owners))
    members = {name: set(found) for name, found in told.items()}
    open_ = shown_together(figures, units, secondary=False)
    closed = shown_together(figures, units)
    assert Attacker(list(owners), members, open_).by_adding_and_subtracting()
    assert not Attacker(list(owners), members, closed).by_adding_and_subtracting()
    assert next(iter(told)) in closed and closed < open_


def test_counts_left_out_that_could_only_be_one_each_take_a_further_one_with_them():
    """Three communes of one company each: the total of three would say that each has one."""
    figures = named(all=range(7), rest=range(3, 7), a=[0], b=[1], c=[2])
    attacker = Attacker(list(range(7)), {each.name: set(each.units) for each in figures}, {"all", "rest"})
    assert {"a", "b", "c"} <= set(attacker.by_trying_all())
    shown = shown_together(figures, Units.of(list(range(7))))
    assert shown == {"all"}


def test_a_sum_in_which_one_company_weighs_all_is_left_out():
    figure = Figure("sum", (0, 1, 2, 3), whole=False)
    owners = [0, 1, 2, 2]
    assert shown_together([figure], Units.of(owners, [100, 60, 30, 30])) == {"sum"}
    assert shown_together([figure], Units.of(owners, [1000, 60, 30, 30])) == frozenset()
    # The rest is less than a tenth of the largest: the second could reckon the first.
    assert shown_together([figure], Units.of(owners, [1000, 900, 40, 40])) == frozenset()
    assert shown_together([figure], Units.of(owners, [1000, 900, 60, 60])) == {"sum"}


def test_a_difference_in_which_one_company_weighs_all_is_left_out():
    """The whole less the part is a sum of three companies, of which one weighs a thousand times the others."""
    amounts = [90, 100, 110, 120, 1000, 1, 1]
    figures = [
        Figure("all", tuple(range(7)), (0,), whole=False), Figure("part", tuple(range(4)), (1,), whole=False),
        Figure("rest", (4, 5, 6), (2,), whole=False),
    ]  # fmt: skip
    assert shown_together(figures, Units.of(list(range(7)), amounts)) == {"all"}
    assert shown_together(figures, Units.of(list(range(7)), [*amounts[:4], 100, 100, 100])) == {
        "all",
        "part",
        "rest",
    }


def test_what_belongs_to_no_company_protects_none():
    owners = [0, 1, 2, NOBODY, NOBODY]
    assert shown_together(named(all=range(5), few=(0, 3, 4)), Units.of(owners)) == {"all"}
    assert shown_together(named(all=range(5), theirs=range(3)), Units.of(owners)) == {"all", "theirs"}
    assert shown_together(named(nobody=(3, 4)), Units.of(owners)) == frozenset()


def test_nothing_is_left_out_where_many_stand_behind_everything_and_zeros_are_shown():
    told = {"all": range(20), "a": range(10), "b": range(10, 20), "zero": ()}
    assert shown_together(named(**told), Units.of(list(range(20)))) == set(told)


def test_a_figure_may_ask_for_more_companies():
    middle = Figure("median", (0, 1, 2), least=5)
    assert shown_together([middle], Units.of([0, 1, 2])) == frozenset()


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_on_one_table_it_is_as_safe_as_the_exact_rule_and_shows_the_total(rows):
    """`hidden_cells` stays for tables of two ways; here both rules meet the same attacker."""
    chance = np.random.default_rng(rows)
    table = chance.integers(0, 9, size=(rows, 3))
    members, owners = defaultdict(set), []
    for (i, j), value in np.ndenumerate(table):
        for _number in range(value):
            for name in (("all",), ("row", i), ("column", j), ("cell", i, j)):
                members[name].add(len(owners))
            owners.append(len(owners))
    figures = [Figure(name, tuple(found), (len(name), name[0])) for name, found in members.items()]
    shown = shown_together(figures, Units.of(owners))
    assert ("all",) in shown
    assert not Attacker(owners, members, shown).by_adding_and_subtracting()


def test_of_a_table_no_line_of_which_is_shown_nobody_knows_the_lines():
    """Six of six parts with one each: told that each is one at least, all is known from the total. Not told of, nothing is."""
    units = Units.of(range(6))
    total = Figure("total", tuple(range(6)), (0,))
    lines = [Figure(("part", n), (n,), (1,)) for n in range(6)]
    assert shown_together([total, *lines], units) == frozenset()
    in_table = [Figure(one.name, one.units, one.order, table="by part") for one in lines]
    assert shown_together([total, *in_table], units) == {"total"}


def test_the_lines_of_a_table_go_before_the_total():
    """Two parts of three and two of one: with one line shown the others are known to be there, and known."""
    owners = [0, 1, 2, 3, 4]
    units = Units.of(owners)
    total = Figure("total", (0, 1, 2, 3, 4), (0,))
    parts = {"large": (0, 1, 2), "one": (3,), "other": (4,)}
    lines = [Figure(name, members, (1, name), table="by part") for name, members in parts.items()]
    assert shown_together([total, *lines], units) == {"total"}


def test_it_is_decided_the_same_after_another_use_of_the_solver_in_the_process():
    """HiGHS has one scheduler a process: with other options of ours it would answer nothing, and all would be left out."""
    import highspy

    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.addVariable(0, 1)
    assert other.run() == highspy.HighsStatus.kOk
    total = Figure("total", tuple(range(6)), (0,))
    lines = [Figure(("part", n), (n,), (1,), table="by part") for n in range(6)]
    assert shown_together([total, *lines], Units.of(range(6))) == {"total"}
