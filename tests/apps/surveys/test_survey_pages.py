"""Do the pages of surveys stay cheap, say what they should, and work without JavaScript?"""

import pytest
from django.urls import reverse

from factories import surveys
from grappe.apps.surveys.models import Answer, Participation, Wave
from grappe.apps.surveys.permissions import (
    can_answer_for,
    can_keep_surveys,
    can_see_who,
    can_view_answers,
    can_view_surveys,
)
from grappe.apps.surveys.queries.links import token_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return clock.now()


def test_the_truth_table_of_permissions(people, clusters):
    company = surveys.firm(clusters["healthtech"])

    def who(rule, *things):
        return {role for role, user in people.by_role().items() if rule(user, *things)}

    everybody = set(people.by_role())
    assert who(can_view_surveys) == everybody
    assert who(can_see_who) == everybody - {"ministry"}
    assert who(can_keep_surveys) == {"administrator", "analyst"}
    assert who(can_view_answers, company) == {"administrator", "analyst", "manager"}
    assert who(can_answer_for, company) == {"administrator", "manager"}
    people.manager.is_active = people.analyst.is_active = False
    assert not can_answer_for(people.manager, company) and not can_keep_surveys(people.analyst)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_waves_takes_as_many_queries_for_one_as_for_three(
    manager, people, clusters, now, django_assert_num_queries, number
):
    surveys.firm(clusters["wood"])
    for year in range(2025, 2025 - number, -1):
        surveys.started(people.analyst, year=year, at=now)
    with django_assert_num_queries(4):
        page = manager.get(reverse("surveys:waves"))
    assert page.content.decode().count("Survey of 20") == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_who_is_missing_takes_as_many_queries_for_one_as_for_three(
    manager, people, clusters, now, django_assert_num_queries, number
):
    for _number in range(number):
        surveys.firm(clusters["healthtech"])
    wave = surveys.started(people.analyst, at=now)
    with django_assert_num_queries(8):
        page = manager.get(reverse("surveys:missing", args=[wave.pk]))
    assert page.content.decode().count("head") >= number


def test_a_managers_own_companies_come_first(manager, people, clusters, now):
    surveys.firm(clusters["wood"], "Ahorn")
    surveys.firm(clusters["healthtech"], "Zentrum")
    wave = surveys.started(people.analyst, at=now)
    page = manager.get(reverse("surveys:missing", args=[wave.pk])).content.decode()
    assert page.index("Zentrum") < page.index("Ahorn")
    assert page.count("/answer/") == 1, "only the own company can be answered for"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_results_takes_as_many_queries_for_one_as_for_three(
    manager, people, clusters, now, django_assert_num_queries, number
):
    wave_of = [surveys.firm(clusters["wood"]) for _number in range(number)]
    wave = surveys.started(people.analyst, at=now)
    for company in wave_of:
        surveys.answers(surveys.part_of(wave, company), jobs=3, turnover=1, satisfaction=2, send=True, at=now)
    with django_assert_num_queries(11):
        manager.get(reverse("surveys:results", args=[wave.pk]))


def test_a_wave_is_prepared_looked_at_and_sent(client, people, clusters, now):
    surveys.load(at=now)
    surveys.firm(clusters["wood"], "Ahorn", language="de")
    client.force_login(people.analyst)
    sent = {"year": 2025, "opens_on": now.date(), "closes_on": "2199-01-01", "remind_after": "14, 28"}
    assert client.post(reverse("surveys:wave_new"), sent).status_code == 422
    sent["closes_on"] = (
        now.date().replace(day=1).replace(year=now.year + (now.month > 9), month=(now.month + 3 - 1) % 12 + 1)
    )
    answer = client.post(reverse("surveys:wave_new"), sent, follow=True)
    page = answer.content.decode()
    assert "Ahorn" in page and 'lang="de"' in page and "Umfrage 2025" in page
    assert not Participation.objects.exists(), "looking sends nothing"
    wave = Wave.objects.get()
    page = client.post(reverse("surveys:wave_start", args=[wave.pk]), follow=True).content.decode()
    assert "A letter goes to 1 company." in page


def test_a_company_answers_by_its_link_without_javascript(client, people, clusters, now):
    company = surveys.firm(clusters["wood"], "Ahorn", language="de")
    part = surveys.part_of(surveys.started(people.analyst, at=now), company)
    own = reverse("surveys:own", args=[token_of(part)])
    page = client.get(own).content.decode()
    assert "Wie viele Menschen" in page, "in the company's own language"
    assert "How many people" in client.get(f"{own}?language=en").content.decode()
    assert Participation.objects.get().opened_at is None, "looking writes nothing"
    client.post(f"{own}opened/")
    assert Participation.objects.get().opened_at is not None
    client.post(f"{own}answers/jobs/", {"jobs": "1 200"})
    client.post(f"{own}answers/turnover/", {"said": "refused", "turnover": ""})
    refused = client.post(f"{own}submit/?language=en")
    assert refused.status_code == 422 and "Still to be answered" in refused.content.decode()
    client.post(f"{own}answers/satisfaction/", {"satisfaction": "4"})
    receipt = client.post(f"{own}submit/?language=fr", follow=True).content.decode()
    assert "Merci" in receipt and "1 200" in receipt.replace("\u202f", " ").replace("\xa0", " ")
    assert Answer.objects.get(question="jobs").number == 1200
    assert "Wie viele Menschen" in client.get(f"{own}?change=yes").content.decode()


def test_saving_says_so_and_a_fault_says_why(client, people, clusters, now):
    company = surveys.firm(clusters["wood"])
    part = surveys.part_of(surveys.started(people.analyst, at=now), company)
    save = f"{reverse('surveys:own', args=[token_of(part)])}answers/jobs/?language=en"
    htmx = {"HTTP_HX_REQUEST": "true"}
    good, bad = client.post(save, {"jobs": "12"}, **htmx), client.post(save, {"jobs": "many"}, **htmx)
    assert "Saved" in good.content.decode() and 'id="progress"' in good.content.decode()
    assert bad.status_code == 422 and "is not a number" in bad.content.decode()
    told = client.post(save, {"jobs": "12", "said": "unknown"}, **htmx).content.decode()
    assert 'id="question-jobs"' in told and 'aria-pressed="true"' in told
