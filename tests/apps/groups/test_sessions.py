"""Is a session planned, changed, called off, put before its members and reminded of, and is nobody told twice?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from icalendar import Calendar

from factories import groups as make
from grappe.apps.groups.models import Letter, Session
from grappe.apps.groups.operations import agenda, session_care, sessions
from grappe.apps.groups.operations.sessions import SessionDraft
from grappe.apps.groups.queries import calendar
from grappe.apps.groups.queries import sessions as queries
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = timedelta(days=1)
DRAFT = SessionDraft(
    starts_at=AT + 14 * DAY, title="Test bench", link="https://meet.example/x", place="Room 3"
)


@pytest.fixture
def group(people):
    group = make.group(people.manager)
    make.member(group, "Camille Exemple")
    make.member(group, "Gone", state="left")
    return group


def letters(kind: str) -> list[tuple[str, str]]:
    rows = Letter.objects.filter(kind=kind).order_by("pk").values_list("member__name", "about")
    return [(name, about.partition(" sequence ")[2]) for name, about in rows]


class TestPlan:
    def test_sessions_are_numbered_by_themselves_and_nobody_is_told(self, people, group):
        made = [sessions.plan(group=group, draft=DRAFT, by=people.manager, at=AT) for _each in range(3)]
        assert [each.number for each in made] == [1, 2, 3]
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"minutes_long": 4}, "5 minutes"),
            ({"minutes_long": 1441}, "24 hours"),
            ({"starts_at": datetime(2206, 3, 2, 9, tzinfo=UTC)}, "year"),
            ({"title": "x" * 201}, "too long"),
            ({"link": "javascript:alert(1)"}, "video link"),
            ({"link": "ftp://meet.example"}, "video link"),
        ],
    )
    def test_bad_input_is_told_and_nothing_is_written(self, people, group, change, says):
        with pytest.raises(BadInput, match=says):
            sessions.plan(group=group, draft=replace(DRAFT, **change), by=people.manager, at=AT)
        assert not Session.objects.exists()

    @pytest.mark.parametrize("state", ["proposed", "paused", "closed", "declined"])
    def test_only_in_a_group_that_runs(self, people, state):
        group = make.group(people.manager, state=state)
        with pytest.raises(BadInput, match="group that runs"):
            sessions.plan(group=group, draft=DRAFT, by=people.manager, at=AT)

    def test_by_those_who_run_the_group(self, people, group):
        for nobody in (people.other_manager, people.analyst, people.ministry):
            with pytest.raises(PermissionDenied):
                sessions.plan(group=group, draft=DRAFT, by=nobody, at=AT)

    def test_open_actions_stand_as_a_point_of_their_own_in_the_working_language(self, people, group):
        make.action(group, group.members.first())
        session = sessions.plan(group=group, draft=DRAFT, by=people.manager, at=AT)
        (point,) = session.points.all()
        assert point.lists_actions and point.title == "Actions ouvertes"

    def test_the_usual_next_day_keeps_the_hour_over_the_change_of_the_clocks(self, people):
        group = make.group(people.manager, rhythm_weeks=4)
        # 10 March 2026, 14:00 in Luxembourg is 13:00 UTC; four weeks later, in summer time, 12:00 UTC.
        make.session(group, starts_at=datetime(2026, 3, 10, 13, tzinfo=UTC), minutes_long=60)
        begun = queries.proposal(group, at=datetime(2026, 3, 11, tzinfo=UTC))
        assert begun["starts_at"] == datetime(2026, 4, 7, 12, tzinfo=UTC)
        assert (begun["minutes_long"], begun["link"]) == (60, "https://meet.example/group")
        later = queries.proposal(group, at=datetime(2026, 4, 30, tzinfo=UTC))["starts_at"]
        assert later == datetime(2026, 5, 5, 12, tzinfo=UTC)
        assert queries.proposal(make.group(people.manager), at=AT) == {"minutes_long": 90}


class TestTold:
    def test_the_invitation_goes_to_those_who_take_part_once(self, people, group):
        session = make.session(group)
        assert sessions.invite(session=session, by=people.manager, at=AT) == 2
        assert sessions.invite(session=session, by=people.manager, at=AT) == 0
        assert letters("session") == [("Camille Exemple", "0"), (people.manager.name, "0")]

    def test_a_change_is_told_to_everybody_once_they_are_invited(self, people, group):
        session = make.session(group)

        def moved(days: int) -> Session:
            draft = SessionDraft(starts_at=AT + days * DAY)
            version = queries.version_of(session)
            return sessions.change(session=session, draft=draft, version=version, by=people.manager, at=AT)

        session = moved(10)
        assert session.sequence == 1 and not Letter.objects.exists()
        sessions.invite(session=session, by=people.manager, at=AT)
        session = moved(11)
        assert session.sequence == 2
        session = moved(11)
        assert session.sequence == 2, "what changes nothing tells nothing"
        assert sorted({number for _name, number in letters("session")}) == ["1", "2"]

    def test_a_change_based_on_what_was_is_refused(self, people, group):
        session = make.session(group)
        with pytest.raises(Stale):
            sessions.change(session=session, draft=DRAFT, version="other", by=people.manager, at=AT)

    def test_called_off_with_a_reason(self, people, group):
        session = make.session(group)
        sessions.invite(session=session, by=people.manager, at=AT)
        with pytest.raises(BadInput, match="Say why"):
            sessions.cancel(session=session, reason=" ", by=people.manager, at=AT)
        gone = sessions.cancel(session=session, reason=" The room\nis closed ", by=people.manager, at=AT)
        assert (gone.state, gone.cancelled_reason, gone.sequence) == ("cancelled", "The room is closed", 1)
        assert len(letters("session_off")) == 2
        for act in (
            lambda: sessions.cancel(session=gone, reason="x", by=people.manager, at=AT),
            lambda: sessions.invite(session=gone, by=people.manager, at=AT),
            lambda: sessions.hold(session=gone, by=people.manager, at=AT + 20 * DAY),
            lambda: agenda.add_actions(session=gone, by=people.manager, at=AT),
        ):
            with pytest.raises(BadInput):
                act()

    def test_what_nobody_was_invited_to_is_called_off_in_silence(self, people, group):
        sessions.cancel(session=make.session(group), reason="No room", by=people.manager, at=AT)
        assert not Letter.objects.exists()

    def test_held_from_half_an_hour_before_its_beginning(self, people, group):
        session = make.session(group)
        with pytest.raises(BadInput, match="not begun"):
            sessions.hold(session=session, by=people.manager, at=AT)
        begins = session.starts_at - timedelta(minutes=20)
        assert sessions.hold(session=session, by=people.manager, at=begins).state == "held"


class TestByItself:
    def test_newcomers_are_invited_and_nobody_twice(self, people, group):
        session = make.session(group)
        sessions.invite(session=session, by=people.manager, at=AT)
        make.member(group, "New")
        assert session_care.look_after(at=AT + DAY) == 1
        assert session_care.look_after(at=AT + DAY) == 0
        assert letters("session")[-1] == ("New", "0")

    def test_nobody_is_written_to_before_the_invitation_or_after_the_end(self, group):
        make.session(group)
        assert session_care.look_after(at=AT + 13.5 * DAY) == 0
        make.session(group, invited_at=AT, in_days=-3)
        assert session_care.look_after(at=AT) == 0

    def test_the_day_before_everybody_is_reminded_who_has_not_said_no(self, people, group):
        away = make.member(group, "Away")
        session = make.session(group)
        session.attendances.create(member=away, answer="cannot")
        sessions.invite(session=session, by=people.manager, at=AT)
        assert session_care.look_after(at=session.starts_at - 1.1 * DAY) == 0
        assert session_care.look_after(at=session.starts_at - 0.9 * DAY) == 2
        assert session_care.look_after(at=session.starts_at - 0.8 * DAY) == 0
        assert sorted(name for name, _n in letters("reminder")) == ["Camille Exemple", people.manager.name]

    def test_who_heard_of_it_in_the_last_day_is_not_reminded(self, people, group):
        session = make.session(group)
        sessions.invite(session=session, by=people.manager, at=session.starts_at - 0.5 * DAY)
        assert session_care.look_after(at=session.starts_at - 0.4 * DAY) == 0

    def test_a_session_that_is_over_with_somebody_there_was_held(self, group):
        empty, seen = make.session(group), make.session(group)
        seen.attendances.create(member=group.members.first(), presence="present")
        session_care.look_after(at=seen.starts_at + timedelta(minutes=89))
        assert {each.state for each in Session.objects.all()} == {"planned"}
        session_care.look_after(at=seen.starts_at + timedelta(minutes=91))
        empty.refresh_from_db()
        seen.refresh_from_db()
        assert (empty.state, seen.state) == ("planned", "held")


class TestCalendar:
    def entry(self, session, member=None, method="PUBLISH", **more):
        (found,) = Calendar.from_ical(calendar.session_file(session, member, AT, method, **more)).walk(
            "VEVENT"
        )
        return found

    def test_an_invitation_says_who_when_where_and_what_about(self, people, group):
        session = make.session(group, points=2, sequence=3, place="Room 3", message="Bring\nyour laptop")
        member = group.members.get(name="Camille Exemple")
        entry = self.entry(session, member, "REQUEST")
        assert entry["uid"].startswith(f"{session.uid}@") and entry["sequence"] == 3
        assert entry["status"] == "CONFIRMED"
        assert entry["conference"].params["FEATURE"] == "VIDEO"
        assert str(entry["conference"]) == session.link
        assert entry["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
        assert str(entry["attendee"]) == f"mailto:{member.email}"
        assert str(entry["organizer"]) == f"mailto:{people.manager.email}"
        text = str(entry["description"])
        assert "Bring\nyour laptop" in text and "Point 2 (Discussion)" in text
        assert "/groups/m/" in text
        assert str(entry["summary"]) == "Composites sur la route · Test bench"

    def test_what_they_said_stands_in_it_and_a_download_names_nobody(self, group):
        session, member = make.session(group), group.members.get(name="Camille Exemple")
        session.attendances.create(member=member, answer="cannot")
        assert self.entry(session, member, "REQUEST")["attendee"].params["PARTSTAT"] == "DECLINED"
        entry = self.entry(session, member)
        assert "attendee" not in entry
        assert "/groups/m/" not in str(self.entry(session, language="de")["description"])

    def test_the_end_takes_it_out_of_the_calendar(self, people, group):
        session = make.session(group)
        sessions.cancel(session=session, reason="No room", by=people.manager, at=AT)
        session.refresh_from_db()
        entry = self.entry(session, group.members.first(), "CANCEL")
        assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)
