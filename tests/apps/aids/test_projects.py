"""Is a project's aid worked out step by step, kept as it was, and looked at by whom it may be?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.awards import WHEN, award, project, project_values
from factories.companies import FiguresFactory
from grappe.apps.aids.models import AidProject
from grappe.apps.aids.operations.projects import remove_project, save_project
from grappe.apps.aids.queries.projects import project_result
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "New line", "on": "2026-11-01", "size": "small", "cost_industrial_research": "100 000",
    "cost_experimental_development": "200,000", "bonus_collaboration": "yes",
}  # fmt: skip


def result(company, people, **values):
    return project_result(company, project_values(**values), for_user=people.analyst)


def test_the_example_of_the_rules(company, people):
    """eu_state_aid.md section 5: 0.80 x 100k + 0.60 x 200k = 200k."""
    found = result(company, people)
    assert (found["low_eur"], found["high_eur"], found["total_eur"]) == (200_000, 200_000, 300_000)
    assert [(line["low_pct"], line["low_eur"]) for line in found["lines"]] == [(80, 80_000), (60, 120_000)]
    assert all(step["text"]["en"] and step["text"]["fr"] and step["text"]["de"] for step in found["steps"])
    assert any("25" in step["article"] for step in found["steps"])


def test_what_is_not_known_makes_a_span(company, people):
    found = result(company, people, bonuses={"collaboration": None})
    assert (found["low_eur"], found["high_eur"]) == (160_000, 200_000)


def test_the_size_comes_from_the_status_on_file(company, people):
    FiguresFactory(company=company, year=2025, headcount=300, turnover_eur=1, balance_sheet_eur=1)
    found = result(company, people, size="")
    assert (found["size"], found["size_from_file"], found["low_eur"]) == ("large", True, 145_000)


def test_works_before_the_application_end_it(company, people):
    early = {"applied_on": date(2026, 5, 1), "works_start_on": date(2026, 4, 1)}
    assert result(company, people, **early)["low_eur"] == 0
    late = {"applied_on": date(2026, 5, 1), "works_start_on": date(2026, 6, 1)}
    assert (result(company, people, **late)["incentive"], result(company, people)["incentive"]) == (
        "yes",
        "unknown",
    )


def test_limits_of_the_scheme(company, people):
    assert result(company, people, maximum_eur=Decimal(150_000))["high_eur"] == 150_000
    assert result(company, people, minimum_eur=Decimal(250_000))["high_eur"] == 0


def test_other_aid_on_the_same_costs(company, people):
    """200k on 300k of costs at 80 and 60 %. An award of 40k on 520k at 50 %: ceiling 200k + 50 % of 220k = 310k, room 270k;
    with 110k more had, 160k; 190k had leave 120k.
    """
    more = {
        "basis": "gber",
        "costs_reference": "Line 3",
        "costs_eur": Decimal(520_000),
        "ceiling_pct": Decimal(50),
    }
    award(company, people.manager, 40_000, article="25", **more)
    found = result(company, people, costs_reference="line 3")["cumulation"]
    assert (found["had_eur"], found["room_eur"], found["verdict"], found["missing"]) == (
        40_000,
        270_000,
        "yes",
        [],
    )
    said = " ".join(step["en"] for step in found["steps"])
    assert "Regulation (EU) 651/2014, art. 25" in said and "art. 8(3)(b)" in said
    award(company, people.manager, 150_000, **more)
    found = result(company, people, costs_reference="Line 3")["cumulation"]
    assert (found["had_eur"], found["room_eur"], found["verdict"]) == (190_000, 120_000, "no")
    assert result(company, people)["cumulation"] is None


def test_what_the_register_lacks_is_asked_for(company, people):
    kept = award(company, people.manager, 40_000, basis="gber", costs_reference="Line 3")
    found = result(company, people, costs_reference="Line 3")["cumulation"]
    assert (found["verdict"], found["room_eur"]) == ("unknown", 160_000)
    assert [(one["award"], one["what"]) for one in found["missing"]] == [
        (kept.pk, "costs"),
        (kept.pk, "ceiling"),
    ]


def test_an_aid_given_as_de_minimis_has_no_ceiling_of_its_own(company, people):
    """Art. 8(5) and 5(2): beside an award of 100k on 300k at 40 %, 20k of de minimis aid fit."""
    award(
        company, people.manager, 100_000, basis="gber", costs_reference="Line 3", costs_eur=Decimal(300_000),
        ceiling_pct=Decimal(40),
    )  # fmt: skip
    found = result(company, people, costs_reference="Line 3", de_minimis=True)["cumulation"]
    assert (found["verdict"], found["room_eur"]) == ("no", 20_000)


def test_de_minimis_room(company, people):
    award(company, people.manager, 150_000, date(2025, 1, 10))
    found = result(company, people, de_minimis=True)["de_minimis"]
    assert (found["headroom_eur"], found["verdict"]) == (150_000, "not")
    assert result(company, people)["de_minimis"]["verdict"] == ""


def test_nothing_typed_is_no_result(company, people):
    assert result(company, people, costs={}) is None


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("administrator", True),
        ("manager", True),
        ("other_manager", False),
        ("analyst", False),
        ("ministry", False),
    ],
)
def test_who_may_save_projects(company, people, role, may):
    user, kept = people.by_role()[role], project(company, people.manager)
    writes = (
        lambda: project(company, user, name="Other"),
        lambda: remove_project(project=kept, by=user, at=WHEN),
    )
    for write in writes:
        if may:
            write()
        else:
            with pytest.raises(PermissionDenied):
                write()


def test_a_saved_project_keeps_its_steps(company, people):
    kept = project(company, people.manager)
    award(company, people.manager, 100_000)
    kept.refresh_from_db()
    assert kept.result["de_minimis"]["headroom_eur"] == 300_000 and kept.result["low_eur"] == 200_000
    say = {"company": company, "values": project_values(), "typed": {}, "by": people.manager, "at": WHEN}
    anew = save_project(name="New line", project=kept, version=1, **say)
    assert (anew.pk, anew.version, anew.result["de_minimis"]["headroom_eur"]) == (kept.pk, 2, 200_000)
    with pytest.raises(Stale):
        save_project(name="New line", project=kept, version=1, **say)
    with pytest.raises(BadInput, match="name"):
        save_project(name=" ", **say)
    with pytest.raises(BadInput, match="costs"):
        save_project(name="Empty", **{**say, "values": project_values(costs={})})


def test_it_is_worked_out_as_one_types(manager, company):
    url = reverse("aids:project_preview", args=[company.pk])
    part = manager.get(url, TYPED).content.decode()
    assert 'data-low="200000' in part and "<html" not in part
    assert "as you type" in manager.get(url, {"cost_industrial_research": "many"}).content.decode()


def test_the_pages_offer_the_costs_on_file_and_name_what_is_missing(manager, people, company):
    kept = award(company, people.manager, basis="gber", label="RDI aid", costs_reference="Line 3")
    for name, key in (
        ("aids:project_add", company.pk),
        ("aids:award_add", company.pk),
        ("aids:award_edit", kept.pk),
    ):
        assert '<option value="Line 3">' in manager.get(reverse(name, args=[key])).content.decode()
    url = reverse("aids:project_preview", args=[company.pk])
    page = manager.get(url, TYPED | {"costs_reference": "Line 3"}).content.decode()
    assert f"awards/#award-{kept.pk}" in page and "its eligible costs" in page


def test_it_is_saved_opened_and_removed(manager, company):
    answer = manager.post(reverse("aids:project_add", args=[company.pk]), TYPED)
    kept = AidProject.objects.get()
    assert answer["Location"] == reverse("aids:project", args=[kept.pk])
    assert "200,000 €" in manager.get(answer["Location"]).content.decode()
    form = manager.get(reverse("aids:project_edit", args=[kept.pk])).content.decode()
    assert "New line" in form and 'value="100000.00"' in form
    bad = manager.post(
        reverse("aids:project_add", args=[company.pk]), TYPED | {"name": "", "costs_reference": "Hall"}
    )
    assert (
        bad.status_code == 422
        and "Hall" in bad.content.decode()
        and "Give the project a name" in bad.content.decode()
    )
    stale = manager.post(reverse("aids:project_edit", args=[kept.pk]), TYPED | {"version": "7"})
    assert stale.status_code == 409
    assert manager.post(reverse("aids:project_remove", args=[kept.pk])).status_code == 302
    assert not AidProject.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    manager, people, company, django_assert_num_queries, count
):
    for number in range(count):
        project(company, people.manager, name=f"Project {number}")
    with django_assert_num_queries(6):
        answer = manager.get(reverse("aids:projects", args=[company.pk]))
    assert answer.content.decode().count("<tr>") == count + 1
