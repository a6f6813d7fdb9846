"""Do the pages of the aids answer: list, programme, a company's aids, an answer on the spot?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import shipped
from factories.awards import award
from factories.companies import CompanyFactory, FiguresFactory, OwnershipFactory
from grappe.apps.aids.forms import AnswerForm
from grappe.apps.aids.models import Programme
from grappe.apps.aids.queries import Ask, loaded_catalogue
from grappe.apps.aids.queries.held import with_aids
from grappe.apps.companies.operations.facts import state_fact
from grappe.apps.companies.queries.facts import company_facts
from grappe.engines.eligibility import company_of
from grappe.engines.eligibility.derived import resolve
from grappe.engines.eligibility.model import Term
from grappe.engines.eligibility.values import AtLeast
from grappe.engines.kernel import Text

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def loaded(clusters):
    shipped.programmes(at=AT)


@pytest.fixture
def company(people):
    company = CompanyFactory(clusters=[people.manager.memberships.first().cluster], founded=date(2015, 4, 1))
    FiguresFactory(company=company, headcount=12, turnover_eur=1_500_000)
    return company


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    loaded, manager, django_assert_num_queries, count
):
    keep = Programme.objects.order_by("slug").values_list("pk", flat=True)[:count]
    manager.get(reverse("aids:list"))  # the catalogue is compiled once
    Programme.objects.exclude(pk__in=list(keep)).update(withdrawn=True)
    with django_assert_num_queries(9):
        answer = manager.get(reverse("aids:list"))
    assert answer.content.decode().count("<tr>") == count + 1


def test_filters_narrow_the_list(loaded, manager):
    everything = manager.get(reverse("aids:list")).content.decode()
    loans = manager.get(reverse("aids:list"), {"kind": "loan"}).content.decode()
    assert loans.count("<tr>") < everything.count("<tr>")
    nothing = manager.get(reverse("aids:list"), {"q": "zzzzqqq"}).content.decode()
    assert "No programme fits" in nothing


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_programme_has_a_page_in_three_languages(loaded, manager, people, language):
    people.manager.language = language
    people.manager.save()
    for slug in Programme.objects.values_list("slug", flat=True):
        assert manager.get(reverse("aids:detail", args=[slug])).status_code == 200, slug


def test_a_closed_programme_says_its_dates(loaded, manager):
    today = manager.get(reverse("aids:detail", args=["fit4-resilience"])).content.decode()
    assert "Closed" in today and "31/12/2021" in today
    then = manager.get(
        reverse("aids:detail", args=["fit4-resilience"]), {"on": "2021-06-01"}
    ).content.decode()
    assert "Open" in then


def test_a_companys_aids_take_a_constant_number_of_queries(
    loaded, manager, company, django_assert_num_queries
):
    url = reverse("aids:company", args=[company.pk])
    manager.get(url)
    with django_assert_num_queries(17):
        manager.get(url)
    for year in range(2015, 2025):
        FiguresFactory(company=company, year=year, headcount=year)
    with django_assert_num_queries(17):
        manager.get(url)


def test_an_answer_on_the_spot_tells_the_page_to_look_again(loaded, manager, company):
    url = reverse("aids:answer", args=[company.pk, "business_permit"])
    form = manager.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'name="value"' in form and "<html" not in form
    answer = manager.post(url, {"value": "true"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "grappe:fact-stated")
    company.refresh_from_db()
    assert company.business_permit is True
    plain = manager.post(url, {"value": "unknown"})
    assert plain["Location"] == reverse("aids:company", args=[company.pk])
    company.refresh_from_db()
    assert company.business_permit is None


def test_a_wrong_answer_is_said_and_nothing_is_written(loaded, manager, company):
    url = reverse("aids:answer", args=[company.pk, "headcount"])
    answer = manager.post(url, {"value": "many"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Write a number" in answer.content.decode()
    assert company.figures.get().headcount == 12


def test_an_unknown_field_is_not_found(loaded, manager, company):
    assert manager.get(reverse("aids:answer", args=[company.pk, "colour"])).status_code == 404


@pytest.mark.parametrize(
    ("type", "typed", "read"),
    [
        ("money", "1 500,50", 1500.5),
        ("number", "-3.5", -3.5),
        ("integer", "12", 12),
        ("percent", "33,3", 33.3),
        ("boolean", "true", True),
        ("boolean", "unknown", None),
        ("date", "2020-02-29", "2020-02-29"),
        ("text", "steel", "steel"),
    ],
)
def test_answers_are_read_in_every_countrys_writing(type, typed, read):
    form = AnswerForm({"value": typed}, ask=Ask("x", type, Text("x"), Text("x?")))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["value"] == read


@pytest.mark.parametrize(
    ("type", "typed"),
    [
        ("money", "-1"),
        ("integer", "1.5"),
        ("percent", "101"),
        ("number", "NaN"),
        ("number", "1e99"),
        ("date", "soon"),
    ],
)
def test_wrong_answers_are_refused(type, typed):
    assert not AnswerForm({"value": typed}, ask=Ask("x", type, Text("x"), Text("x?"))).is_valid()


def test_a_refusal_says_what_would_change_it(loaded, manager, people, company):
    """An age cannot be changed, a permit can; and the order of the questions is the reader's choice."""
    state = {"business_permit": False, "established_in_LU": True}
    for field, value in state.items():
        state_fact(company=company, field=field, value=value, by=people.manager, at=AT)
    page = manager.get(reverse("aids:company", args=[company.pk]), {"on": "2026-11-01"})
    assert page.context["rows"]
    text = page.content.decode()
    assert "What would change it" in text and "cannot be changed" in text and "can be changed" in text
    assert "Out of reach" in text
    by_euros = manager.get(reverse("aids:company", args=[company.pk]), {"by": "euros"})
    worth = [by_euros.context["next"].settles_eur, *(one.settles_eur for one in by_euros.context["further"])]
    assert worth == sorted(worth, reverse=True) and worth[0] > 0
    most = manager.get(reverse("aids:company", args=[company.pk]))
    settled = [most.context["next"].settles, *(one.settles for one in most.context["further"])]
    assert settled == sorted(settled, reverse=True)


