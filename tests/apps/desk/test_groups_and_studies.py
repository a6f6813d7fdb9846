"""Do working groups and studies stand where a day begins: on My day, in the search, on a company's file?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.desk.conftest import NOW
from factories import events as make_events
from factories import groups as make_groups
from factories import studies as make_studies
from factories.companies import CompanyFactory

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)
ROLES = ["administrator", "manager", "other_manager", "analyst", "ministry"]


@pytest.fixture
def page(client, people):
    """Return a reader of a page as a role: its HTML."""

    def _page(role: str, address: str, **asked: str) -> str:
        client.force_login(people.by_role()[role])
        answer = client.get(address, asked)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return _page


@pytest.mark.parametrize("role", ROLES)
def test_who_asks_to_join_waits_for_those_who_run_the_group(people, page, role):
    group = make_groups.group(people.manager)
    asking = make_groups.member(group, "Asta Asking", state="asked")
    make_groups.member(make_groups.group(people.manager, state="closed"), "Carl Closed", state="asked")
    html = page(role, "/")
    assert ("Asta Asking" in html) == (role in {"administrator", "manager"})
    assert "Carl Closed" not in html, "a group that does not run takes nobody"
    if role == "manager":
        assert reverse("groups:member", args=[asking.pk]) in html


@pytest.mark.parametrize("role", ROLES)
def test_a_proposed_point_waits_for_those_who_prepare_the_agenda(people, page, role):
    group = make_groups.group(people.manager, names={"en": "Bench circle"})
    ann = make_groups.member(group, "Ann Asking", organisation="Anne S.A.")
    made = make_groups.proposal(group, ann, "Insurance of the bench", at=NOW - timedelta(days=15))
    make_groups.proposal(group, ann, "Taken already", state="taken", decided_at=NOW)
    closed = make_groups.group(people.manager, state="closed")
    make_groups.proposal(closed, make_groups.member(closed), "Too late for it")
    html = page(role, "/")
    sees = role in {"administrator", "manager"}
    for words in ("Insurance of the bench", "Ann Asking, Anne S.A.", "Bench circle", "waits for 15 days"):
        assert (words in html) == sees, words
    assert (f"{reverse('groups:sessions', args=[group.pk])}#proposal-{made.pk}" in html) == sees
    assert "Taken already" not in html and "Too late for it" not in html
    if sees:
        assert f'id="proposal-{made.pk}"' in page(role, reverse("groups:sessions", args=[group.pk]))


def test_the_team_answers_too_and_the_longest_waiting_stands_first(people, page):
    group = make_groups.group(people.manager, state="paused")
    group.team.add(people.other_manager)
    ann = make_groups.member(group, "Ann")
    make_groups.proposal(group, ann, "Asked today", at=NOW)
    make_groups.proposal(group, ann, "Asked before", at=NOW - timedelta(days=1))
    html = page("other_manager", "/")
    assert html.index("Asked before") < html.index("Asked today")
    assert "waits for 1 day<" in html.replace("</span>", "<") and "since today" in html


@pytest.mark.parametrize("role", ROLES)
def test_a_proposal_waits_for_those_who_may_decide_it(people, page, clusters, role):
    group = make_groups.group(
        people.manager, state="proposed", names={"en": "Proposed circle"}, proposed_by=people.manager
    )
    group.clusters.add(clusters["healthtech"], clusters["wood"])  # the manager's own and the other's
    assert ("Proposed circle" in page(role, "/")) == (role in {"administrator", "other_manager"})


def test_a_review_waits_for_the_one_who_was_asked_only(people, page):
    study = make_studies.study(people.manager, state="review", titles={"en": "Wood fibres"})
    make_studies.review(study, user=people.analyst)
    make_studies.review(
        make_studies.study(people.manager, state="running", titles={"en": "Too early"}), user=people.analyst
    )
    for role in ROLES:
        assert ("Wood fibres" in page(role, "/")) == (role == "analyst"), role
    assert "Too early" not in page("analyst", "/"), "the reviewers were not written to yet"


def test_an_unused_study_waits_for_its_lead(people, page):
    old, fresh = NOW - YEAR, NOW - timedelta(days=30)
    for title, published_at in (("Dusty study", old), ("Fresh study", fresh), ("Useful study", old)):
        study = make_studies.study(
            people.analyst, state="published", titles={"en": title}, published_at=published_at
        )
        if title.startswith("Useful"):
            finding = make_studies.finding(study)
            finding.uses.create(kind="idea", text="A line", used_at=fresh, used_by=people.analyst)
    for role in ROLES:
        html = page(role, "/")
        assert ("Dusty study" in html) == (role in {"analyst", "administrator"}), role
        assert "Fresh study" not in html
        assert "Useful study" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_my_day_asks_the_same_number_of_queries(client, people, clusters, django_assert_num_queries, rows):
    for number in range(rows):
        group = make_groups.group(people.manager)
        make_groups.proposal(group, make_groups.member(group), f"Point {number}")
        make_groups.member(group, f"Asking {number}", state="asked", company=CompanyFactory())
        make_groups.group(people.other_manager, state="proposed").clusters.add(clusters["healthtech"])
        study = make_studies.study(people.analyst, state="review")
        make_studies.review(study, user=people.manager)
        make_studies.study(people.manager, state="published", published_at=NOW - YEAR)
    client.force_login(people.manager)
    with django_assert_num_queries(35):
        html = client.get("/").content.decode()
    assert "Asking 0" in html


@pytest.mark.parametrize(
    ("text", "words", "heading"),
    [
        ("banc essai", "Composites on the road", "Working groups"),
        ("strasse", "Composites on the road", "Working groups"),
        ("verbundwerkstoffe straße", "Composites on the road", "Working groups"),
        ("recycling line", "Recycling of composites", "Studies"),
        ("bottleneck", "Recycling of composites", "Studies"),
        ("en", "", ""),  # the code of a language is no word of a text
    ],
)
def test_the_search_finds_them_in_every_language(people, page, text, words, heading):
    make_groups.group(people.manager, purposes={"fr": "Un banc d’essai"})
    make_studies.finding(make_studies.study(people.manager), "The volume is the bottleneck")
    html = page("manager", "/search/", q=text).replace("<mark>", "").replace("</mark>", "")
    if words:
        assert f"{heading}</h2>" in html
        assert words in html
    else:
        assert "Working groups</h2>" not in html


def test_the_search_finds_events(people, page):
    event = make_events.event(people.manager, titles={"en": "Evening of hemp", "fr": "Soirée chanvre"})
    html = page("analyst", "/search/", q="soiree chanvre")
    assert reverse("events:detail", args=[event.pk]) in html


def test_the_ministry_finds_published_studies_only(people, page):
    make_studies.study(people.manager, titles={"en": "Hemp under way"})
    make_studies.study(people.manager, state="published", titles={"en": "Hemp published"})
    html = page("ministry", "/search/", q="hemp").replace("<mark>", "").replace("</mark>", "")
    assert "Hemp published" in html
    assert "Hemp under way" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_a_companys_file_says_who_takes_part(client, people, django_assert_num_queries, rows):
    company = CompanyFactory()
    for number in range(rows):
        group = make_groups.group(people.manager, names={"en": f"Circle {number}"})
        make_groups.member(group, f"Person {number}", company=company)
        make_groups.member(group, f"Stranger {number}", company=CompanyFactory())
        make_groups.member(group, f"Refused {number}", company=company, state="declined")
    client.force_login(people.other_manager)
    with django_assert_num_queries(5):
        html = client.get(reverse("groups:of_company", args=[company.pk])).content.decode()
    assert "Person 0" in html
    assert "Stranger" not in html
    assert "Refused" not in html


@pytest.mark.parametrize("role", ROLES)
def test_the_file_asks_for_the_card_where_it_may_be_seen(people, page, role):
    company = CompanyFactory()
    room = reverse("groups:of_company", args=[company.pk])
    html = page(role, reverse("desk:company_file", args=[company.pk]))
    assert (room in html) == (role != "ministry")
