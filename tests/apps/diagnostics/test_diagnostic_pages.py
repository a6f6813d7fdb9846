"""Do the pages save each answer, show coverage, keep the query count, and open by signed link only to its run?"""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.urls import reverse

from factories import diagnostics as made
from factories.companies import CompanyFactory, FiguresFactory, PersonFactory
from grappe.apps.companies.models import NaceCode
from grappe.apps.diagnostics import operations, queries
from grappe.apps.diagnostics.models import Answer, Run
from grappe.ui import clock

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def company(clusters):
    made.load()
    return CompanyFactory(clusters=[clusters["digital"]])


@pytest.fixture
def run(company, people, client):
    client.force_login(people.manager)
    return made.start(company, people.manager)


def post(client, run, question, data, **more):
    return client.post(reverse("diagnostics:save", args=[run.pk, question]), data, **more)


def value_of(run, question):
    return Answer.objects.get(run=run, question=question).value


POSTS = [
    ("dma", "q2", {"q2": ["i1", "i4"]}, ["i1", "i4"]),
    ("dma", "q2", {"q2": ["none"]}, []),
    ("dma", "q7", {"q7": ["i2"]}, ["i2"]),
    ("dma", "q1", {"q1.invested": ["i1"], "q1.plan": ["none"]}, {"invested": ["i1"], "plan": []}),
    ("dma", "q1", {"q1.plan": ["i2"]}, {"plan": ["i2"]}),
    ("dma", "q4", {"q4.i1": "3", "q4.i2": "", "q4.i3": "0"}, {"i1": 3, "i3": 0}),
    ("resilience", "m1", {"m1": "12,5 %"}, 12.5),
    ("resilience", "m1", {"m1": " 40 "}, 40),
    ("resilience", "m2", {"m2": "i3"}, "i3"),
    ("resilience", "m3", {"m3": ["none"]}, ["none"]),
    ("resilience", "m4", {"m4": "0"}, 0),
    ("resilience", "h5", {"h5": " <b>Énergie</b> "}, "<b>Énergie</b>"),
]


@pytest.mark.parametrize(("slug", "question", "data", "stored"), POSTS)
def test_each_kind_of_answer_is_saved_on_its_own(client, company, people, slug, question, data, stored):
    client.force_login(people.manager)
    run = made.start(company, people.manager, slug=slug)
    answer = post(client, run, question, data, **HTMX)
    assert answer.status_code == 200
    assert value_of(run, question) == stored
    page = client.get(reverse("diagnostics:answer", args=[run.pk])).content.decode()
    assert "<b>Énergie" not in page


BAD_POSTS = [
    ("dma", "q2", {"q2": ["i77"]}),
    ("dma", "q2", {"q2": ["none", "i1"]}),
    ("dma", "q7", {"q7": ["i1", "i2"]}),
    ("dma", "q4", {"q4.i1": "9"}),
    ("dma", "q4", {"q4.i1": "-1"}),
    ("dma", "q4", {"q4.i1": "²"}),
    ("resilience", "m1", {"m1": "a lot"}),
    ("resilience", "m1", {"m1": "1e9"}),
    ("resilience", "m1", {"m1": "nan"}),
    ("resilience", "m1", {"m1": "1" * 30}),
    ("resilience", "m2", {"m2": "i9"}),
    ("resilience", "h5", {"h5": "x" * 4001}),
]


@pytest.mark.parametrize(("slug", "question", "data"), BAD_POSTS)
def test_what_does_not_fit_is_told_beside_the_question(client, company, people, slug, question, data):
    client.force_login(people.manager)
    run = made.start(company, people.manager, slug=slug)
    answer = post(client, run, question, data, **HTMX)
    assert answer.status_code == 422
    assert "Not saved" in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_blank_takes_the_answer_away_and_the_coverage_follows(client, run):
    first = post(client, run, "q2", {"q2": ["i1"]}, **HTMX).content.decode()
    assert "1 of 11 questions" in first and "Saved" in first and 'hx-swap-oob="true"' in first
    second = post(client, run, "q2", {"blank": "1", "q2": ["i1"]}, **HTMX).content.decode()
    assert "0 of 11 questions" in second and "Left blank" in second
    assert not Answer.objects.exists()


