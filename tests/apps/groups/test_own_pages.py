"""Does a member find on their own page what is theirs, and nobody else anything?"""

from __future__ import annotations

import pytest

from factories import groups as make
from grappe.apps.groups.models import Letter
from grappe.apps.groups.queries.links import token_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(people):
    return make.group(people.manager)


def page_of(member, more: str = "") -> str:
    return f"/groups/m/{token_of(member)}/{more}"


@pytest.mark.parametrize("state", ["unconfirmed", "asked", "invited", "active"])
def test_the_page_says_how_somebody_stands(client, group, state):
    page = client.get(page_of(make.member(group, state=state)))
    text = page.content.decode()
    assert page.status_code == 200 and 'lang="fr"' in text and "no-store" in page["Cache-Control"]
    offers = {what for what in ("confirm", "accept", "decline", "leave") if f'value="{what}"' in text}
    expected = {
        "unconfirmed": {"confirm"}, "asked": set(), "invited": {"accept", "decline"}, "active": {"leave"}
    }  # fmt: skip
    assert offers == expected[state]


@pytest.mark.parametrize("state", ["declined", "left"])
def test_who_is_no_member_any_more_finds_a_closed_door(client, group, state):
    member = make.member(group, state=state)
    session = make.session(group, invited_at=make.AT)
    for more in ("", f"session/{session.pk}/"):
        page = client.get(page_of(member, more))
        assert page.status_code == 410 and group.names["fr"] not in page.content.decode()


def test_a_withdrawn_link_is_gone_and_a_forged_one_was_never_there(client, group):
    member = make.member(group)
    good = page_of(member)
    assert client.get(good).status_code == 200
    assert client.get(good[:-3] + "xx/").status_code == 404
    assert client.get("/groups/m/x/").status_code == 404
    member.salt = "another"
    member.save()
    assert client.get(good).status_code == 410
    member.salt = ""
    member.save()
    assert client.get(page_of(member)).status_code == 410, "no link at all: not even one signed with nothing"


def test_looking_changes_nothing_and_the_page_itself_says_that_it_was_opened(client, group, people):
    member = make.member(group, state="invited")
    text = client.get(page_of(member)).content.decode()
    member.refresh_from_db()
    assert member.state == "invited" and member.seen_at is None
    seen = page_of(member, "seen/")
    assert f'hx-post="{seen}"' in text
    client.force_login(people.analyst)
    client.post(seen)
    member.refresh_from_db()
    assert member.seen_at is None, "a colleague who looks is not the member"
    client.logout()
    assert client.post(seen).status_code == 204
    member.refresh_from_db()
    first = member.seen_at
    assert first is not None
    client.post(seen)
    member.refresh_from_db()
    assert member.seen_at == first, "noted every half hour at most"


@pytest.mark.parametrize(
    ("state", "joining", "what", "after", "letter"),
    [
        ("unconfirmed", "open", "confirm", "active", "welcome"),
        ("unconfirmed", "request", "confirm", "asked", None),
        ("invited", "request", "accept", "active", "welcome"),
        ("invited", "request", "decline", "declined", None),
        ("active", "request", "leave", "left", None),
    ],
)
def test_what_somebody_answers_is_done(client, people, state, joining, what, after, letter):
    member = make.member(make.group(people.manager, joining=joining), state=state)
    page = client.post(page_of(member), {"what": what, "why": "No time"}, follow=True)
    member.refresh_from_db()
    assert page.status_code == 200 and member.state == after
    assert [each.kind for each in Letter.objects.all()] == ([letter] if letter else [])
    assert (member.joined_at is not None) is (after in ("active", "left"))
    assert (member.reason == "No time") is (after in ("declined", "left"))
    assert client.get(page_of(member)).status_code == (410 if after in ("declined", "left") else 200)


@pytest.mark.parametrize(
    ("state", "what"), [("active", "accept"), ("asked", "accept"), ("unconfirmed", "accept"), ("active", "x")]
)
def test_what_does_not_suit_is_told(client, group, state, what):
    member = make.member(group, state=state)
    page = client.post(page_of(member), {"what": what})
    assert page.status_code == 422
    member.refresh_from_db()
    assert member.state == state


