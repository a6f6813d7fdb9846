"""May this person see, start and answer diagnostics of this company? The truth table."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from factories import diagnostics as made
from factories.companies import CompanyFactory
from grappe.apps.diagnostics import permissions

pytestmark = pytest.mark.django_db

TABLE = [
    # role, sees, starts and answers for a company of healthtech, of wood
    ("administrator", True, True, True),
    ("manager", True, True, False),
    ("other_manager", True, False, True),
    ("analyst", True, False, False),
    ("ministry", True, False, False),
]


@pytest.mark.parametrize(("role", "sees", "healthtech", "wood"), TABLE)
def test_the_truth_table(people, clusters, role, sees, healthtech, wood):
    made.load("dma")
    user = people.by_role()[role]
    assert permissions.can_view_diagnostics(user) is sees
    for slug, expected in (("healthtech", healthtech), ("wood", wood)):
        company = CompanyFactory(clusters=[clusters[slug]])
        run = made.start(company, people.administrator)
        assert permissions.can_start_run(user, company) is expected
        assert permissions.can_answer_run(user, run) is expected
        for check, thing in (
            (permissions.check_can_start_run, company),
            (permissions.check_can_answer_run, run),
        ):
            if expected:
                check(user, thing)
            else:
                with pytest.raises(PermissionDenied):
                    check(user, thing)


def test_who_has_left_sees_nothing(people):
    people.manager.is_active = False
    with pytest.raises(PermissionDenied):
        permissions.check_can_view_diagnostics(people.manager)
