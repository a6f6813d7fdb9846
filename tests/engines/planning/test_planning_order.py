"""In which order, and is every circle found and named?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_plans import plans, step

from grappe.engines.planning import (
    Cycle,
    DuplicateStep,
    Plan,
    UnknownStep,
    WrongDates,
    after,
    before,
    cycle_with,
    order,
)


@given(plans(consistent=False))
def test_every_step_stands_once_and_after_what_it_waits_for(plan):
    ordered = [each.id for each in order(plan)]
    assert sorted(ordered) == sorted(each.id for each in plan.steps)
    place = {key: number for number, key in enumerate(ordered)}
    assert all(place[key] < place[each.id] for each in plan.steps for key in each.depends_on)


@given(plans(consistent=False), st.data())
def test_a_circle_is_always_found_and_named(plan, data):
    first = data.draw(st.sampled_from([each.id for each in plan.steps]))
    last = data.draw(st.sampled_from(sorted(after(plan, first) | {first})))
    looped = Plan.of(
        each if each.id != first else step(first, 0, after=(*each.depends_on, last)) for each in plan.steps
    )
    with pytest.raises(Cycle) as caught:
        order(looped)
    circle = caught.value.steps
    for number, each in enumerate(circle):
        assert circle[(number + 1) % len(circle)].id in each.depends_on
        assert each.title in str(caught.value)
        assert each.title in caught.value.reason.text.fr
        assert each.title in caught.value.reason.text.de


@given(plans(consistent=False), st.data())
def test_a_new_dependency_makes_a_circle_exactly_when_it_points_at_a_follower(plan, data):
    names = [each.id for each in plan.steps]
    one, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    expected = other == one or other in after(plan, one)
    assert (cycle_with(plan, one, (*plan.by_id[one].depends_on, other)) is not None) == expected


@given(plans())
def test_after_and_before_mirror_each_other(plan):
    for each in plan.steps:
        assert all(each.id in before(plan, key) for key in after(plan, each.id))


def test_the_message_of_a_circle_names_who_waits_for_whom():
    plan = Plan.of([step("a", 0, after=("b",)), step("b", 9, after=("c",)), step("c", 20, after=("a",))])
    with pytest.raises(Cycle) as caught:
        order(plan)
    assert str(caught.value) == (
        "These steps wait for each other: "
        "“Step a” for “Step b”, “Step b” for “Step c”, “Step c” for “Step a”."
    )


def test_a_step_that_waits_for_itself():
    with pytest.raises(Cycle, match="“Step a” cannot wait for itself"):
        order(Plan.of([step("a", 0, after=("a",))]))


def test_free_steps_go_by_their_start_then_as_written():
    assert [each.id for each in order(Plan.of([step("late", 9), step("b", 1), step("a", 1)]))] == [
        "b",
        "a",
        "late",
    ]


def test_a_long_chain_is_no_trouble():
    chain = [step("0", 0)] + [step(str(n), n, after=(str(n - 1),)) for n in range(1, 5000)]
    assert [each.id for each in order(Plan.of(reversed(chain)))] == [str(n) for n in range(5000)]
    assert len(after(Plan.of(chain), "0")) == 4999


def test_bad_plans_are_refused_with_what_is_wrong():
    with pytest.raises(UnknownStep, match="“Step a” waits for step z, which is not in this plan"):
        Plan.of([step("a", 0, after=("z",))])
    with pytest.raises(DuplicateStep, match="Two steps carry the id a"):
        Plan.of([step("a", 0), step("a", 3)])
    with pytest.raises(WrongDates, match="“Step a” would end on 2026-03-01, before it starts on 2026-03-02"):
        step("a", 0, length=0)
    with pytest.raises(UnknownStep, match="There is no step q in this plan"):
        after(Plan.of([step("a", 0)]), "q")
