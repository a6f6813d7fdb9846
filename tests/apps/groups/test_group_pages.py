"""Do the list of working groups, the page of one and its form show and keep what they say?"""

from __future__ import annotations

import pytest

from factories import groups as make
from grappe.apps.groups.models import Decision, Group
from grappe.apps.groups.queries.groups import version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, people, rows, django_assert_num_queries):
    for number in range(rows):
        group = make.group(people.manager, names={"en": f"Round {number}"})
        make.session(group)
    with django_assert_num_queries(6):
        page = inside.get("/groups/")
    assert page.content.decode().count("Round ") == rows


def test_the_list_is_narrowed(inside, people, clusters):
    mine = make.group(people.manager, names={"en": "Mine"})
    mine.clusters.add(clusters["healthtech"])
    make.group(people.other_manager, state="closed", names={"en": "Theirs"})
    for query, shown in {"state=closed": "Theirs", "cluster=healthtech": "Mine", "mine=on": "Mine"}.items():
        text = inside.get(f"/groups/?{query}").content.decode()
        other = {"Mine": "Theirs", "Theirs": "Mine"}[shown]
        assert shown in text and other not in text, query


def fields(people, **more):
    return {
        "names_en": "Test benches", "joining": "request", "language": "fr", "lead": str(people.manager.pk), **more
    }  # fmt: skip


def test_a_group_is_proposed_from_the_page(inside, people):
    page = inside.post("/groups/new/", fields(people, names_en=""))
    assert page.status_code == 422 and "needs a name" in page.content.decode()
    page = inside.post("/groups/new/", fields(people, purposes_fr="Un banc", until="2027-03-01"))
    made = Group.objects.get()
    assert page.url == f"/groups/{made.pk}/"
    assert (made.purposes, str(made.until), made.proposed_by) == (
        {"fr": "Un banc"},
        "2027-03-01",
        people.manager,
    )


def test_where_two_people_change_one_group_nothing_is_lost(inside, people):
    group = make.group(people.manager, names={"en": "Old"})
    seen = version_of(group)
    Group.objects.filter(pk=group.pk).update(names={"en": "Theirs"})
    sent = fields(people, names_en="Mine", version=seen)
    page = inside.post(f"/groups/{group.pk}/edit/", sent)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Theirs" in text and "Mine" in text
    current = page.context["form"].data["version"]
    inside.post(f"/groups/{group.pk}/edit/", sent | {"version": current, "keep_names_en": "theirs"})
    group.refresh_from_db()
    assert group.names == {"en": "Theirs"}


@pytest.mark.parametrize("state", ["proposed", "running", "paused", "closed", "declined"])
def test_the_page_of_one_offers_what_may_follow(inside, people, state):
    group = make.group(people.manager, state=state)
    text = inside.get(f"/groups/{group.pk}/").content.decode()
    offers = {
        name for name in ("pause", "resume", "close", "decide") if f"/groups/{group.pk}/{name}/" in text
    }
    assert offers == {
        "proposed": set(), "running": {"pause", "close"}, "paused": {"resume", "close"}, "closed": {"resume"},
        "declined": set(),
    }[state]  # fmt: skip


def test_closing_and_going_on_from_the_page(inside, people):
    group = make.group(people.manager)
    page = inside.post(f"/groups/{group.pk}/close/", {"report_en": ""})
    assert page.status_code == 422
    inside.post(f"/groups/{group.pk}/close/", {"report_fr": "Un banc d’essai."})
    text = inside.get(f"/groups/{group.pk}/").content.decode()
    assert "Un banc d’essai." in text
    inside.post(f"/groups/{group.pk}/resume/")
    inside.post(f"/groups/{group.pk}/pause/", {"until": "2027-01-31"})
    group.refresh_from_db()
    assert (group.state, str(group.paused_until)) == ("paused", "2027-01-31")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_says_how_it_stands(inside, people, rows, django_assert_num_queries):
    group = make.group(people.manager)
    for number in range(rows):
        asked = make.member(group, f"Asking {number}", state="asked")
        held = make.session(group, in_days=-10 - number, state="held", points=1)
        Decision.objects.create(
            session=held, point=held.points.get(), text=f"Decided {number}", decided_at=make.AT, noted_by="X"
        )
        make.session(group, in_days=4000 + number, title=f"Coming {number}")
        make.action(group, asked, in_days=-3)
    with django_assert_num_queries(10):
        html = inside.get(f"/groups/{group.pk}/").content.decode()
    assert "Coming 0" in html and "Coming 1" not in html, "the next one only"
    assert "Decided 0" in html
    assert "late" in html


def test_the_ministry_sees_what_it_is_for_and_no_decisions(client, people):
    group = make.group(people.manager)
    held = make.session(group, in_days=-10, state="held", points=1)
    Decision.objects.create(session=held, text="Secret vote", decided_at=make.AT, noted_by="X")
    client.force_login(people.ministry)
    html = client.get(f"/groups/{group.pk}/").content.decode()
    assert "Agree on one test bench." in html
    assert "Secret vote" not in html
