"""Is what people write of a company checked, kept whole, and kept from those who may not?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories.companies import (
    WHEN,
    CompanyFactory,
    FiguresFactory,
    OwnershipFactory,
    PersonFactory,
    reference_data,
)
from grappe.apps.companies import operations, permissions
from grappe.apps.companies.models import Company, Ownership, Person, YearFigures
from grappe.apps.companies.operations.companies import OnFile
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
VAT = "LU15027442"


@pytest.fixture
def company(people, clusters):
    return CompanyFactory(name="Renard Bleu S.A.", clusters=[clusters["healthtech"]])


def create(people, clusters, by=None, slugs=("healthtech",), **values):
    return operations.create_company(
        values={"name": "Igel GmbH"} | values, clusters=[clusters[slug] for slug in slugs],
        by=by or people.manager, at=WHEN,
    )  # fmt: skip


# --- Who may what ---

MAY_ADD = {"administrator": True, "manager": True, "other_manager": True, "analyst": False, "ministry": False}
MAY_EDIT = {
    "administrator": True,
    "manager": True,
    "other_manager": False,
    "analyst": False,
    "ministry": False,
}


def test_who_may_add_and_edit(people, company):
    roles = people.by_role()
    assert {role: permissions.can_add_company(user) for role, user in roles.items()} == MAY_ADD
    assert {role: permissions.can_edit_company(user, company) for role, user in roles.items()} == MAY_EDIT
    assert all(permissions.can_view_companies(user) for user in roles.values())


def writes(company, by):
    figures, person, link = FiguresFactory(company=company), PersonFactory(company=company), OwnershipFactory(
        owned=company, owner_name="Somebody"
    )  # fmt: skip
    clusters = list(company.clusters.all())
    common = {"by": by, "at": WHEN}
    return [
        lambda: operations.change_company(
            company=company, values={"brand": "X"}, clusters=clusters, version=1, **common
        ),
        lambda: operations.save_figures(
            company=company, year=2020, values={"headcount": Decimal(3)}, **common
        ),
        lambda: operations.remove_figures(figures=figures, **common),
        lambda: operations.save_person(company=company, values={"name": "X"}, person=person, **common),
        lambda: operations.save_ownership(owned=company, values={"owner_name": "X"}, link=link, **common),
        lambda: operations.remove_ownership(link=link, **common),
        lambda: operations.set_archived(company=company, archived=True, **common),
    ]


@pytest.mark.parametrize("role", [role for role, may in MAY_EDIT.items() if not may])
def test_who_may_not_edit_writes_nothing(people, company, role):
    for write in writes(company, people.by_role()[role]):
        with pytest.raises(PermissionDenied):
            write()
    company.refresh_from_db()
    assert company.version == 1 and company.archived_at is None


@pytest.mark.parametrize("role", [role for role, may in MAY_EDIT.items() if may])
def test_who_may_edit_does(people, company, role):
    for write in writes(company, people.by_role()[role]):
        write()


@pytest.mark.parametrize("role", ["analyst", "ministry"])
def test_readers_add_nothing(people, clusters, role):
    with pytest.raises(PermissionDenied):
        create(people, clusters, by=people.by_role()[role])
    assert not Company.objects.exists()


def test_a_manager_opens_files_in_his_own_clusters_only(people, clusters):
    with pytest.raises(BadInput, match="one that you look after"):
        create(people, clusters, slugs=("wood",))
    mixed = create(people, clusters, slugs=("wood", "digital"))
    assert mixed.clusters.count() == 2
    with pytest.raises(BadInput, match="one that you look after"):
        operations.change_company(
            company=mixed, values={}, clusters=[clusters["wood"]], version=1, by=people.manager, at=WHEN
        )


# --- Identity ---


def test_create_keeps_what_was_said_and_who_said_it(people, clusters):
    company = create(people, clusters, name="  Igel   GmbH ", rcs_number="rcs luxembourg b 012.345", vat_number="15027442",
                     business_permit=False, founded=date(2019, 3, 31))  # fmt: skip
    company.refresh_from_db()
    assert (company.name, company.rcs_number, company.vat_number) == ("Igel GmbH", "B12345", VAT)
    assert company.business_permit is False
    assert (company.created_by, company.created_at, company.version) == (people.manager, WHEN, 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "  "}, "name is missing"),
        ({"rcs_number": "Z1"}, "no RCS number"),
        ({"rcs_number": "B12345678"}, "no RCS number"),
        ({"vat_number": "LU15027443"}, "check digits"),
        ({"vat_number": "FR40303265046"}, "check digits"),
        ({"founded": date(2026, 3, 3)}, "future"),
        ({"founded": date(1599, 12, 31)}, "1600"),
        ({"colour": "red"}, "no field"),
    ],
)
def test_what_cannot_be_is_refused_whole(people, clusters, values, said):
    with pytest.raises(BadInput, match=said):
        create(people, clusters, **values)
    assert not Company.objects.exists()


def test_a_day_counts_until_it_ends(people, clusters):
    assert create(people, clusters, founded=WHEN.date()).founded == WHEN.date()


@pytest.mark.parametrize("country", ["BE", "FR", "DE"])
def test_vat_numbers_of_neighbours_are_checked_by_their_own_rule(people, clusters, country):
    number = {"BE": "0428759497", "FR": "40303265045", "DE": "136695976"}[country]
    assert create(people, clusters, country=country, vat_number=number).vat_number == f"{country}{number}"


def test_no_cluster_no_file(people, clusters):
    with pytest.raises(BadInput, match="at least one cluster"):
        create(people, clusters, slugs=())


@pytest.mark.parametrize(
    ("field", "value"), [("rcs_number", "B123456"), ("vat_number", VAT), ("external_id", "LU0000")]
)
def test_a_number_belongs_to_one_company(people, clusters, company, field, value):
    Company.objects.filter(pk=company.pk).update(**{field: value})
    with pytest.raises(OnFile) as fault:
        create(people, clusters, **{field: value})
    assert (fault.value.field, fault.value.other) == (field, company)
    assert company.name in str(fault.value)
    assert Company.objects.count() == 1


def test_the_second_of_two_is_told_and_writes_nothing(people, company):
    clusters = list(company.clusters.all())
    first = operations.change_company(
        company=company, values={"brand": "First"}, clusters=clusters, version=1, by=people.manager, at=WHEN
    )
    assert first.version == 2
    with pytest.raises(Stale) as fault:
        operations.change_company(
            company=company,
            values={"brand": "Second"},
            clusters=clusters,
            version=1,
            by=people.administrator,
            at=WHEN,
        )
    assert fault.value.current.brand == "First"
    company.refresh_from_db()
    assert company.brand == "First"


def test_saving_nothing_new_moves_no_version(people, company):
    same = operations.change_company(
        company=company, values={"name": company.name}, clusters=list(company.clusters.all()), version=1,
        by=people.manager, at=WHEN,
    )  # fmt: skip
    assert same.version == 1


def test_archive_and_back(people, company):
    for _twice in range(2):
        operations.set_archived(company=company, archived=True, by=people.manager, at=WHEN)
    company.refresh_from_db()
    assert (company.archived_at, company.version) == (WHEN, 2)
    operations.set_archived(company=company, archived=False, by=people.manager, at=WHEN)
    company.refresh_from_db()
    assert (company.archived_at, company.version) == (None, 3)


# --- Figures ---


def save(company, people, year=2024, figures=None, **values):
    return operations.save_figures(
        company=company, year=year, values=values, figures=figures, by=people.manager, at=WHEN
    )


def test_blank_is_not_known_and_never_zero(people, company):
    saved = save(company, people, headcount=Decimal(0), turnover_eur=None)
    saved.refresh_from_db()
    assert saved.headcount == 0 and saved.turnover_eur is None


def test_a_year_stands_once(people, company):
    save(company, people, headcount=Decimal(3))
    with pytest.raises(BadInput, match="2024 are on file"):
        save(company, people, headcount=Decimal(4))
    other = save(company, people, year=2023, headcount=Decimal(2))
    with pytest.raises(BadInput, match="2024 are on file"):
        save(company, people, year=2024, figures=other, headcount=Decimal(2))
    assert save(company, people, year=2022, figures=other).year == 2022


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"year": 2027, "headcount": 1}, "between 1900 and 2026"),
        ({"year": 1899, "headcount": 1}, "between"),
        ({"headcount": -1}, "less than zero"),
        ({"export_share_pct": Decimal("100.01")}, "100 %"),
        ({"source": "accounts"}, "at least one figure"),
    ],
)
def test_figures_that_cannot_be(people, company, values, said):
    with pytest.raises(BadInput, match=said):
        save(company, people, **values)
    assert not YearFigures.objects.exists()


# --- People ---


def person(company, people, of=None, **values):
    return operations.save_person(company=company, values=values, person=of, by=people.manager, at=WHEN)


def test_there_is_one_head(people, company):
    first = person(company, people, name="Ada", is_head=True)
    second = person(company, people, name="Bob", is_head=True)
    first.refresh_from_db()
    assert (first.is_head, second.is_head) == (False, True)
    left = person(company, people, of=second, left_on=date(2026, 3, 2))
    assert left.is_head is False and left.name == "Bob"


def test_nobody_leaves_tomorrow_or_without_a_name(people, company):
    with pytest.raises(BadInput, match="not been yet"):
        person(company, people, name="Ada", left_on=date(2026, 3, 3))
    with pytest.raises(BadInput, match="name is missing"):
        person(company, people, name=" ")
    assert not Person.objects.exists()


# --- Owners ---


def own(company, people, link=None, **values):
    return operations.save_ownership(owned=company, values=values, link=link, by=people.manager, at=WHEN)


def test_an_owner_is_a_company_or_a_name(people, company):
    mother = CompanyFactory(name="Mother")
    assert own(company, people, owner=mother, capital_pct=Decimal("60.5")).owner == mother
    assert own(company, people, owner_name="  A  person ").owner_name == "A person"
    for values in ({}, {"owner": mother, "owner_name": "Both"}):
        with pytest.raises(BadInput, match="company on file, or a name"):
            own(company, people, **values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"owner_name": "X", "capital_pct": Decimal("100.01")}, "between 0 and 100"),
        ({"owner_name": "X", "votes_pct": Decimal(-1)}, "between 0 and 100"),
        ({"owner_name": "X", "since": date(2030, 1, 1)}, "future"),
        ({"owner_name": "élan"}, "on file already"),
    ],
)
def test_owners_that_cannot_be(people, company, values, said):
    own(company, people, owner_name="Elan")
    with pytest.raises(BadInput, match=said):
        own(company, people, **values)
    assert Ownership.objects.count() == 1


def test_no_company_owns_itself_and_none_twice(people, company):
    with pytest.raises(BadInput, match="own itself"):
        own(company, people, owner=company)
    mother = CompanyFactory()
    own(company, people, owner=mother)
    with pytest.raises(BadInput, match="on file already"):
        own(company, people, owner=mother)


# --- Answers ---


def test_an_answer_has_its_place(people, company):
    at = datetime(2026, 5, 1, 8, tzinfo=UTC)

    def answer(field, value):
        operations.state_fact(company=company, field=field, value=value, by=people.manager, at=at)

    answer("business_permit", True)
    answer("headcount", 12.5)
    answer("undertaking_in_difficulty", False)
    answer("undertaking_in_difficulty", None)
    company.refresh_from_db()
    assert company.business_permit is True and company.version == 2
    assert company.figures.get().headcount == Decimal("12.5") and company.figures.get().year == 2025
    fact = company.facts.get()
    assert (fact.field, fact.value, fact.stated_by, fact.stated_at) == (
        "undertaking_in_difficulty", None, people.manager, at,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        operations.state_fact(company=company, field="x", value=1, by=people.other_manager, at=at)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("nace", "62.10", "62.10 Computer programming activities"),
        ("commune", "kaerjeng", "Käerjeng"),
        ("legal_form", "SARL", "SARL"),
        ("legal_form", None, ""),
        ("country", "be", "BE"),
        ("founded", "2019-03-31", "2019-03-31"),
        ("founded", None, "None"),
        ("business_permit", None, "None"),
    ],
)
def test_an_answer_about_the_identity_changes_the_identity(people, company, field, value, kept):
    reference_data()
    operations.state_fact(company=company, field=field, value=value, by=people.manager, at=WHEN)
    assert str(getattr(Company.objects.get(pk=company.pk), field)) == kept
    assert not company.facts.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nace", "99.99"), ("commune", "Atlantis"), ("legal_form", "GmbH & Co"), ("country", "Luxembourg"),
        ("founded", "soon"), ("founded", "2999-01-01"), ("business_permit", "perhaps"), ("headcount", -1),
        ("turnover_eur", "much"), ("headcount", "NaN"), ("balance_sheet_eur", 10**15),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_changes_nothing(people, company, field, value):
    with pytest.raises(BadInput):
        operations.state_fact(company=company, field=field, value=value, by=people.manager, at=WHEN)
    company.refresh_from_db()
    assert company.version == 1 and not company.figures.exists() and not company.facts.exists()


def test_a_figure_nobody_knows_makes_no_empty_year(people, company):
    operations.state_fact(company=company, field="headcount", value=None, by=people.manager, at=WHEN)
    assert not company.figures.exists() and company.facts.get().value is None
    operations.state_fact(company=company, field="headcount", value=5, by=people.manager, at=WHEN)
    operations.state_fact(company=company, field="headcount", value=None, by=people.manager, at=WHEN)
    assert company.figures.get().headcount is None
