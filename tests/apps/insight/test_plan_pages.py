"""Do the pages of themes and action plans show and keep what they say?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import ideas as make_idea
from factories import plans as make
from grappe.apps.insight.models import ActionPlan, Indicator, Measure
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, people, rows, django_assert_num_queries):
    for number in range(rows):
        make.measure(make.plan(people.manager, titles={"en": f"Round {number}"}))
    with django_assert_num_queries(6):
        page = inside.get("/insight/plans/")
    assert page.content.decode().count("Round ") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plan_in_a_constant_number_of_queries(inside, people, rows, django_assert_num_queries):
    plan = make.plan(people.manager)
    for number in range(rows):
        measure = make.measure(plan, titles={"en": f"Round {number}"})
        make.reading(make.indicator(plan, measure=measure), 3)
        make.link(measure, "idea", make_idea.idea(people.manager))
    with django_assert_num_queries(11):
        page = inside.get(f"/insight/plans/{plan.pk}/")
    assert page.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_themes_in_a_constant_number_of_queries(inside, people, rows, django_assert_num_queries):
    for _number in range(rows):
        plan = make.plan(people.manager)
        make_idea.idea(people.manager, theme=plan.theme)
    with django_assert_num_queries(9):
        inside.get("/insight/themes/")
    with django_assert_num_queries(34):
        page = inside.get(f"/insight/themes/{plan.theme.slug}/")
    assert f'after-figure">{rows}<' in page.content.decode()


def test_the_list_is_narrowed(inside, people):
    make.plan(people.manager, titles={"en": "Mine"})
    make.plan(people.manager, state="closed", titles={"en": "Over"})
    text = inside.get("/insight/plans/?state=closed").content.decode()
    assert "Over" in text and "Mine" not in text


def fields(people, plan, **more):
    return {
        "titles_en": "Circular materials", "theme": plan.theme.slug, "starts_on": "2026-01-01",
        "ends_on": "2027-01-01", "lead": str(people.manager.pk), **more,
    }  # fmt: skip


def test_a_plan_is_made_from_the_page(inside, people):
    other = make.plan(people.manager)
    page = inside.post("/insight/plans/new/", fields(people, other, titles_en=""))
    assert page.status_code == 422 and "needs a title" in page.content.decode()
    page = inside.post("/insight/plans/new/", fields(people, other, objectives_fr="Réemployer"))
    made = ActionPlan.objects.exclude(pk=other.pk).get()
    assert page.url == f"/insight/plans/{made.pk}/" and made.objectives == {"fr": "Réemployer"}


def test_where_two_change_one_plan_both_are_shown(inside, people):
    plan = make.plan(people.manager)
    page = inside.get(f"/insight/plans/{plan.pk}/edit/")
    version = page.context["form"].initial["version"]
    ActionPlan.objects.filter(pk=plan.pk).update(titles={"en": "Theirs"})
    page = inside.post(
        f"/insight/plans/{plan.pk}/edit/", fields(people, plan, titles_en="Mine", version=version)
    )
    assert page.status_code == 409
    assert "Theirs" in page.content.decode() and "Mine" in page.content.decode()
    assert ActionPlan.objects.get(pk=plan.pk).titles == {"en": "Theirs"}


def test_measures_are_added_ordered_and_told(inside, people):
    plan = make.plan(people.manager)
    sent = {
        "titles_en": "Bench voucher", "kind": "aid", "owner": str(people.manager.pk), "starts_on": "2026-01-01",
        "due_on": "2026-02-01", "budget_eur": "12 000,50",
    }  # fmt: skip
    page = inside.post(f"/insight/plans/{plan.pk}/measures/add/", sent | {"due_on": "1 Feb"})
    assert page.status_code == 422
    inside.post(f"/insight/plans/{plan.pk}/measures/add/", sent)
    first = Measure.objects.get()
    assert str(first.budget_eur) == "12000.50"
    second = make.measure(plan, titles={"en": "Second"})
    inside.post(f"/insight/measures/{second.pk}/reorder/", {"to": "up"})
    assert list(plan.measures.all()) == [second, first]
    page = inside.post(f"/insight/measures/{first.pk}/move/", {"to": "dropped"}, follow=True)
    assert "Say why the measure is given up" in page.content.decode()
    inside.post(f"/insight/measures/{first.pk}/move/", {"to": "done", "spent_eur": "10"})
    assert Measure.objects.get(pk=first.pk).state == "done"


def test_things_are_linked_by_choice(inside, people):
    measure = make.measure(make.plan(people.manager))
    idea = make_idea.idea(people.manager, "Shared bench")
    address = f"/insight/measures/{measure.pk}/link/"
    assert inside.post(address, {"thing": "idea:999999", "relation": "from"}).status_code == 422
    inside.post(address, {"thing": f"idea:{idea.pk}", "relation": "from"})
    page = inside.get(f"/insight/measures/{measure.pk}/")
    assert "Shared bench" in page.content.decode()
    again = inside.post(address, {"thing": f"idea:{idea.pk}", "relation": "from"})
    assert again.status_code == 422 and "already" in again.content.decode()
    inside.post(f"/insight/links/{measure.links.get().pk}/unlink/")
    assert not measure.links.exists()


def test_an_indicator_is_read_from_the_page(inside, people):
    plan = make.plan(people.manager)
    inside.post(
        f"/insight/plans/{plan.pk}/indicators/add/",
        {"names_en": "Users", "target": "20", "target_on": "2027-01-01", "unit": "companies"},
    )
    indicator = Indicator.objects.get()
    address = f"/insight/indicators/{indicator.pk}/"
    today = clock.today()
    page = inside.post(address, {"on": today + timedelta(days=2), "value": "5", "source": "List"})
    assert page.status_code == 422 and "not come yet" in page.content.decode()
    assert inside.post(address, {"on": today, "value": "", "source": "List"}).status_code == 422
    inside.post(address, {"on": today, "value": "5", "source": "<b>List</b>"})
    text = inside.get(address).content.decode()
    assert "&lt;b&gt;List" in text and "25 % of the way" in text.replace("\xa0", " ")


def test_where_two_change_one_indicator_both_are_shown(inside, people):
    indicator = make.indicator(make.plan(people.manager))
    address = f"/insight/indicators/{indicator.pk}/edit/"
    version = inside.get(address).context["form"].initial["version"]
    Indicator.objects.filter(pk=indicator.pk).update(unit="firms")
    sent = {
        "names_en": "Users",
        "target": "20",
        "target_on": indicator.target_on,
        "unit": "SMEs",
        "version": version,
    }
    page = inside.post(address, sent)
    assert page.status_code == 409 and "firms" in page.content.decode() and "SMEs" in page.content.decode()
    assert Indicator.objects.get().unit == "firms"


def test_the_plan_says_what_is_late_and_draws_it(inside, people):
    today = clock.today()
    plan = make.plan(people.manager)
    make.measure(
        plan, state="running", starts_on=today - timedelta(days=60), due_on=today - timedelta(days=12)
    )
    make.measure(plan, state="dropped", starts_on=today, due_on=today)
    text = inside.get(f"/insight/plans/{plan.pk}/").content.decode()
    assert "Late now" in text and "+12 days" in text and "for 12 days" in text and "gantt-dropped" in text
    assert "0 of 1 measures done" in text


def test_a_theme_that_is_none_is_not_found(inside):
    assert inside.get("/insight/themes/nothing/").status_code == 404