def test_a_question_appears_with_the_answer_it_hangs_on(client, company, people):
    client.force_login(people.manager)
    run = made.start(company, people.manager, slug="resilience")
    page = client.get(reverse("diagnostics:answer", args=[run.pk])).content.decode()
    assert 'name="s2"' not in page
    appeared = post(client, run, "s1", {"s1": "i3"}, **HTMX).content.decode()
    assert 'id="question-s2" hx-swap-oob="true"' in appeared and 'name="s2"' in appeared
    gone = post(client, run, "s1", {"s1": "i1"}, **HTMX).content.decode()
    assert 'id="question-s2" hx-swap-oob="true"' in gone and 'name="s2"' not in gone


def test_without_htmx_the_page_comes_back_to_the_question(client, run):
    answer = post(client, run, "q2", {"q2": ["i1"]})
    assert answer["Location"].endswith("#question-q2")
    assert post(client, run, "nothing", {}).status_code == 404


def test_finish_leads_to_the_result_and_back_is_closed(client, run):
    post(client, run, "q8", {"q8": ["i1"]})
    finished = client.post(reverse("diagnostics:finish", args=[run.pk]))
    assert finished["Location"] == reverse("diagnostics:result", args=[run.pk])
    page = html.unescape(client.get(finished["Location"]).content.decode())
    assert "No full backup is kept elsewhere" in page
    assert "A full backup is kept elsewhere or in the cloud: <strong>not ticked</strong>" in page
    assert reverse("needs:of_run", args=[run.pk]) in page
    assert client.get(reverse("diagnostics:answer", args=[run.pk]))["Location"] == finished["Location"]
    assert post(client, run, "q8", {"q8": ["i2"]}, **HTMX).status_code == 422


def test_an_empty_run_is_not_finished(client, run):
    assert client.post(reverse("diagnostics:finish", args=[run.pk])).status_code == 400


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_pages_stand_in_each_language(client, run, people, language):
    people.manager.language = language
    people.manager.save()
    post(client, run, "q8", {"q8": ["i1"]})
    title = {"en": "Data management", "fr": "Gestion et connexion", "de": "Datenmanagement"}[language]
    assert title in client.get(reverse("diagnostics:answer", args=[run.pk])).content.decode()
    client.post(reverse("diagnostics:finish", args=[run.pk]))
    assert title in client.get(reverse("diagnostics:result", args=[run.pk])).content.decode()


# --- Constant numbers of queries ---


@pytest.mark.parametrize("runs", [1, 3])
def test_the_list_of_a_company_costs_the_same_whatever_its_history(
    client, company, people, runs, django_assert_num_queries
):
    client.force_login(people.manager)
    for number in range(runs):
        made.finish(company, people.manager, {"q8": ["i1"]}, days=number * 300)
    with django_assert_num_queries(7):
        assert client.get(reverse("diagnostics:list", args=[company.pk])).status_code == 200


@pytest.mark.parametrize(("runs", "peers"), [(2, 1), (4, 7)])
def test_a_result_costs_the_same_whatever_history_and_peers(
    client, company, people, clusters, runs, peers, django_assert_num_queries
):
    client.force_login(people.manager)
    nace = NaceCode.objects.create(code="25.53", level=4, section="C", label_en="x")
    company.nace = nace
    company.save()
    FiguresFactory(company=company, headcount=20)
    for _ in range(peers):
        peer = CompanyFactory(clusters=[clusters["digital"]], nace=nace)
        FiguresFactory(company=peer, headcount=20)
        made.finish(peer, people.manager, {"q8": ["i1"]})
    for number in range(runs):
        run = made.finish(company, people.manager, {"q8": ["i1"], "q2": ["i1"]}, days=number * 300)
    with django_assert_num_queries(12):
        assert client.get(reverse("diagnostics:result", args=[run.pk])).status_code == 200


