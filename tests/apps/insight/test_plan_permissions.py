"""Who may see and who may fill an action plan? Each permission as a truth table."""

from __future__ import annotations

import pytest

from factories import plans as make
from grappe.apps.insight import permissions

pytestmark = pytest.mark.django_db
ROLES = ("administrator", "manager", "other_manager", "analyst", "ministry")
# state of the plan -> who sees it
SEEN = {
    "draft": (True, True, True, True, False),
    "running": (True, True, True, True, True),
    "closed": (True, True, True, True, True),
    "dropped": (True, True, True, True, False),
}


@pytest.mark.parametrize("state", SEEN)
def test_who_sees_a_plan(people, state):
    plan = make.plan(people.manager, state=state)
    found = tuple(permissions.can_view_plan(getattr(people, role), plan) for role in ROLES)
    assert found == SEEN[state]


def test_who_adds_and_runs_a_plan(people):
    plan = make.plan(people.manager)
    plan.team.add(people.analyst)
    may = {
        permissions.can_view_themes: (True, True, True, True, True),
        permissions.can_add_plan: (True, True, True, True, False),
    }
    for permission, wanted in may.items():
        assert tuple(permission(getattr(people, role)) for role in ROLES) == wanted, permission
    runs = tuple(permissions.can_run_plan(getattr(people, role), plan) for role in ROLES)
    assert runs == (True, True, False, True, False)  # the analyst is in its team


def test_who_reports_a_measure(people):
    plan = make.plan(people.manager)
    measure = make.measure(plan, owner=people.other_manager)
    outside = make.measure(plan, owner=None, owner_name="LIST")
    own, whole = make.indicator(plan, measure=measure), make.indicator(plan)
    for permission, thing, wanted in (
        (permissions.can_report_measure, measure, (True, True, True, False, False)),
        (permissions.can_report_measure, outside, (True, True, False, False, False)),
        (permissions.can_read_indicator, own, (True, True, True, False, False)),
        (permissions.can_read_indicator, whole, (True, True, False, False, False)),
    ):
        assert tuple(permission(getattr(people, role), thing) for role in ROLES) == wanted
    people.other_manager.role = "ministry"  # who has lost the role has lost the measure
    assert not permissions.can_report_measure(people.other_manager, measure)
