"""Are peers shown only where five of the same sector and size have a result?"""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest

from factories import diagnostics as made
from factories.companies import WHEN, CompanyFactory, FiguresFactory
from grappe.apps.companies.models import NaceCode
from grappe.apps.diagnostics import operations, queries
from grappe.apps.diagnostics.enums import SizeClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def sectors():
    made.load()
    return {
        letter: NaceCode.objects.create(code=code, level=4, section=letter, label_en=code)
        for letter, code in (("C", "25.53"), ("J", "62.10"))
    }


def company(sectors, clusters, section="C", headcount=20):
    found = CompanyFactory(clusters=[clusters["digital"]], nace=sectors[section] if section else None)
    if headcount is not None:
        FiguresFactory(company=found, year=2024, headcount=headcount)
    return found


def peers_of(run, people):
    return queries.result_of(queries.run_for(run.pk, for_user=people.manager)).peers


def test_five_peers_are_shown_and_four_are_not(sectors, clusters, people):
    mine = made.finish(company(sectors, clusters), people.manager, {"q8": ["i1"]})
    for ticks in range(4):
        made.finish(company(sectors, clusters), people.manager, {"q8": [f"i{n + 1}" for n in range(ticks)]})
    four = peers_of(mine, people)
    assert not four.are_enough and four.size == SizeClass.SMALL
    made.finish(company(sectors, clusters), people.manager, {"q8": [f"i{n + 1}" for n in range(6)]})
    five = peers_of(mine, people).quartiles
    assert (five["d4"].peers, five["d4"].lower, five["d4"].median, five["d4"].upper) == (5, 17, 33, 50)
    assert five["d1"] is None


@pytest.mark.parametrize(("section", "headcount"), [("J", 20), ("C", 9), ("C", 50), ("C", None), (None, 20)])
def test_another_sector_or_size_is_no_peer(sectors, clusters, people, section, headcount):
    mine = made.finish(company(sectors, clusters), people.manager, {"q8": ["i1"]})
    for _ in range(5):
        made.finish(company(sectors, clusters, section, headcount), people.manager, {"q8": ["i1"]})
    assert not peers_of(mine, people).are_enough


def test_a_company_counts_once_by_its_last_run_and_never_for_itself(sectors, clusters, people):
    own = company(sectors, clusters)
    for days in (0, 100, 200):
        mine = made.finish(own, people.manager, {"q8": ["i1"]}, days=days)
    others = [company(sectors, clusters) for _ in range(4)]
    for other in others:
        for days in (0, 100):
            made.finish(other, people.manager, {"q8": ["i1"]}, days=days)
    assert not peers_of(mine, people).are_enough
    fifth = company(sectors, clusters)
    made.start(fifth, people.manager)  # under way: no result yet
    assert not peers_of(mine, people).are_enough


def test_the_last_known_headcount_decides(sectors, clusters, people):
    own = company(sectors, clusters, headcount=5)
    FiguresFactory(company=own, year=2025, headcount=60)
    FiguresFactory(company=own, year=2026, headcount=None)
    assert peers_of(made.finish(own, people.manager, {"q8": ["i1"]}), people).size == SizeClass.MEDIUM


def test_an_unknown_sector_or_size_has_no_peers_and_says_so(sectors, clusters, people):
    run = made.finish(company(sectors, clusters, headcount=None), people.manager, {"q8": ["i1"]})
    assert peers_of(run, people).size is None


@pytest.mark.parametrize(("what", "enough"), [("label", True), ("items", False)])
def test_versions_are_peers_only_when_they_score_the_same(sectors, clusters, people, what, enough):
    for _ in range(5):
        made.finish(company(sectors, clusters), people.manager, {"q8": ["i1"]})
    later = copy.deepcopy(made.shipped("dma")) | {"version": "2"}
    if what == "label":
        later["questions"][7]["label"] = {"en": "In other words"}
    else:
        later["questions"][7]["items"].append({"id": "i7", "label": {"en": "A seventh"}})
    operations.load_questionnaires([later], at=WHEN + timedelta(days=1))
    mine = made.finish(company(sectors, clusters), people.manager, {"q8": ["i1"]}, days=2)
    assert peers_of(mine, people).are_enough is enough
