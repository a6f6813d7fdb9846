"""What has a single undertaking had, what is left, and when does room come back: the ledger on the database?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.awards import WHEN, award
from factories.companies import CompanyFactory, OwnershipFactory
from grappe.apps.aids.operations import withdraw_award
from grappe.apps.aids.queries.ledgers import grants_of, ledger_page
from grappe.apps.companies.queries import ownership_group

pytestmark = pytest.mark.django_db


def owns(owner, owned, capital=None, **more):
    who = {"owner_name": owner} if isinstance(owner, str) else {"owner": owner}
    return OwnershipFactory(owned=owned, capital_pct=capital, **who, **more)


def page(company, people, on=date(2026, 11, 1), asked=None):
    amount = None if asked is None else Decimal(asked)
    return ledger_page(company, on=on, asked=amount, for_user=people.analyst)


def names(found) -> set[str]:
    return {member.node.name for member in found.members}


def test_the_example_of_the_rules(company, people):
    """eu_state_aid.md section 5: 120k and 100k; 80k are left on 2026-11-01, 200k on 2027-05-03."""
    award(company, people.manager, 120_000, date(2024, 5, 2))
    award(company, people.manager, 100_000, date(2025, 1, 10))
    assert page(company, people).position.headroom_eur == 80_000
    assert page(company, people, date(2027, 5, 3)).position.headroom_eur == 200_000
    assert page(company, people).position.frees_on == (
        (date(2027, 5, 2), 120_000),
        (date(2028, 1, 10), 100_000),
    )
    assert page(company, people, asked=80_000).verdict == "allowed"
    assert page(company, people, asked=80_001).verdict == "not"


def test_the_rows_say_what_counts_until_when(company, people):
    award(company, people.manager, 10_000, date(2023, 11, 1))
    award(company, people.manager, 20_000, date(2023, 11, 2))
    award(company, people.manager, 30_000, date(2026, 10, 30))
    rows = page(company, people).rows
    assert [(row.counts, row.later, row.free_on) for row in rows] == [
        (False, False, date(2026, 11, 1)),
        (True, False, date(2026, 11, 2)),
        (True, False, date(2029, 10, 30)),
    ]
    before = page(company, people, date(2026, 10, 1)).rows
    assert [row.later for row in before] == [False, False, True]


def test_a_chain_in_both_directions_is_one_undertaking(company, people):
    mother, sister, daughter, stranger = (
        CompanyFactory(name=name) for name in ("Mother", "Sister", "Daughter", "Stranger")
    )
    owns(mother, company, 60)
    owns(mother, sister, 51)
    owns(company, daughter, 100)
    owns(stranger, company, 40)
    for each in (mother, sister, daughter, stranger):
        award(each, people.administrator, 30_000)
    found = page(company, people)
    assert names(found) == {"Bois Clair S.A.", "Mother", "Sister", "Daughter"}
    assert found.position.used_eur == 90_000
    used = {member.node.name: member.used_eur for member in found.members}
    assert used["Bois Clair S.A."] == 0 and used["Sister"] == 30_000


def test_half_is_no_majority_and_control_is(company, people):
    half, board = CompanyFactory(name="Half"), CompanyFactory(name="Board")
    owns(half, company, 50)
    link = owns(board, company, 10, control=True)
    assert names(page(company, people)) == {"Bois Clair S.A.", "Board"}
    link.control = False
    link.save()
    assert names(page(company, people)) == {"Bois Clair S.A."}


@pytest.mark.parametrize("kind", ["natural_person", "public_body"])
def test_persons_and_public_bodies_join_nobody(company, people, kind):
    other = CompanyFactory(name="Other")
    for owned in (company, other):
        owns("Jean Exemple", owned, 80, owner_kind=kind)
    owns(other, company, 20)
    award(other, people.administrator, 250_000)
    found = page(company, people)
    assert names(found) == {"Bois Clair S.A."} and found.position.headroom_eur == 300_000


def test_an_owner_known_by_name_joins_what_it_owns_and_is_warned_of(company, people):
    other = CompanyFactory(name="Other")
    for owned in (company, other):
        owns("Holding Obscure", owned, 80)
    owns(other, company, 5)
    award(other, people.administrator, 250_000)
    found = page(company, people, asked=60_000)
    assert names(found) == {"Bois Clair S.A.", "Other", "Holding Obscure"} and found.verdict == "not"
    assert any("known by name only" in text for text in found.warnings)


def test_a_link_that_had_not_begun_does_not_count_then(company, people):
    owns(CompanyFactory(name="Mother"), company, 60, since=date(2026, 6, 1))
    assert names(page(company, people, date(2026, 5, 31))) == {"Bois Clair S.A."}
    assert names(page(company, people, date(2026, 6, 1))) == {"Bois Clair S.A.", "Mother"}


def test_a_circle_of_owners_ends(company, people):
    other = CompanyFactory(name="Other")
    owns(other, company, 60)
    owns(company, other, 60)
    assert names(page(company, people)) == {"Bois Clair S.A.", "Other"}


def test_what_is_withdrawn_or_under_another_rule_counts_nowhere(company, people):
    gone = award(company, people.manager, 100_000)
    withdraw_award(award=gone, version=1, because="Repaid", by=people.manager, at=WHEN)
    award(company, people.manager, 90_000, basis="gber")
    award(company, people.manager, 80_000, basis="de_minimis_sgei")
    assert page(company, people).position.used_eur == 0


def test_an_equivalent_that_is_not_known_never_lets_aid_pass(company, people):
    award(company, people.manager, 100_000)
    award(company, people.manager, 150_000, instrument="loan")
    found = page(company, people, asked=60_000)
    assert found.verdict == "unknown" and found.position.headroom_eur is None
    assert page(company, people, asked=250_000).verdict == "not"  # too much whatever the loan is worth


def test_a_share_that_is_not_known_may_have_used_the_room(company, people):
    other = CompanyFactory(name="Other")
    owns(other, company)
    award(other, people.administrator, 290_000)
    found = page(company, people, asked=20_000)
    assert found.verdict == "unknown" and "share" in found.because
    assert page(company, people, asked=10_000).verdict == "allowed"  # it fits even if they are one


def test_incomplete_ownership_is_told(company, people):
    assert any("no owner is on file" in text for text in page(company, people).warnings)
    owns(CompanyFactory(name="Other"), company, 30)
    assert any("owners of only 30 %" in text for text in page(company, people).warnings)
    owns(CompanyFactory(name="Mother"), company, 70)
    assert not any("Bois Clair" in text for text in page(company, people).warnings)


def test_before_2024_the_old_rule_holds(company, people):
    award(company, people.manager, 150_000, date(2022, 3, 1))
    found = page(company, people, date(2023, 6, 1), asked=60_000)
    assert (found.position.ceiling_eur, found.verdict) == (200_000, "not")


def test_the_ledger_becomes_a_fact_when_it_is_certain(company, people):
    def grants(found):
        group = ownership_group(found, for_user=people.analyst)
        return grants_of(group, on=date(2026, 11, 1), for_user=people.analyst)

    assert grants(company) is None
    award(company, people.manager, 120_000, date(2024, 5, 2))
    wanted = [{"date": "2024-05-02", "gge_eur": 120_000.0}]
    assert grants(company) == wanted
    award(company, people.manager, 150_000, instrument="loan")
    assert grants(company) is None


def test_a_great_group_is_cut_and_says_so(company, people):
    for number in range(6):
        owns(company, CompanyFactory(name=f"Daughter {number}"), 100)
    group = ownership_group(company, for_user=people.analyst, largest=4)
    assert group.cut and len(group.companies) == 4 and group.companies[0] == company
    assert len(group.links) == 3


def test_who_is_gone_reads_no_ledger(company, people):
    people.analyst.is_active = False
    with pytest.raises(PermissionDenied):
        page(company, people)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    manager, company, people, django_assert_num_queries, count
):
    for number in range(count):
        other = CompanyFactory(name=f"Daughter {number}")
        owns(company, other, 100)
        award(other, people.administrator, 10_000)
    with django_assert_num_queries(10):
        answer = manager.get(reverse("aids:de_minimis", args=[company.pk]))
    assert answer.content.decode().count("free since") + answer.content.decode().count("until ") >= count


def test_the_page_answers_day_and_amount(manager, company, people):
    award(company, people.manager, 120_000, date(2024, 5, 2))
    award(company, people.manager, 100_000, date(2025, 1, 10))
    url = reverse("aids:de_minimis", args=[company.pk])
    whole = manager.get(url, {"on": "2026-11-01", "amount": "90 000"}).content.decode()
    assert "may not be granted" in whole and "80,000 €" in whole and "<html" in whole
    part = manager.get(
        url, {"on": "2026-11-01", "amount": "40,000"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "40,000 € may be granted" in part and "<html" not in part
    odd = manager.get(url, {"on": "yesterday", "amount": "much"}).content.decode()
    assert "is no number" in odd
