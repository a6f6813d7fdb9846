"""Where could a cluster move next: what is computed, what is told of it, and what must not be?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import moves
from grappe.apps.companies.models import Company, NaceCode
from grappe.apps.reporting.models import Diversification, Record, Standing
from grappe.apps.reporting.operations import refresh_records
from grappe.apps.reporting.operations.diversification import compute_diversification
from grappe.apps.reporting.operations.runs import refresh_now
from grappe.apps.reporting.queries.diversification import all_moves, moves_of

AT = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def neighbours(people, clusters):
    return moves.neighbours(clusters, at=AT)


def test_what_goes_together_is_near(people, neighbours):
    """By hand: 26 and 25 stand five times each (three companies, two projects), twice together: proximity 2/5.

    All that is near to 25 is 26, which healthtech does: density 1. Nothing else is near to anything.
    """
    found = moves_of("healthtech", for_user=people.ministry)
    (move,) = found.moves
    assert (move.activity.code, move.activity.near, move.activity.everywhere) == ("25", 1.0, 3)
    assert move.reasons[0] == "The cluster already does 100 % of what goes together with it."
    assert "in 2 projects" in move.reasons[1]
    assert "stands 5 times on file" in move.reasons[1]
    assert move.sure.startswith("A hint")
    assert {one.name for one in move.companies} == {company.name for company in neighbours["26"]}
    assert found.undetermined == "apart"  # wood and toys share nothing with the others


def test_a_cluster_does_not_move_where_it_is(people, neighbours):
    assert [move.activity.code for move in moves_of("wood", for_user=people.manager).moves] == ["26"]


def test_who_works_with_the_only_company_of_an_activity_is_not_told(people, neighbours):
    """Only one company makes toys (32): that a project brings electronics and toys together would name it."""
    for slug in ("wood", "healthtech"):
        found = Diversification.objects.get(cluster=slug).found
        told = [each["code"] for move in found["moves"] for each in move["together"]]
        assert "32" not in told
        assert "32" in found["rare"]
        assert [one["near"] for one in found["activities"] if one["code"] == "32"] == [0]


def test_what_is_in_confidence_plays_no_part(people, neighbours):
    Record.objects.filter(kind="cooperation").update(confidential=True)
    compute_diversification(at=AT)
    assert moves_of("healthtech", for_user=people.administrator).moves == ()


def test_know_how_where_it_is_determined(people, neighbours):
    """Once all hangs together (25 with 16 too, and no toys), every activity has know-how: the chart is one of points."""
    Company.objects.filter(nace__code="32").update(nace=None)
    moves.cooperation(neighbours["25"][0], neighbours["16"][0], at=AT)
    refresh_records(at=AT)
    Standing.objects.filter(nace="32").update(nace="")
    compute_diversification(at=AT)
    found = moves_of("healthtech", for_user=people.manager)
    assert found.undetermined == ""
    assert all(one.know_how is not None for one in found.activities)
    assert found.chart is not None
    names = [[point["name"] for point in series["data"]] for series in found.chart["series"]]
    assert names == [["26"], ["25"], ["16"]]  # done, next, further away: 16 is near to 25 only


def test_the_refresh_computes_it_and_says_when(people, neighbours):
    Diversification.objects.all().delete()
    later = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    refresh_now(at=later)
    assert {one.computed_at for one in all_moves(for_user=people.analyst)} == {later}


def test_nobody_outside(people, neighbours):
    people.ministry.is_active = False
    with pytest.raises(PermissionDenied):
        moves_of("healthtech", for_user=people.ministry)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_pages_in_few_queries(
    client, people, clusters, neighbours, number, language, django_assert_num_queries
):
    for place in range(1, number):
        other = moves.companies(clusters["wood"], ("", "28", "29")[place], 3)
        moves.cooperation(neighbours["26"][0], other[0], at=AT)
    refresh_records(at=AT)
    compute_diversification(at=AT)
    client.force_login(people.ministry)
    client.cookies["django_language"] = language
    for name, arguments in (("diversification", []), ("cluster_moves", ["healthtech"])):
        url = reverse(f"reporting:{name}", args=arguments)
        client.get(url)
        with django_assert_num_queries(6):
            page = client.get(url).content.decode()
        # 25 and 28 are as near to what healthtech does; 28, where there is some, needs more know-how.
        assert ("28 " if number == 3 else "25 ") in page
    assert client.get(reverse("reporting:cluster_moves", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize(("language", "own"), [("fr", "26 Fabrication"), ("de", "26 Herstellung")])
def test_an_activity_without_a_name_in_the_page_s_language_is_marked(
    client, people, neighbours, language, own
):
    """NACE Rev. 2.1 changed some divisions: their official labels on file are English only."""
    other = NaceCode.objects.get(code="33")
    assert not (other.label_fr or other.label_de)
    Company.objects.filter(pk__in=[one.pk for one in neighbours["25"]]).update(nace=other)
    refresh_records(at=AT)
    Standing.objects.filter(company__in=neighbours["25"]).update(nace="33")
    compute_diversification(at=AT)
    people.ministry.language = language
    people.ministry.save()
    client.force_login(people.ministry)
    for name, place in (("reporting:diversification", []), ("reporting:cluster_moves", ["healthtech"])):
        page = client.get(reverse(name, args=place), headers={"accept-language": language}).content.decode()
        assert '<span lang="en">33 Repair' in page, name
    assert own in page and f'<span lang="en">{own}' not in page
