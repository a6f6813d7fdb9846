"""Does a move carry along exactly what it must?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_plans import day, plans, step, violations

from grappe.engines.planning import (
    Mode,
    Plan,
    StepHasStarted,
    StepIsFinished,
    WrongDates,
    after,
    finish,
    move,
    settle,
    shift,
)

MODES = st.sampled_from(list(Mode))


def open_step(data, plan):
    """One step that can be moved; a plan of finished steps only has none."""
    return data.draw(st.sampled_from([each.id for each in plan.steps if not each.stays] or [None]))


@given(plans(), st.data(), st.integers(-40, 40), MODES)
def test_after_a_move_no_dependency_is_violated(plan, data, days, mode):
    chosen = open_step(data, plan)
    if chosen is not None:
        assert violations(shift(plan, chosen, days=days, mode=mode).plan) == []


@given(plans(), st.data(), st.integers(0, 30), st.integers(1, 30), MODES)
def test_neither_is_one_after_new_dates(plan, data, start, length, mode):
    chosen = open_step(data, plan)
    if chosen is not None:
        moved = move(plan, chosen, start=day(start), end=day(start + length - 1), mode=mode)
        assert violations(moved.plan) == []
        assert moved.plan.by_id[chosen].duration == length


@given(plans(), st.data(), MODES)
def test_moving_by_nothing_changes_nothing(plan, data, mode):
    chosen = open_step(data, plan)
    if chosen is not None:
        moved = shift(plan, chosen, days=0, mode=mode)
        assert moved.changes == ()
        assert moved.plan == plan


@given(plans(), st.data(), st.integers(-40, 40), MODES)
def test_unrelated_and_pinned_steps_never_move_and_lengths_are_kept(plan, data, days, mode):
    chosen = open_step(data, plan)
    if chosen is None:
        return
    new = shift(plan, chosen, days=days, mode=mode).plan
    related = after(plan, chosen) | {chosen}
    for old in plan.steps:
        assert new.by_id[old.id].duration == old.duration
        if old.id not in related or old.stays:
            assert new.by_id[old.id] == old


@given(plans(), st.data(), st.integers(-40, 40), MODES)
def test_doing_it_again_changes_nothing(plan, data, days, mode):
    chosen = open_step(data, plan)
    if chosen is None:
        return
    once = shift(plan, chosen, days=days, mode=mode).plan
    again = move(once, chosen, start=once.by_id[chosen].start, end=once.by_id[chosen].end, mode=mode)
    assert again.changes == ()
    assert again.plan == once


@given(plans(), st.data(), st.integers(-40, 40))
def test_pushing_only_ever_moves_others_later_and_no_further_than_needed(plan, data, days):
    chosen = open_step(data, plan)
    if chosen is None:
        return
    moved = shift(plan, chosen, days=days)
    for change in moved.changes:
        if change.step_id == chosen:
            continue
        assert change.start > change.old_start
        awaited = [moved.plan.by_id[key].finish for key in moved.plan.by_id[change.step_id].depends_on]
        assert change.start == max(awaited) + (day(1) - day(0))


@given(plans(), st.data(), st.integers(-40, 40), MODES)
def test_changes_are_exactly_the_differences_each_with_its_reason(plan, data, days, mode):
    chosen = open_step(data, plan)
    if chosen is None:
        return
    moved = shift(plan, chosen, days=days, mode=mode)
    differing = {each.id for each in plan.steps if moved.plan.by_id[each.id] != each}
    assert {change.step_id for change in moved.changes} == differing
    for change in moved.changes:
        assert (change.start, change.end) == (
            moved.plan.by_id[change.step_id].start,
            moved.plan.by_id[change.step_id].end,
        )
        assert change.reason.text.en and change.reason.text.fr and change.reason.text.de


@given(plans(consistent=False))
def test_settling_repairs_any_plan_and_only_once(plan):
    settled = settle(plan)
    assert violations(settled.plan) == []
    assert settle(settled.plan).changes == ()


@given(plans(), st.data(), st.integers(-5, 40))
def test_being_done_late_moves_what_waits_and_keeps_the_planned_dates(plan, data, days):
    chosen = data.draw(st.sampled_from([each.id for each in plan.steps]))
    old = plan.by_id[chosen]
    moved = finish(plan, chosen, done_on=old.start + (day(max(0, days)) - day(0)))
    assert violations(moved.plan) == []
    assert (moved.plan.by_id[chosen].start, moved.plan.by_id[chosen].end) == (old.start, old.end)
    assert all(change.step_id in after(plan, chosen) for change in moved.changes)


CHAIN = Plan.of([step("a", 0, 5), step("b", 7, 3, ("a",)), step("c", 10, 2, ("b",)), step("x", 3, 4)])


def test_room_between_two_steps_is_used_up_first():
    assert [change.step_id for change in shift(CHAIN, "a", days=2).changes] == ["a"]
    pushed = shift(CHAIN, "a", days=3)
    assert [(change.step_id, change.start, change.end) for change in pushed.changes] == [
        ("a", day(3), day(7)),
        ("b", day(8), day(10)),
        ("c", day(11), day(12)),
    ]
    assert [change.reason.text.en for change in pushed.changes] == [
        "moved by hand",
        "moved because “Step a” ends on 9 March 2026",
        "moved because “Step b” ends on 12 March 2026",
    ]


def test_pushing_does_not_pull_back_but_following_does():
    assert [change.step_id for change in shift(CHAIN, "a", days=-3).changes] == ["a"]
    followed = shift(CHAIN, "a", days=-3, mode=Mode.FOLLOW)
    assert [(change.step_id, change.start) for change in followed.changes] == [
        ("a", day(-3)),
        ("b", day(4)),
        ("c", day(7)),
    ]


def test_following_stops_at_what_else_a_step_waits_for():
    plan = Plan.of([step("a", 10), step("other", 8, 4), step("b", 15, 2, ("a", "other"))])
    followed = shift(plan, "a", days=-10, mode=Mode.FOLLOW)
    assert followed.plan.by_id["b"].start == day(12)


def test_a_start_that_cannot_be_becomes_the_first_that_can_and_says_why():
    moved = move(CHAIN, "b", start=day(2))
    assert moved.plan.by_id["b"].start == day(5)
    assert moved.changes[0].reason.text.en == (
        "put on 7 March 2026, the first possible day, because “Step a” ends on 6 March 2026"
    )
    assert moved.changes[0].reason.actual == "2026-03-04"


def test_only_a_new_end_makes_a_step_longer_and_pushes():
    moved = move(CHAIN, "a", start=day(0), end=day(8))
    assert moved.plan.by_id["a"].duration == 9
    assert moved.plan.by_id["b"].start == day(9)


def test_what_has_started_stays_and_the_conflict_is_named():
    plan = CHAIN.with_steps({"b": replace(CHAIN.by_id["b"], started_on=day(7))})
    moved = shift(plan, "a", days=6)
    assert [change.step_id for change in moved.changes] == ["a"]
    assert [reason.text.en for reason in moved.conflicts] == [
        "“Step b” has started and stays, although it waits for “Step a”, which ends on 12 March 2026."
    ]


def test_finished_and_started_steps_are_not_moved_by_hand_either():
    done = CHAIN.with_steps({"a": replace(CHAIN.by_id["a"], done_on=day(4))})
    with pytest.raises(StepIsFinished, match="was done on 6 March 2026 and keeps its dates"):
        shift(done, "a", days=1)
    started = CHAIN.with_steps({"a": replace(CHAIN.by_id["a"], started_on=day(0))})
    with pytest.raises(StepHasStarted, match="started on 2 March 2026: only its end can move"):
        shift(started, "a", days=1)
    assert move(started, "a", start=day(0), end=day(9)).plan.by_id["b"].start == day(10)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(WrongDates):
        move(CHAIN, "a", start=day(4), end=day(3))


def test_done_late_pushes_from_the_day_it_was_done_and_done_early_pulls_nothing():
    late = finish(CHAIN, "a", done_on=day(8))
    assert [(change.step_id, change.start) for change in late.changes] == [("b", day(9)), ("c", day(12))]
    assert late.changes[0].reason.text.en == "moved because “Step a” ends on 10 March 2026"
    early = finish(CHAIN, "a", done_on=day(1))
    assert early.changes == ()
    assert move(early.plan, "b", start=day(2)).plan.by_id["b"].start == day(2)


def test_nothing_follows_across_a_step_that_stays():
    plan = CHAIN.with_steps({"b": replace(CHAIN.by_id["b"], started_on=day(7))})
    assert [change.step_id for change in shift(plan, "a", days=-4, mode=Mode.FOLLOW).changes] == ["a"]
