"""Which steps are late, and what is in danger?"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from planning_plans import day, plans, step, violations

from grappe.engines.planning import Plan, after, forecast, late_steps

PLAN = Plan.of([step("a", 0, 5), step("b", 6, 5, ("a",)), step("c", 20, 2, ("b",)), step("x", 0, 5)])


def test_a_step_is_late_from_the_day_after_its_last():
    assert late_steps(PLAN, today=day(4)) == ()
    assert [(each.step_id, each.days) for each in late_steps(PLAN, today=day(5))] == [("a", 1), ("x", 1)]


def test_what_a_late_step_endangers_and_by_how_much():
    late = {each.step_id: each for each in late_steps(PLAN, today=day(16))}
    assert [(each.step_id, each.days, each.start) for each in late["a"].endangers] == [
        ("b", 11, day(17)),
        ("c", 2, day(22)),
    ]
    assert late["a"].end_slips_by == 2
    assert (late["a"].next_waiting.id, late["a"].room) == ("b", -11)
    assert (late["x"].next_waiting, late["x"].room) == (None, None)
    assert late["x"].endangers == ()
    assert late["x"].end_slips_by == 0
    assert late["a"].reason.text.en == (
        "“Step a” should have ended on 6 March 2026: 12 days late; this endangers “Step b” and “Step c”."
    )
    assert "12 jours de retard" in late["a"].reason.text.fr
    assert "12 Tage Verspätung" in late["a"].reason.text.de


def test_the_latest_comes_first():
    assert [each.step_id for each in late_steps(PLAN, today=day(16))] == ["a", "x", "b"]


def test_a_done_step_is_never_late():
    done = PLAN.with_steps({"a": replace(PLAN.by_id["a"], done_on=day(9))})
    assert [each.step_id for each in late_steps(done, today=day(10))] == ["x"]


@given(plans(), st.integers(-30, 120))
def test_late_are_exactly_the_open_steps_whose_last_day_has_passed(plan, number):
    late = late_steps(plan, today=day(number))
    assert {each.step_id for each in late} == {
        each.id for each in plan.steps if not each.is_done and each.end < day(number)
    }
    for each in late:
        assert each.days > 0
        assert {pushed.step_id for pushed in each.endangers} <= after(plan, each.step_id)
        assert (each.room is not None and each.room < 0) == bool(each.endangers)
        assert all(pushed.days > 0 for pushed in each.endangers)


@given(plans(), st.integers(-30, 120))
def test_a_forecast_leaves_no_open_work_in_the_past(plan, number):
    today = day(number)
    moved = forecast(plan, today=today)
    assert violations(moved.plan) == []
    for each in moved.plan.steps:
        if not each.is_done:
            assert each.end >= today
            assert each.start >= today or each.started_on is not None
    assert moved.plan.end >= plan.end


@given(plans())
def test_a_forecast_made_before_all_starts_changes_nothing(plan):
    assert forecast(plan, today=plan.start).plan == plan
