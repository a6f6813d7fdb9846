"""Are the tests of trends exact where they say so, and do false discoveries stay at their level?"""

import itertools
import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.signals import Course, significance
from grappe.engines.signals.counting import Mention
from grappe.engines.signals.kleinberg import bursts
from grappe.engines.signals.trends import trends


def spread(total, weeks):
    """Yield all ways to spread mentions over weeks."""
    for bars in itertools.combinations(range(total + weeks - 1), weeks - 1):
        edges = (-1, *bars, total + weeks - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(edges))


def chance(counts, totals):
    written = sum(totals)
    found = math.factorial(sum(counts))
    for count, total in zip(counts, totals, strict=True):
        found *= (total / written) ** count / math.factorial(count)
    return found


def least_tail(counts, totals, latest):
    """Return the least binomial tail over the last weeks, from the definition."""
    said, written, least = sum(counts), sum(totals), 1.0
    for weeks in range(1, min(latest, len(counts) - 1) + 1):
        share, found = sum(totals[-weeks:]) / written, sum(counts[-weeks:])
        tail = sum(math.comb(said, k) * share**k * (1 - share) ** (said - k) for k in range(found, said + 1))
        least = min(least, tail)
    return least


@pytest.mark.parametrize("totals", [(9, 9, 9, 9, 9), (20, 3, 8, 1, 12)])
def test_the_p_value_of_a_rise_is_the_chance_of_so_small_a_tail(totals):
    outcomes = [(least_tail(c, totals, 3), chance(c, totals), c) for c in spread(5, len(totals))]
    assert math.isclose(sum(p for _, p, _ in outcomes), 1.0, rel_tol=1e-9)
    tried = 0
    for least, _, counts in outcomes:
        if least < 0.1:
            exact = sum(p for other, p, _ in outcomes if other <= least * (1 + 1e-9))
            assert significance.rise(counts, totals, latest=3).p == pytest.approx(exact, rel=1e-6)
            tried += 1
    assert tried > 20


@pytest.mark.parametrize("test", [significance.strongest, significance.fall, significance.rise])
def test_no_p_value_is_too_small_on_notes_without_trends(test):
    lot = np.random.default_rng(5)
    totals = lot.poisson(40, 52)
    said = [lot.multinomial(k, totals / totals.sum()).tolist() for k in [4, 12, 40, 150] * 100]
    ps = np.array([test(counts, totals.tolist()).p for counts in said])
    for level in (0.01, 0.05, 0.1):
        # Three standard errors of 400 draws above the level.
        assert (ps <= level).mean() <= level + 3 * math.sqrt(level * (1 - level) / len(ps))


def test_false_discoveries_over_hundreds_of_topics_stay_at_their_level():
    lot = np.random.default_rng(11)
    alarms = 0
    for _ in range(60):
        totals = lot.poisson(60, 52)
        ps = [
            significance.rise(lot.multinomial(k, totals / totals.sum()).tolist(), totals.tolist()).p
            for k in lot.choice([5, 10, 30, 80], 150)
        ]
        alarms += min(significance.q_values(ps)) <= 0.05
    # Without any true rise, the chance of one false alarm among 150 topics is at most 5 %: 3 of 60, and at most 8 by chance.
    assert alarms <= 8


def test_true_rises_are_found_among_hundreds_of_topics_without_them():
    lot = np.random.default_rng(12)
    found, false = 0, 0
    for _ in range(10):
        totals = lot.poisson(60, 52)
        ps = []
        for topic in range(200):
            counts = lot.multinomial(20, totals / totals.sum())
            if topic < 10:
                counts[-4:] += lot.poisson(3, 4)
            ps.append(significance.rise(counts.tolist(), totals.tolist()).p)
        called = [topic for topic, q in enumerate(significance.q_values(ps)) if q <= 0.05]
        found += sum(topic < 10 for topic in called)
        false += sum(topic >= 10 for topic in called)
    assert found >= 70
    assert false / (found + false) <= 0.08


def test_q_values_as_worked_out_by_hand():
    # Benjamini and Hochberg: p * m / rank, then the least of those at or above.
    assert significance.q_values([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert significance.q_values([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_are_at_least_the_p_values_and_keep_their_order(ps):
    qs = significance.q_values(ps)
    assert all(q >= p - 1e-12 for p, q in zip(ps, qs, strict=True))
    by_p = [q for _, q in sorted(zip(ps, qs, strict=True))]
    assert by_p == sorted(by_p)


COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=30)


@given(COUNTS)
def test_every_window_lies_within_the_weeks_and_counts_what_is_there(counts):
    totals = [count + 10 for count in counts]
    for test in (significance.rise, significance.fall, significance.strongest):
        window = test(counts, totals)
        assert 0 <= window.p <= 1 and 0 <= window.start < window.end <= len(counts)
        if sum(counts) and window.p < 1:
            assert window.observed == sum(counts[window.start : window.end])


@given(COUNTS)
def test_a_shift_in_how_much_is_written_alone_is_no_rise(totals):
    """A topic that keeps its share of all that is written does not rise when more is written."""
    totals = [total + 1 for total in totals]
    window = significance.rise(totals, [10 * total for total in totals])
    assert window.p > 0.05 and window.observed == pytest.approx(window.expected, rel=0.01)


def test_a_topic_of_which_nobody_speaks_any_more_is_silent_and_weakens_no_test():
    on = date(2026, 11, 27)
    voices = [(on - timedelta(days=day), ("company", f"{day % 40}")) for day in range(500) for _ in range(2)]
    living = [Mention(1, f"n{day}", on - timedelta(days=day), str(day)) for day in (1, 2, 3, 5, 6, 8, 9, 200)]
    dead = [
        Mention(topic, f"{topic} {n}", on - timedelta(days=420 + n), str(n))
        for topic in range(2, 60)
        for n in range(20)
    ]
    alone, among = trends(living, voices, on)[1], trends([*living, *dead], voices, on)
    assert among[1] == alone and alone.rise_q < 0.05
    assert {(one.course, one.notes) for key, one in among.items() if key > 1} == {(Course.FADING, 0)}


def test_the_automaton_finds_the_weeks_of_a_burst():
    counts = [1, 0, 1, 1, 0, 1, 9, 8, 10, 1, 0, 1]
    (burst,) = bursts(counts, [50] * 12)
    assert (burst.start, burst.end) == (6, 9)
    assert burst.level >= 1 and burst.weight > 10


def test_the_weight_of_a_burst_is_what_the_automaton_saves():
    counts, totals = [1, 1, 1, 1, 8, 8, 1, 1], [40] * 8
    share = sum(counts) / sum(totals)
    (burst,) = bursts(counts, totals, levels=1)
    saved = sum(k * math.log(2) + (40 - k) * math.log((1 - 2 * share) / (1 - share)) for k in (8, 8))
    assert (burst.start, burst.end) == (4, 6)
    assert burst.weight == pytest.approx(saved, abs=1e-5)


@given(st.integers(0, 5), st.integers(6, 60), st.integers(2, 40))
def test_what_is_steady_never_bursts(count, total, weeks):
    assert bursts([count] * weeks, [total] * weeks) == []
