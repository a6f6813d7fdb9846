"""Does a member settle their actions, get their calendar and see who else takes part, on their own page?"""

from __future__ import annotations

import pytest
from icalendar import Calendar

from factories import groups as make
from factories.companies import CompanyFactory
from grappe.apps.groups.queries.links import token_of
from grappe.apps.groups.queries.timeline import timeline_entries
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def ann(group):
    return make.member(group, "Ann Exemple", language="en", email="ann@secret.example")


def own(member, more: str = "") -> str:
    return f"/groups/m/{token_of(member)}/{more}"


class TestActions:
    @pytest.mark.parametrize(
        ("state", "note", "status"),
        [("done", "", 302), ("dropped", "Too dear.", 302), ("dropped", "", 422), ("x", "", 422)],
    )
    def test_they_are_settled_with_words(self, client, group, ann, state, note, status):
        action = make.action(group, ann)
        assert action.title in client.get(own(ann)).content.decode()
        answer = client.post(own(ann, f"action/{action.pk}/"), {"state": state, "note": note})
        action.refresh_from_db()
        assert answer.status_code == status
        assert action.state == (state if status == 302 else "open") and action.note == (
            note if status == 302 else ""
        )

    def test_one_settled_by_mistake_is_opened_again(self, client, group, ann):
        action = make.action(group, ann, state="done", settled_by="Ann Exemple")
        assert client.get(own(ann, f"action/{action.pk}/")).status_code == 200
        client.post(own(ann, f"action/{action.pk}/"), {"state": "open"})
        action.refresh_from_db()
        assert action.state == "open"

    def test_those_of_others_are_not_there(self, client, group, ann):
        action = make.action(group, make.member(group, "Bob"), title="Secret of Bob")
        assert "Secret of Bob" not in client.get(own(ann)).content.decode()
        for method in (client.get, client.post):
            assert method(own(ann, f"action/{action.pk}/"), {"state": "done"}).status_code == 404


class TestCalendar:
    def test_all_sessions_and_one(self, client, group, ann):
        session = make.session(group, at=clock.now(), invited_at=make.AT)
        make.session(group, at=clock.now(), state="cancelled", invited_at=make.AT, cancelled_reason="Snow")
        make.session(group, at=clock.now(), title="Being prepared")
        answer = client.get(own(ann, "calendar/"))
        calendar = Calendar.from_ical(answer.content)
        entries = calendar.walk("VEVENT")
        assert calendar["method"] == "PUBLISH" and answer["Content-Type"].startswith("text/calendar")
        assert [str(each["status"]) for each in entries] == ["CONFIRMED", "CANCELLED"]
        assert not any("attendee" in each for each in entries)
        one = Calendar.from_ical(client.get(own(ann, f"session/{session.pk}/calendar/")).content)
        assert str(one.walk("VEVENT")[0]["uid"]) == str(entries[0]["uid"]), "one session has one UID"

    def test_not_for_who_is_only_invited(self, client, group):
        assert client.get(own(make.member(group, state="invited"), "calendar/")).status_code == 404


def test_names_of_the_others_and_no_address(client, group, ann):
    make.member(group, "Bob Muster", email="bob@secret.example")
    make.member(group, "Gil Parti", state="left")
    text = client.get(own(ann)).content.decode()
    assert "Bob Muster" in text and "secret.example" not in text and "Gil Parti" not in text


@pytest.mark.parametrize("role", ["chair", "secretary", "member", "observer"])
def test_the_minutes_are_written_by_chair_and_secretary(client, group, role):
    who, session = make.member(group, role=role), make.session(group, points=1, state="held", in_days=-1)
    text = client.get(own(who, f"session/{session.pk}/")).content.decode()
    assert (own(who, f"session/{session.pk}/minutes/") in text) == (role in ("chair", "secretary"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_own_page_in_a_constant_number_of_queries(client, group, ann, rows, django_assert_num_queries):
    for number in range(rows):
        make.session(group, at=clock.now(), invited_at=make.AT, in_days=number + 1)
        make.action(group, ann)
        make.paper(group, f"Paper {number}")
        make.proposal(group, ann)
        make.member(group, f"Other {number}")
    with django_assert_num_queries(8):
        client.get(own(ann))


class TestTimeline:
    def test_joined_left_and_was_there(self, people, group):
        company = CompanyFactory(name="Verbund S.A.")
        stays = make.member(group, "Ann", company=company)
        make.member(group, "Gil", company=company, state="left", joined_at=make.AT, left_at=clock.now())
        make.member(group, "Ina", company=company, state="invited")
        held = make.session(group, state="held", in_days=3)
        held.attendances.create(member=stays, presence="present")
        make.session(group, state="planned").attendances.create(member=stays, answer="comes")
        seen = timeline_entries(company_id=company.pk, for_user=people.analyst)
        assert [each.key.rpartition("-")[2] if "member" in each.key else "session" for each in seen] == [
            "left", "session", "joined", "joined",
        ]  # fmt: skip
        assert len(timeline_entries(company_id=company.pk, for_user=people.analyst, limit=2)) == 2
        before = timeline_entries(company_id=company.pk, for_user=people.analyst, before=held.starts_at)
        assert len(before) == 2
        assert timeline_entries(company_id=company.pk, for_user=people.ministry) == []

    def test_in_three_queries(self, people, group, django_assert_num_queries):
        company = CompanyFactory()
        for name in ("Ann", "Bob", "Cy"):
            member = make.member(group, name, company=company)
            make.session(group, state="held").attendances.create(member=member, presence="represented")
        with django_assert_num_queries(3):
            assert len(timeline_entries(company_id=company.pk, for_user=people.manager)) == 6