@pytest.mark.parametrize("state", ["closed", "declined", "proposed"])
def test_a_group_that_does_not_run_takes_nobody(client, people, state):
    member = make.member(make.group(people.manager, state=state), state="invited")
    page = client.post(page_of(member), {"what": "accept"})
    assert page.status_code == 422
    member.refresh_from_db()
    assert member.state == "invited"


def test_who_runs_the_group_does_not_leave_it(client, group):
    lead = group.members.get()
    assert 'value="leave"' not in client.get(page_of(lead)).content.decode()
    assert client.post(page_of(lead), {"what": "leave"}).status_code == 422


SEEN = [
    # role, invited to the session, its state -> seen
    ("member", True, "planned", 200),
    ("member", False, "planned", 404),
    ("member", False, "held", 200),
    ("observer", False, "planned", 404),
    ("expert", True, "planned", 200),
    ("secretary", False, "planned", 200),
    ("chair", False, "planned", 200),
]


@pytest.mark.parametrize(("role", "invited", "state", "status"), SEEN)
def test_a_session_is_seen_once_one_is_invited(client, group, role, invited, state, status):
    member = make.member(group, role=role)
    session = make.session(group, state=state, invited_at=make.AT if invited else None, points=2)
    page = client.get(page_of(member, f"session/{session.pk}/"))
    assert page.status_code == status
    listed = f"/session/{session.pk}/" in client.get(page_of(member)).content.decode()
    assert listed is (status == 200)


def test_a_session_of_another_group_is_not_there(client, group, people):
    session = make.session(make.group(people.manager), invited_at=make.AT)
    assert client.get(page_of(make.member(group, role="chair"), f"session/{session.pk}/")).status_code == 404
    own = make.session(group, invited_at=make.AT)
    asks = make.member(group, state="asked")
    assert client.get(page_of(asks, f"session/{own.pk}/")).status_code == 404, "not a member yet"


def test_the_agenda_stands_with_its_times(client, group):
    session = make.session(group, invited_at=make.AT, points=3)
    text = client.get(page_of(make.member(group), f"session/{session.pk}/")).content.decode()
    # Nine o'clock UTC in March, two weeks on: ten o'clock in Luxembourg, a quarter of an hour a point.
    for words in ("10:00</span> Point 1", "10:15</span> Point 2", "10:30</span> Point 3"):
        assert words in text, words


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_in_a_constant_number_of_queries(client, group, rows, django_assert_num_queries):
    member = make.member(group, seen_at=make.AT)
    for _number in range(rows):
        make.session(group, invited_at=make.AT)
        make.session(group, invited_at=make.AT, in_days=-14, state="held")
    url = page_of(member)
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)


@pytest.mark.parametrize("answer", ["comes", "online", "cannot"])
def test_a_member_says_whether_they_come_and_changes_their_mind(client, people, answer):
    group = make.group(people.manager, at=clock.now())
    session = make.session(group, at=clock.now(), invited_at=clock.now())
    member = make.member(group, language="en")
    url = page_of(member, f"session/{session.pk}/")
    assert "Do you come?" in client.get(url).content.decode()
    assert client.post(url, {"answer": answer, "note": "Asta comes for me"}).status_code == 302
    said = session.attendances.get(member=member)
    assert (said.answer, said.note) == (answer, "Asta comes for me")
    assert "Asta comes for me" in client.get(url).content.decode()
    client.post(url, {"answer": "comes", "note": ""})
    assert session.attendances.get(member=member).answer == "comes"


@pytest.mark.parametrize(
    ("sent", "days", "status"),
    [
        ({"answer": "maybe"}, 3, 422),
        ({}, 3, 422),
        ({"answer": "comes", "note": "x" * 301}, 3, 422),
        ({"answer": "comes"}, -3, 422),
    ],
)
def test_an_answer_that_says_nothing_or_comes_too_late_is_told(client, people, sent, days, status):
    group = make.group(people.manager, at=clock.now())
    session = make.session(group, at=clock.now(), in_days=days, invited_at=clock.now())
    page = client.post(page_of(make.member(group), f"session/{session.pk}/"), sent)
    assert page.status_code == status and 'role="alert"' in page.content.decode()
    assert not session.attendances.exclude(answer="none").exists()
