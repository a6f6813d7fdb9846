"""Whom do we contact next, and who has been forgotten?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from factories.companies import CompanyFactory, ContactFactory
from factories.roadmaps import AT, TODAY, day
from grappe.apps.roadmaps import operations, queries
from grappe.apps.roadmaps.models import FollowUp
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def moment(number: int) -> datetime:
    return AT + timedelta(days=number)


def follow(company, people, since=-400, **values):
    return operations.set_follow_up(
        company=company, **({"every": 6} | values), by=people.administrator, at=moment(since)
    )


def held(company, number, **values):
    return ContactFactory(company=company, state="held", starts_at=moment(number), **values)


def due(people, role="manager"):
    found = queries.follow_ups_due(for_user=people.by_role()[role], today=TODAY)
    return [(each.company, each.due_on, each.overdue_days) for each in found]


def test_due_by_cadence_after_the_last_contact_held(company, people):
    follow(company, people)
    held(company, -300)
    ContactFactory(company=company, state="held", starts_at=datetime(2025, 8, 31, 10, tzinfo=UTC))
    ContactFactory(company=company, state="cancelled", starts_at=moment(-3))
    assert due(people) == [(company, date(2026, 2, 28), 2)]
    assert (
        "6 months after the last contact"
        in queries.follow_ups_due(for_user=people.manager, today=TODAY)[0].reason
    )


def test_a_contact_at_night_counts_on_its_day_here(company, people):
    follow(company, people, every=1, unit="weeks")
    ContactFactory(company=company, state="held", starts_at=datetime(2026, 2, 22, 23, 30, tzinfo=UTC))
    assert queries.follow_up_of(company.pk, for_user=people.manager, today=TODAY).last_contact == date(
        2026, 2, 23
    )


def test_the_day_agreed_last_goes_before_the_cadence(company, people):
    follow(company, people)
    held(company, -30, next_contact_on=day(300))
    held(company, -10, next_contact_on=day(-1))
    assert due(people) == [(company, day(-1), 1)]
    held(company, -5)
    assert due(people) == []


def test_planned_paused_and_archived_companies_are_not_due(clusters, people):
    for number, fields in enumerate([{"paused_until": day(1)}, {}, {}]):
        made = CompanyFactory(clusters=[clusters["digital"]], archived_at=AT if number == 1 else None)
        follow(made, people, **fields)
        if number == 2:
            ContactFactory(company=made, state="planned", starts_at=moment(3))
    assert due(people) == []
    state = queries.follow_up_of(made.pk, for_user=people.manager, today=TODAY)
    assert (state.planned_on, state.next.is_due) == (day(3), True)


def test_a_manager_gets_their_clusters_and_their_own_everybody_else_all(clusters, people):
    digital = CompanyFactory(clusters=[clusters["digital"], clusters["healthtech"]])
    wood = CompanyFactory(clusters=[clusters["wood"]])
    entrusted = CompanyFactory(clusters=[clusters["wood"]])
    follow(digital, people, since=-5)
    follow(wood, people, since=-4)
    follow(entrusted, people, since=-3, owner=people.manager)
    companies = {role: [each[0] for each in due(people, role)] for role in people.by_role()}
    assert companies["manager"] == [digital, entrusted]
    assert companies["other_manager"] == [wood, entrusted]
    assert (
        companies["administrator"]
        == companies["analyst"]
        == companies["ministry"]
        == [digital, wood, entrusted]
    )


@pytest.mark.parametrize("count", [1, 3])
def test_due_follow_ups_cost_one_query_however_many(clusters, people, count, django_assert_num_queries):
    for number in range(count):
        made = CompanyFactory(clusters=[clusters["digital"], clusters["healthtech"]])
        follow(made, people)
        held(made, -400 - number)
        held(made, -500)
    people.manager._grappe_cluster_ids = frozenset(
        people.manager.memberships.values_list("cluster_id", flat=True)
    )
    with django_assert_num_queries(1):
        assert len(due(people)) == count


def test_the_cadence_is_checked_and_the_first_day_kept(company, people):
    first = follow(company, people, since=-50)
    again = follow(company, people, since=0, every=2, unit="weeks")
    assert (again.pk, again.since, again.every, again.unit) == (first.pk, day(-50), 2, "weeks")
    for values in ({"every": 0}, {"every": 61}, {"unit": "years"}):
        with pytest.raises(BadInput):
            follow(company, people, **values)
    operations.end_follow_up(company=company, by=people.manager, at=AT)
    assert not FollowUp.objects.exists()
    assert queries.follow_up_of(company.pk, for_user=people.manager, today=TODAY) is None


def test_companies_gone_quiet(clusters, people):
    def made(name, **values):
        return CompanyFactory(
            name=name, clusters=[clusters["digital"]], **({"created_at": LONG_AGO} | values)
        )

    never, quiet, spoken = made("Never"), made("Quiet"), made("Spoken")
    planned, paused = made("Planned"), made("Paused")
    made("Archived", archived_at=AT)
    made("New", created_at=AT)
    held(quiet, -400)
    held(quiet, -190)
    held(spoken, -400)
    held(spoken, -100)
    ContactFactory(company=planned, state="planned", starts_at=moment(5))
    ContactFactory(company=quiet, state="planned", starts_at=moment(-5))
    follow(paused, people, paused_until=day(30))
    wood = CompanyFactory(name="Wood", clusters=[clusters["wood"]], created_at=LONG_AGO)
    found = queries.not_contacted(for_user=people.manager, today=TODAY, months=6)
    assert [(each.company, each.last_contact) for each in found] == [(never, None), (quiet, day(-190))]
    assert wood in [
        each.company for each in queries.not_contacted(for_user=people.ministry, today=TODAY, months=6)
    ]
    assert queries.not_contacted(for_user=people.manager, today=TODAY, months=7)[-1].company == never
    assert len(queries.not_contacted(for_user=people.ministry, today=TODAY, months=6, limit=1)) == 1