def test_a_figure_of_a_year_is_asked_for_and_put_where_it_belongs(loaded, manager, company):
    url = reverse("aids:answer", args=[company.pk, "turnover_eur-2019"])
    assert "2019" in manager.get(url, headers={"HX-Request": "true"}).content.decode()
    assert manager.post(url, {"value": "750000"}, headers={"HX-Request": "true"}).status_code == 204
    assert company.figures.get(year=2019).turnover_eur == 750_000
    assert manager.get(reverse("aids:answer", args=[company.pk, "founded-2019"])).status_code == 404
    future = reverse("aids:answer", args=[company.pk, "turnover_eur-2199"])
    assert manager.post(future, {"value": "1"}, headers={"HX-Request": "true"}).status_code == 422
    assert not company.figures.filter(year=2199).exists()


def test_owners_and_awards_on_file_reach_the_rules(loaded, people, company):
    OwnershipFactory(owned=company, owner=CompanyFactory(country="FR"), capital_pct=60)
    award(company, people.manager, programme=Programme.objects.get(slug="fit4-digital"))
    ((_pk, document),) = with_aids([(company.pk, company_facts(company, on=date(2026, 11, 1)))])
    assert document["owners"][0]["capital_pct"] == 60 and document["owners"][0]["country"] == "FR"
    assert [aid["programme"] for aid in document["aids"]] == ["fit4-digital"]
    assert document["aids_complete"] is False
    catalogue = loaded_catalogue()
    read, remarks = company_of(document, catalogue.fields, catalogue.field_names())
    assert not remarks
    situation = catalogue.situation(read, date(2026, 11, 1))
    assert resolve(situation, Term("part_of_group"))[0] is True
    assert resolve(situation, Term("aids_held"))[0] == AtLeast(frozenset({"fit4-digital"}))
