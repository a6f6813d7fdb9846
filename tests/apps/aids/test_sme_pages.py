"""Is the SME status that the page shows the one of the ownership and figures on file, year by year?"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, FiguresFactory, OwnershipFactory
from grappe.apps.aids.queries.drawing import drawing_of
from grappe.apps.aids.queries.sme import sizes_of, sme_page
from grappe.apps.aids.queries.sme_graph import graph_of, short_eur
from grappe.apps.companies.operations import save_ownership, state_fact
from grappe.apps.companies.queries import ownership_group
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)


def figures(company, headcount, turnover=1_000_000, balance=1_000_000, year=2025, **more):
    return FiguresFactory(
        company=company,
        year=year,
        headcount=headcount,
        turnover_eur=turnover,
        balance_sheet_eur=balance,
        **more,
    )


def owned_by(owner, owned, capital=None, **more):
    who = {"owner_name": owner} if isinstance(owner, str) else {"owner": owner}
    return OwnershipFactory(owned=owned, capital_pct=capital, **who, **more)


def status(company, people, on=ON):
    return sme_page(company, on=on, for_user=people.analyst)


def test_alone_its_own_figures_decide(company, people):
    """eu_state_aid.md section 5: H=49, T=12m, B=9m is small."""
    figures(company, 49, 12_000_000, 9_000_000)
    page = status(company, people)
    assert (page.status.size_class, page.status.relation, page.alone) == ("small", "autonomous", True)
    assert (
        sizes_of(ownership_group(company, for_user=people.analyst), on=ON, for_user=people.analyst)
        == frozenset()
    )  # no more than the figures say


@pytest.mark.parametrize(("share", "total", "size"), [(40, 260, "large"), (24, 100, "medium")])
def test_a_partner_counts_by_its_share(company, people, share, total, size):
    """eu_state_aid.md section 5: A (100) owned 40% by C (400) is 260 and large; at 24% it is 100 and medium."""
    figures(company, 100)
    partner = CompanyFactory(name="C")
    figures(partner, 400)
    owned_by(partner, company, share)
    page = status(company, people)
    assert (page.status.totals.headcount, page.status.size_class) == (total, size)
    assert sizes_of(ownership_group(company, for_user=people.analyst), on=ON, for_user=people.analyst) == {
        size
    }


def test_a_university_with_a_third_leaves_it_autonomous(company, people):
    figures(company, 20)
    owned_by("Université fictive", company, 33, owner_kind="university")
    assert status(company, people).status.relation == "autonomous"


def test_a_public_body_with_a_quarter_makes_it_large(company, people):
    figures(company, 20)
    owned_by("État fictif", company, 25, owner_kind="public_body")
    assert status(company, people).status.size_class == "large"


def test_the_figures_of_an_owner_known_by_name_count(company, people):
    figures(company, 20)
    owned_by("Holding", company, 80, headcount=300, turnover_eur=1, balance_sheet_eur=1, figures_year=2025)
    page = status(company, people)
    assert (page.status.totals.headcount, page.status.relation) == (320, "linked")


def test_old_figures_are_not_known(company, people):
    figures(company, 20)
    owned_by("Holding", company, 80, headcount=300, turnover_eur=1, balance_sheet_eur=1, figures_year=2020)
    assert {missing.figure for missing in status(company, people).missing} == {
        "headcount", "turnover_eur", "balance_sheet_eur",
    }  # fmt: skip


def test_what_is_missing_is_asked_where_it_is_entered(company, people):
    figures(company, 20)
    mother = CompanyFactory(name="Mother")
    owned_by(mother, company, 80)
    link = owned_by("Obscure", company, 20)
    row = FiguresFactory(company=mother, year=2025, headcount=5)
    page = status(company, people)
    assert page.status.size_class is None and len(page.possible) > 1
    asked = {(missing.name, missing.figure): missing.url for missing in page.missing}
    assert asked["Mother", "turnover_eur"] == reverse("companies:figures_edit", args=[row.pk])
    link.capital_pct = None
    link.save()
    asked = {(missing.name, missing.figure): missing.url for missing in status(company, people).missing}
    assert asked["Obscure", "capital_pct"] == reverse("companies:owner_edit", args=[link.pk])
    row.delete()
    asked = {(missing.name, missing.figure): missing.url for missing in status(company, people).missing}
    assert asked["Mother", "headcount"] == reverse("companies:figures_add", args=[mother.pk])


def test_crossing_a_limit_waits_for_a_second_year(company, people):
    """Two-year rule: 45, 55, 60 heads: small in 2023, still small in 2024, medium in 2025."""
    for year, heads in ((2023, 45), (2024, 55), (2025, 60)):
        figures(company, heads, 9_000_000, 9_000_000, year)
    counted = [
        (each.year, each.status.figures_class, each.status.size_class)
        for each in status(company, people).years
    ]
    assert counted == [(2025, "medium", "medium"), (2024, "medium", "small"), (2023, "small", "small")]


def test_a_takeover_counts_at_once(company, people):
    for year in (2024, 2025):
        figures(company, 20, year=year)
    mother = CompanyFactory(name="Mother")
    figures(mother, 500)
    owned_by(mother, company, 100, since=date(2025, 6, 1))
    page = status(company, people)
    assert page.latest.taken_over and page.status.size_class == "large"
    assert page.years[1].status.size_class == "small"  # in 2024 it was alone


def test_a_circle_is_told_and_ends(company, people):
    figures(company, 20)
    other = CompanyFactory(name="Other")
    figures(other, 10)
    owned_by(other, company, 60)
    owned_by(company, other, 60)
    page = status(company, people)
    assert page.status.totals.headcount == 30
    assert {frozenset(circle) for circle in page.circles} == {frozenset({"Bois Clair S.A.", "Other"})}


def test_consolidated_accounts_hold_the_daughters(company, people):
    figures(company, 120, consolidated=True)
    daughter = CompanyFactory(name="Daughter")
    figures(daughter, 40)
    owned_by(company, daughter, 100)
    assert status(company, people).status.totals.headcount == 120


def test_what_is_stated_is_shown_beside(company, people, manager):
    figures(company, 20)
    state_fact(company=company, field="company_size", value="large", by=people.manager, at=clock.now())
    text = manager.get(reverse("aids:sme_status", args=[company.pk]), {"on": "2026-11-01"}).content.decode()
    assert "Stated on the file: large" in text and "The two differ" in text


def test_the_page_shows_drawing_sums_and_reasons(company, people, manager):
    figures(company, 100)
    partner = CompanyFactory(name="C & Cie")
    figures(partner, 400)
    owned_by(partner, company, 40)
    text = manager.get(reverse("aids:sme_status", args=[company.pk]), {"on": "2026-11-01"}).content.decode()
    assert 'role="img"' in text and "C &amp; Cie" in text and ">40 %<" in text
    assert 'data-size="large"' in text and '<strong data-total="headcount">260' in text.replace("\n", "")
    part = manager.get(
        reverse("aids:sme_status_fragment", args=[company.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part and 'role="img"' in part
    assert manager.get(reverse("aids:sme_status_fragment", args=[company.pk])).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    manager, company, django_assert_num_queries, count
):
    figures(company, 20)
    for number in range(count):
        other = CompanyFactory(name=f"Daughter {number}")
        figures(other, 10)
        owned_by(company, other, 100)
    with django_assert_num_queries(10):
        answer = manager.get(reverse("aids:sme_status", args=[company.pk]))
    assert answer.content.decode().count("sme-row-linked") == count


def test_who_is_gone_reads_no_status(company, people):
    people.analyst.is_active = False
    with pytest.raises(PermissionDenied):
        status(company, people)


def test_figures_of_an_owner_are_checked(company, people):
    say = {"by": people.manager, "at": clock.now()}
    typed = {"owner_name": "Holding", "capital_pct": 60, "headcount": 5, "figures_year": 2024}
    kept = save_ownership(owned=company, values=typed, **say)
    assert (kept.headcount, kept.figures_year) == (5, 2024)
    for wrong in ({"turnover_eur": -1}, {"figures_year": 1492}):
        with pytest.raises(BadInput):
            save_ownership(owned=company, values=typed | wrong, link=kept, **say)
    other = CompanyFactory(name="On file")
    moved = save_ownership(owned=company, values={"owner": other, "owner_name": ""}, link=kept, **say)
    assert moved.headcount is None  # one on file has figures of its own


def test_a_great_group_is_drawn_in_part(company, people):
    figures(company, 20)
    mother = CompanyFactory(name="Mother")
    figures(mother, 5)
    owned_by(mother, company, 60)
    for number in range(16):
        small = CompanyFactory(name=f"Stake {number}")
        owned_by(small, CompanyFactory(name=f"Far {number}"), 10)
        owned_by(mother, small, 5)
    graph = graph_of(status(company, people))
    assert len(graph.rows) == 34 and len(graph.shown) == 18 and graph.left_out == 16


def test_boxes_stand_apart_and_owners_above():
    names = {key: key.upper() for key in "sabcd"}
    holdings = [
        ("a", "s", "60 %"),
        ("b", "s", "40 %"),
        ("s", "c", "100 %"),
        ("a", "d", "51 %"),
        ("d", "b", "3 %"),
    ]
    drawing = drawing_of("s", names, {}, holdings)
    places = {box.key: (box.x, box.y) for box in drawing.boxes}
    assert len(set(places.values())) == 5
    assert places["a"][1] < places["s"][1] < places["c"][1]
    for one in drawing.boxes:
        assert one.x >= 0 and one.x + 208 <= drawing.width and one.bottom <= drawing.height
        assert not [
            other
            for other in drawing.boxes
            if other != one and other.y == one.y and abs(other.x - one.x) < 208
        ]
    spots = [(arrow.x, arrow.y) for arrow in drawing.arrows]
    for number, one in enumerate(spots):  # no percentage hides another
        assert all(abs(one[0] - x) >= 50 or abs(one[1] - y) >= 18 for x, y in spots[:number])
    assert [arrow.label for arrow in drawing.arrows] == ["60 %", "40 %", "100 %", "51 %", "3 %"]


def test_long_names_are_cut():
    (box,) = drawing_of("s", {"s": "Société anonyme " * 8}, {}, []).boxes
    assert len(box.name) == 2 and box.name[1].endswith("…") and all(len(line) <= 25 for line in box.name)


@pytest.mark.parametrize(
    ("value", "said"), [(None, "?"), (12_345_678, "12.3 M€"), (450_000, "450 k€"), (12, "12 €"), (0, "0 €")]
)
def test_amounts_in_few_letters(value, said):
    assert short_eur(value) == said