# --- The signed link ---


@pytest.fixture
def alone(client, run, people):
    """The company's own browser: nobody is signed in; returns the token."""
    operations.open_link(run=run, by=people.manager, at=clock.now())
    client.logout()
    return queries.link_token(run)


def test_the_company_answers_and_finishes_alone(client, run, alone):
    page = client.get(reverse("diagnostics:outsider", args=[alone]))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    saved = client.post(reverse("diagnostics:outsider_save", args=[alone, "q8"]), {"q8": ["i1"]}, **HTMX)
    assert saved.status_code == 200
    assert Answer.objects.get().answered_by is None
    client.post(reverse("diagnostics:outsider_finish", args=[alone]))
    run.refresh_from_db()
    assert run.finished_at and run.finished_by is None
    result = client.get(reverse("diagnostics:outsider", args=[alone])).content.decode()
    assert "Thank you" in result and "/needs/" not in result and "/diagnostics/company/" not in result


def test_what_the_outsider_sees_leads_nowhere_inside(client, run, alone):
    page = client.get(reverse("diagnostics:outsider", args=[alone])).content.decode()
    links = set(re.findall(r'(?:href|action|hx-post|hx-get)="([^"]+)"', page))
    inside = [link for link in links if not link.startswith(("/static/", "/ui/", "/diagnostics/alone/", "#"))]
    assert not inside


@pytest.mark.parametrize("name", ["outsider", "outsider_save", "outsider_finish"])
def test_a_forged_link_is_not_found(client, run, alone, name):
    arguments = {"question": "q8"} if name == "outsider_save" else {}
    for token in (
        "x",
        alone[:-2],
        signing.dumps([run.pk, run.link_salt]),
        signing.dumps([run.pk + 1, "y"], salt="z"),
    ):
        url = reverse(f"diagnostics:{name}", kwargs={"token": token, **arguments})
        answer = client.get(url) if name == "outsider" else client.post(url)
        assert answer.status_code == 404


def test_an_old_or_withdrawn_link_says_so(client, run, alone, people, monkeypatch):
    operations.withdraw_link(run=run, by=people.manager, at=clock.now())
    assert client.get(reverse("diagnostics:outsider", args=[alone])).status_code == 410
    operations.open_link(run=Run.objects.get(pk=run.pk), by=people.manager, at=clock.now())
    fresh = queries.link_token(Run.objects.get(pk=run.pk))
    assert client.get(reverse("diagnostics:outsider", args=[fresh])).status_code == 200
    assert client.get(reverse("diagnostics:outsider", args=[alone])).status_code == 410
    monkeypatch.setattr("grappe.apps.diagnostics.queries.links.VALID_FOR", timedelta(seconds=-1))
    assert client.get(reverse("diagnostics:outsider", args=[fresh])).status_code == 410


def test_the_link_goes_out_in_the_readers_language(
    client, run, company, people, django_capture_on_commit_callbacks
):
    person = PersonFactory(company=company, language="de", name="Anna & Söhne")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("diagnostics:send_link", args=[run.pk]), {"person": person.pk})
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert (
        "Anna & Söhne" in letter.body and "30 Tage" in letter.body and "Digitaler Reifegrad" in letter.subject
    )
    url = re.search(r"https?://[^/]+(/diagnostics/alone/\S+)", letter.body).group(1)
    client.logout()
    assert client.get(url).status_code == 200


def test_the_link_goes_to_nobody_of_another_company(client, run, people):
    stranger = PersonFactory()
    assert (
        client.post(reverse("diagnostics:send_link", args=[run.pk]), {"person": stranger.pk}).status_code
        == 400
    )
    assert not mail.outbox
