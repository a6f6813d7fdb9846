"""Do the pages of sessions show and keep what they say, for whom they are?"""

from __future__ import annotations

import pytest

from factories import groups as make
from grappe.apps.groups.models import Point, Session
from grappe.apps.groups.queries import agenda
from grappe.apps.groups.queries import sessions as queries
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.fixture
def group(people):
    return make.group(people.manager, at=clock.now())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, group, rows, django_assert_num_queries):
    for _number in range(rows):
        make.session(group, title="Round", points=rows, at=clock.now())
    with django_assert_num_queries(10):
        page = inside.get(f"/groups/{group.pk}/sessions/")
    assert page.content.decode().count("Round") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_session_in_a_constant_number_of_queries(inside, group, rows, django_assert_num_queries):
    session = make.session(group, points=rows, at=clock.now())
    for _number in range(rows):
        make.action(group, group.members.first())
    make.point(session, "Open actions", lists_actions=True)
    for number in range(rows):
        make.paper(group, f"Offer {number}", point=session.points.first())
    with django_assert_num_queries(17):
        page = inside.get(f"/groups/session/{session.pk}/").content.decode()
    assert page.count("Ask three laboratories") == rows
    assert page.count("Offer 0.txt") == 1


def fields(**more):
    return {"title": "Test bench", "starts_at": "2030-03-10T14:00", "minutes_long": "90", **more}


def test_a_session_is_planned_and_changed_from_the_page(inside, group):
    page = inside.post(f"/groups/{group.pk}/sessions/new/", fields(starts_at=""))
    assert page.status_code == 422
    page = inside.post(f"/groups/{group.pk}/sessions/new/", fields(link="meet.example/x"))
    session = Session.objects.get()
    assert page.url == f"/groups/session/{session.pk}/"
    assert session.starts_at.isoformat() == "2030-03-10T13:00:00+00:00"
    assert session.link == "https://meet.example/x"
    seen = queries.version_of(session)
    inside.post(f"/groups/session/{session.pk}/edit/", fields(title="First", version=seen))
    page = inside.post(f"/groups/session/{session.pk}/edit/", fields(title="Second", version=seen))
    assert page.status_code == 409 and "First" in page.content.decode() and "Second" in page.content.decode()
    session.refresh_from_db()
    assert session.title == "First"


def test_an_hour_that_the_clocks_leave_out_is_told(inside, group):
    page = inside.post(f"/groups/{group.pk}/sessions/new/", fields(starts_at="2027-03-28T02:30"))
    assert page.status_code == 422 and not Session.objects.exists()


def test_the_agenda_is_written_from_the_page(inside, group):
    session = make.session(group, at=clock.now())
    address = f"/groups/session/{session.pk}/points/new/"
    point = {"title": "<b>Bench</b>", "kind": "decision", "minutes_long": "100", "presenter": ""}
    assert inside.post(address, point | {"title": ""}).status_code == 422
    assert inside.post(address, point | {"more": "1"}).url == address
    page = inside.get(f"/groups/session/{session.pk}/").content.decode()
    assert "&lt;b&gt;Bench" in page and "10 minutes too much" in page
    made = Point.objects.get()
    seen = agenda.version_of(made)
    inside.post(f"/groups/point/{made.pk}/edit/", point | {"title": "First", "version": seen})
    page = inside.post(f"/groups/point/{made.pk}/edit/", point | {"title": "Second", "version": seen})
    assert page.status_code == 409 and "First" in page.content.decode()


def test_a_point_moves_and_says_so(inside, group):
    session = make.session(group, points=2, at=clock.now())
    last = session.points.last()
    page = inside.post(
        f"/groups/point/{last.pk}/move/", {"way": "up"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "is point 1 now" in page and page.index("Point 2") < page.index("Point 1")
    assert inside.post(f"/groups/point/{last.pk}/move/", {"way": "aside"}).status_code == 400


def test_called_off_only_with_a_reason(inside, group):
    session = make.session(group, at=clock.now())
    assert inside.post(f"/groups/session/{session.pk}/cancel/", {"reason": ""}).status_code == 422
    inside.post(f"/groups/session/{session.pk}/cancel/", {"reason": "No room"})
    assert "No room" in inside.get(f"/groups/session/{session.pk}/").content.decode()


def test_the_calendar_file_is_downloaded(inside, group):
    session = make.session(group, at=clock.now())
    answer = inside.get(f"/groups/session/{session.pk}/calendar/")
    assert answer["Content-Type"].startswith("text/calendar") and b"METHOD:PUBLISH" in answer.content


def test_papers_of_the_team_are_on_the_table_of_those_who_run_the_group_only(client, group, people):
    session = make.session(group, points=1, at=clock.now())
    make.paper(group, "Everybodys", point=session.points.first())
    make.paper(group, "Teams own", session=session, inside=True)
    make.paper(group, "Of another", session=make.session(group, at=clock.now()))
    for role, sees in (("manager", True), ("administrator", True), ("analyst", False)):
        client.force_login(people.by_role()[role])
        for address in (f"/groups/session/{session.pk}/", f"/groups/session/{session.pk}/minutes/"):
            page = client.get(address).content.decode()
            assert "Everybodys.txt" in page, (role, address)
            assert ("Teams own.txt" in page) == sees, (role, address)
            assert "Of another.txt" not in page
