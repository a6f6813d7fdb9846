"""Do the register and the group on file reach the judgement on aids, and does what is stated go first?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from factories import shipped
from factories.awards import award
from factories.companies import CompanyFactory, FiguresFactory, OwnershipFactory
from grappe.apps.aids.models import Programme
from grappe.apps.aids.queries import known_facts
from grappe.apps.aids.queries.differences import company_blocks
from grappe.apps.aids.queries.known import known_after
from grappe.apps.companies.operations import state_fact
from grappe.apps.companies.queries.groups import ownership_ties
from grappe.engines import eligibility as engine
from grappe.ui import clock

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def company(people):
    found = CompanyFactory(clusters=[people.manager.memberships.first().cluster])
    FiguresFactory(company=found, headcount=20, turnover_eur=1, balance_sheet_eur=1)
    return found


def document(company, people):
    return known_facts(company, on=ON, for_user=people.analyst)


def sizes(company, people):
    fields = engine.parse_fields({})
    read, _remarks = engine.company_of(document(company, people), fields, {"company_size"})
    from grappe.engines.eligibility.derived import Situation, sizes_of

    return sizes_of(Situation(read, ON))


def test_alone_nothing_is_added(company, people):
    found = document(company, people)
    assert "possible_sizes" not in found and "de_minimis_grants" not in found["facts"]


def test_the_aids_of_the_register_are_known_to_everybody_who_judges(company, people, clusters):
    shipped.programmes(at=AT)
    award(company, people.manager, programme=Programme.objects.get(slug="fit4-digital"))
    assert [aid["programme"] for aid in document(company, people)["aids"]] == ["fit4-digital"]
    ((pk, read),) = known_after(0, on=ON, size=10, until=company.pk, ties=ownership_ties())
    assert pk == company.pk and read == document(company, people)
    (block,) = company_blocks(ON)
    assert block == [(company.pk, read)]


def test_the_group_says_the_size(company, people):
    mother = CompanyFactory()
    FiguresFactory(company=mother, headcount=600, turnover_eur=1, balance_sheet_eur=1)
    OwnershipFactory(owned=company, owner=mother, capital_pct=80)
    assert document(company, people)["possible_sizes"] == ["large"]
    assert sizes(company, people) == {"large"}


def test_a_size_that_the_group_leaves_open_is_no_pass(company, people):
    """The own figures alone are small; with a mother whose figures are unknown, nothing is certain."""
    OwnershipFactory(owned=company, owner=CompanyFactory(), capital_pct=80)
    assert sizes(company, people) == {"small", "medium", "large"}


def test_what_is_stated_goes_first(company, people):
    mother = CompanyFactory()
    FiguresFactory(company=mother, headcount=600, turnover_eur=1, balance_sheet_eur=1)
    OwnershipFactory(owned=company, owner=mother, capital_pct=80)
    award(company, people.manager)
    for field, value in (("company_size", "medium"), ("de_minimis_headroom", 5_000)):
        state_fact(company=company, field=field, value=value, by=people.manager, at=clock.now())
    found = document(company, people)
    assert sizes(company, people) == {"medium"}
    assert found["facts"]["de_minimis_headroom"] == 5_000 and "de_minimis_grants" not in found["facts"]


def test_the_register_says_the_grants(company, people):
    award(company, people.manager, 40_000, date(2025, 1, 10))
    assert document(company, people)["facts"]["de_minimis_grants"] == [
        {"date": "2025-01-10", "gge_eur": 40_000.0}
    ]
