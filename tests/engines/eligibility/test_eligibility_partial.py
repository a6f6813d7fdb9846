"""What does a value known in part decide? Exactly what every value that it may turn out to be decides alike."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import parse_tree, size_class
from grappe.engines.eligibility.judge import MET, OPEN, REFUSED, judge
from grappe.engines.eligibility.model import Condition, Criterion
from grappe.engines.eligibility.nace import lies_under, normal
from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.sizes import possible_sizes
from grappe.engines.eligibility.values import AtLeast, Between, OneOf
from grappe.engines.kernel import Verdict

SIZES = ["micro", "small", "medium", "large"]
some_sizes = st.lists(st.sampled_from(SIZES), min_size=1, unique=True)
ordered = st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"])


def condition(op: str, value: Any) -> Condition:
    tree = parse_tree({"field": "x", "op": op, "value": value})
    assert isinstance(tree, Criterion)
    return tree.condition


def agreed(levels: list[int]) -> int:
    return levels[0] if len(set(levels)) == 1 else OPEN


@given(options=some_sizes, op=st.sampled_from(["in", "not_in"]), wanted=some_sizes)
def test_one_of_several(options: list[str], op: str, wanted: list[str]) -> None:
    rule = condition(op, wanted)
    assert judge(rule, OneOf(frozenset(options))) == agreed([judge(rule, option) for option in options])


@given(options=some_sizes, op=st.sampled_from(["eq", "ne"]), wanted=st.sampled_from(SIZES))
def test_one_of_several_against_one(options: list[str], op: str, wanted: str) -> None:
    rule = condition(op, wanted)
    assert judge(rule, OneOf(frozenset(options))) == agreed([judge(rule, option) for option in options])


@given(
    low=st.none() | st.integers(0, 8),
    span=st.none() | st.integers(0, 4),
    op=ordered,
    limit=st.integers(0, 12),
)
def test_between_two(low: int | None, span: int | None, op: str, limit: int) -> None:
    high = None if span is None else (low or 0) + span
    rule = condition(op, limit)
    first, last = -5 if low is None else low, 20 if high is None else high
    points = [first + step / 2 for step in range(2 * (last - first) + 1)]
    found = judge(rule, Between(low, high))
    expected = agreed([judge(rule, point) for point in points])
    # A span of one point is judged like the point, save for equality, which stays open: never wrong, only unsure.
    assert found == expected or (op in ("eq", "ne") and found == OPEN and low == high)


@given(low=st.integers(0, 8), span=st.integers(0, 4), ends=st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_between_two_against_a_range(low: int, span: int, ends: tuple[int, int]) -> None:
    rule = condition("between", sorted(ends))
    found = judge(rule, Between(low, low + span))
    points = [judge(rule, low + step / 2) for step in range(2 * span + 1)]
    if found != OPEN:
        assert set(points) == {found}


@given(
    members=st.sets(st.sampled_from("abcd"), min_size=1),
    wanted=st.lists(st.sampled_from("abcd"), min_size=1),
    op=st.sampled_from(["in", "not_in", "contains"]),
)
def test_at_least_these(members: set[str], wanted: list[str], op: str) -> None:
    rule = condition(op, wanted)
    others = sorted(set("abcd") - members)
    supersets = [members | set(more) for n in range(len(others) + 1) for more in combinations(others, n)]
    levels = [judge(rule, frozenset(each)) for each in supersets]
    if others:  # nothing says that these four are all there are: with all four known it may still stay open
        assert judge(rule, AtLeast(frozenset(members))) == agreed(levels)
    else:
        assert judge(rule, AtLeast(frozenset(members))) in (OPEN, agreed(levels))


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "size"),
    [  # the examples of the data sheet, then each side of each limit
        (49, 12e6, 9e6, "small"),
        (50, 9e6, 1e6, "medium"),
        (249, 60e6, 43e6, "medium"),
        (250, 1e6, 1e6, "large"),
        (9, 2e6, 9e9, "micro"),
        (9, 2_000_001, 2_000_001, "small"),
        (10, 2e6, 2e6, "small"),
        (9.9, 0, 0, "micro"),
        (49, 10e6, 10_000_001, "small"),
        (49, 10_000_001, 10_000_001, "medium"),
        (249, 50e6, 1e9, "medium"),
        (249, 50_000_001, 43_000_001, "large"),
        (5, 60e6, 44e6, "large"),
        (5, 60e6, 10e6, "small"),
    ],
)
def test_size_classes(headcount: float, turnover: float, balance: float, size: str) -> None:
    assert size_class(headcount, turnover, balance) == size
    assert possible_sizes(headcount, turnover, balance) == {size}


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "sizes"),
    [
        (300, None, None, {"large"}),
        (5, 1e6, None, {"micro"}),
        (5, None, 2e6, {"micro"}),
        (49, 12e6, None, {"small", "medium"}),
        (50, 9e6, None, {"medium"}),
        (60, None, None, {"medium", "large"}),
        (5, None, None, {"micro", "small", "medium", "large"}),
        (None, 12e6, 12e6, {"medium", "large"}),
        (None, 60e6, 44e6, {"large"}),
        (None, 1e6, None, {"micro", "small", "medium", "large"}),
        (None, None, None, {"micro", "small", "medium", "large"}),
    ],
)
def test_sizes_that_the_figures_allow(
    headcount: float | None, turnover: float | None, balance: float | None, sizes: set[str]
) -> None:
    assert possible_sizes(headcount, turnover, balance) == sizes


amounts = st.integers(0, 60_000_000)


@given(
    figures=st.tuples(st.integers(0, 400), amounts, amounts),
    known=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_the_true_size_is_always_among_the_possible(
    figures: tuple[int, int, int], known: tuple[bool, bool, bool]
) -> None:
    told = [figure if is_known else None for figure, is_known in zip(figures, known, strict=True)]
    assert size_class(*figures) in possible_sizes(*told)


@pytest.mark.parametrize(
    ("code", "prefix", "verdict"),
    [
        ("62.10", "62", Verdict.YES),
        ("62.10", "62.1", Verdict.YES),
        ("62.10", "62.10", Verdict.YES),
        ("62.10", "62.2", Verdict.NO),
        ("62", "62.1", Verdict.UNKNOWN),
        ("62.10", "K", Verdict.YES),
        ("K62.10", "K", Verdict.YES),
        ("6210", "62", Verdict.YES),
        ("10.11", "C", Verdict.YES),
        ("C", "10", Verdict.UNKNOWN),
        ("C", "62", Verdict.NO),
        ("C", "C", Verdict.YES),
        ("C", "K", Verdict.NO),
        ("01.11", "01", Verdict.YES),
        ("47.11", "G", Verdict.YES),
        ("45.2", "G", Verdict.YES),
        ("04.1", "C", Verdict.UNKNOWN),
        ("62.010", "62.01", Verdict.YES),
    ],
)
def test_nace_prefixes(code: str, prefix: str, verdict: Verdict) -> None:
    assert lies_under(normal(code), normal(prefix)) is verdict


def test_nace_exceptions() -> None:
    tree = parse_tree({"field": "nace", "op": "nace", "value": ["62", "C"], "except": ["62.2", "10"]})
    assert isinstance(tree, Criterion)
    answers = {
        code: judge(tree.condition, normal(code))
        for code in ("62.10", "62.20", "62", "C", "10.1", "11", "47")
    }
    assert answers == {
        "62.10": MET, "62.20": REFUSED, "62": OPEN, "C": OPEN, "10.1": REFUSED, "11": MET, "47": REFUSED,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "6", "62.", "CC", "W", "62.1.2.3", "sixty", "123456789", "6 2 x"])
def test_nace_codes_that_are_none(code: str) -> None:
    with pytest.raises(Fault):
        normal(code, "nace")
