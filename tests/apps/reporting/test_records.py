"""Do records say what the apps hold, and does a refresh write only what changed?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from factories import flagships, ideas, roadmaps
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory
from grappe.apps.clusters.models import Theme
from grappe.apps.needs import operations as needs
from grappe.apps.reporting.models import Record, Standing, StandingCluster
from grappe.apps.reporting.operations.refresh import refresh_records
from grappe.apps.roadmaps.models import FollowUp

HELD = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # in Luxembourg it is New Year already


@pytest.fixture
def theme(db):
    return Theme.objects.create(slug="skills", name={"en": "Skills"})


@pytest.fixture
def company(clusters, people):
    found = CompanyFactory(clusters=[clusters["healthtech"]], created_at=datetime(2024, 5, 1, tzinfo=UTC))
    FiguresFactory(company=found, year=2024, headcount=5, turnover_eur=1, balance_sheet_eur=1)
    FiguresFactory(company=found, year=2025, headcount=500, turnover_eur=10**8, balance_sheet_eur=10**8)
    return found


def kinds() -> dict[str, int]:
    return {
        kind: Record.objects.filter(kind=kind).count()
        for kind in Record.objects.values_list("kind", flat=True)
    }


def test_a_contact_is_a_record_of_its_local_day(company, people, at):
    contact = ContactFactory(company=company, state="held", starts_at=HELD, minutes=30)
    contact.team.add(people.manager)
    refresh_records(at=at)
    record = Record.objects.get()
    assert (record.kind, record.source_id, record.company_id) == ("contact", str(contact.pk), company.pk)
    assert (record.on, record.value, record.state) == (date(2026, 1, 1), 30, "held")
    assert record.person_id == people.manager.pk


def test_a_second_refresh_writes_nothing_and_a_third_what_changed(company, at):
    kept, gone = (
        ContactFactory(company=company, starts_at=HELD),
        ContactFactory(company=company, starts_at=HELD),
    )
    first = refresh_records(at=at)
    assert first.added == 2 + 3 + 3  # contacts; the years 2024 to 2026, each with one cluster
    later = at + timedelta(hours=1)
    again = refresh_records(at=later)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert set(Record.objects.values_list("changed_at", flat=True)) == {at}
    kept.state = "held"
    kept.save()
    gone.delete()
    third = refresh_records(at=later)
    assert (third.added, third.changed, third.removed) == (0, 1, 1)
    assert Record.objects.get().changed_at == later


def test_aid_is_counted_when_it_is_requested_obtained_and_paid(company, people, at):
    roadmap = roadmaps.roadmap(company, people.manager)
    roadmap.aids.create(
        label="Fit 4 Digital", state="paid", requested_on=date(2026, 1, 5), requested_eur=Decimal("9000.00"),
        decided_on=date(2026, 2, 5), obtained_eur=Decimal("8000.50"), paid_on=date(2026, 3, 5), paid_eur=Decimal(8000),
    )  # fmt: skip
    roadmap.aids.create(label="Planned", state="planned")
    roadmap.aids.create(
        label="Refused",
        state="refused",
        requested_on=date(2026, 1, 5),
        requested_eur=100,
        decided_on=date(2026, 2, 1),
    )
    refresh_records(at=at)
    amounts = sorted(Record.objects.filter(kind__startswith="aid").values_list("kind", "on", "amount"))
    assert amounts == [
        ("aid_obtained", date(2026, 2, 5), Decimal("8000.50")),
        ("aid_paid", date(2026, 3, 5), Decimal("8000.00")),
        ("aid_requested", date(2026, 1, 5), Decimal("100.00")),
        ("aid_requested", date(2026, 1, 5), Decimal("9000.00")),
    ]


def test_a_follow_up_is_overdue_from_its_due_day_to_the_next_contact(company, people, at):
    FollowUp.objects.create(
        company=company, every=2, unit="months", since=date(2026, 1, 10), owner=people.manager
    )
    for day in (date(2026, 1, 20), date(2026, 4, 1)):
        ContactFactory(
            company=company, state="held", starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        )
    refresh_records(at=at)
    times = Record.objects.filter(kind="overdue").order_by("on").values_list("on", "ended_on")
    # Due on 20 March, held on 1 April; then due on 1 June, and nothing since.
    assert list(times) == [(date(2026, 3, 20), date(2026, 4, 1)), (date(2026, 6, 1), None)]
    standing = Standing.objects.get(company=company, year=2026)
    assert (standing.manager_id, standing.looked_after) == (people.manager.pk, True)
    assert not Standing.objects.get(company=company, year=2025).looked_after


def test_a_need_lasts_from_noted_to_met(company, people, theme, at):
    noted = datetime(2026, 2, 1, 9, tzinfo=UTC)
    need = needs.add_need(
        company=company, title="A baker", description="", language="en", theme=theme, urgency=2,
        by=people.manager, at=noted,
    )  # fmt: skip
    need.state, need.decided_at = "met", noted + timedelta(days=12)
    need.save()
    refresh_records(at=at)
    record = Record.objects.get(kind="need")
    assert (record.on, record.ended_on, record.state, record.theme) == (
        date(2026, 2, 1), date(2026, 2, 13), "met", "skills",
    )  # fmt: skip


def test_what_a_company_was_stays_what_it_was(company, clusters, at):
    refresh_records(at=at)
    sizes = dict(Standing.objects.filter(company=company).values_list("year", "size"))
    assert sizes[2025] == "micro"  # by the accounts of 2024, closed in that year
    company.clusters.set([clusters["wood"]])
    refresh_records(at=at + timedelta(days=1))
    found = StandingCluster.objects.filter(company=company).order_by("year").values_list("year", "cluster")
    assert list(found) == [(2024, "healthtech"), (2025, "healthtech"), (2026, "wood")]


def test_an_archived_company_has_no_standing_after_it_went(company, at):
    company.archived_at = datetime(2025, 3, 1, tzinfo=UTC)
    company.save()
    refresh_records(at=at)
    assert list(Standing.objects.order_by("year").values_list("year", flat=True)) == [2024, 2025]


@pytest.mark.parametrize("kind", ["idea", "idea_stage"])
def test_an_idea_in_confidence_is_a_confidential_record(people, clusters, at, kind):
    idea = ideas.idea(people.manager, title="Secret", confidential=True)
    refresh_records(at=datetime(2027, 1, 1, tzinfo=UTC))
    assert Record.objects.get(kind=kind, source_id__startswith=str(idea.pk)).confidential


def test_partners_of_a_flagship_share_it(people, clusters, at):
    project = flagships.whole(people.manager)
    companies = CompanyFactory.create_batch(2)
    for company in companies:
        flagships.partner(project, company=company)
    project.state, project.started_at = "running", at
    project.save()
    refresh_records(at=datetime(2027, 1, 1, tzinfo=UTC))
    rows = Record.objects.filter(kind="flagship_partner", company__in=companies)
    assert {row.group_key for row in rows} == {f"flagship:{project.pk}"}
    assert rows.count() == 2
    costs = Record.objects.filter(kind="flagship_cost")
    assert sum(cost.amount for cost in costs) == sum(
        line.eur for partner in project.partners.all() for line in partner.costs.all()
    )
