"""How far may a step slip?"""

from hypothesis import given
from hypothesis import strategies as st
from planning_plans import day, plans, step

from grappe.engines.planning import Plan, critical_path, shift, slack


@given(plans(), st.data())
def test_slipping_by_the_slack_is_harmless_and_by_one_day_more_is_not(plan, data):
    """The definition, checked against the real move: that is what makes the backward pass right."""
    movable = [each.id for each in plan.steps if not each.stays]
    if not movable:
        return
    chosen = data.draw(st.sampled_from(movable))
    found = slack(plan)[chosen]

    free = shift(plan, chosen, days=found.free)
    assert {change.step_id for change in free.changes} <= {chosen}
    assert shift(plan, chosen, days=found.total).plan.end == plan.end

    assert shift(plan, chosen, days=found.total + 1).plan.end > plan.end
    one_more = shift(plan, chosen, days=found.free + 1)
    assert len(one_more.changes) > 1 or one_more.plan.end > plan.end


@given(plans())
def test_free_slack_is_never_more_than_total_and_done_steps_have_none(plan):
    found = slack(plan)
    assert set(found) == {each.id for each in plan.steps if not each.is_done}
    assert all(0 <= each.free <= each.total for each in found.values())


def test_the_critical_path():
    plan = Plan.of(
        [
            step("a", 0, 5),
            step("b", 5, 5, ("a",)),
            step("side", 5, 2, ("a",)),
            step("c", 12, 3, ("b", "side")),
        ]
    )
    assert [each.id for each in critical_path(plan)] == ["c"]
    assert {key: (each.free, each.total) for key, each in slack(plan).items()} == {
        "a": (0, 2),
        "b": (2, 2),
        "side": (5, 5),
        "c": (0, 0),
    }
    tight = shift(plan, "b", days=2).plan
    assert [each.id for each in critical_path(shift(tight, "a", days=2).plan)] == ["a", "b", "c"]


def test_an_empty_plan_has_no_slack():
    assert slack(Plan()) == {}
    assert critical_path(Plan()) == ()
    assert Plan().start is None and Plan().end is None


def test_what_has_started_does_not_hold_back_what_it_waited_for():
    plan = Plan.of([step("a", 0, 5), step("b", 5, 5, ("a",), started=5)])
    assert slack(plan)["a"].free == 5
    assert plan.end == day(9)
