"""Is it noted who comes and who was there, by whom it may be, and is it counted rightly?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import groups as make
from factories.companies import CompanyFactory
from grappe.apps.groups.models import Attendance
from grappe.apps.groups.operations import attendance
from grappe.apps.groups.queries import attendance as queries
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def session(group):
    return make.session(group)


@pytest.fixture
def camille(group):
    return make.member(group, "Camille", role="chair")


class TestAnswers:
    def test_from_their_page_or_by_those_who_run_the_group(self, people, session, camille):
        attendance.answer(session=session, member=camille, answer="cannot", note=" Abroad;\nJo comes ", at=AT)
        (said,) = Attendance.objects.all()
        assert (said.answer, said.note, said.answered_at) == ("cannot", "Abroad; Jo comes", AT)
        attendance.answer(session=session, member=camille, answer="online", by=people.manager, at=AT)
        assert queries.answer_of(session, camille).answer == "online"

    def test_a_colleague_answers_for_themselves_only(self, people, group, session, camille):
        own = make.member(group, "Other", user=people.other_manager)
        attendance.answer(session=session, member=own, answer="comes", by=people.other_manager, at=AT)
        with pytest.raises(PermissionDenied):
            attendance.answer(session=session, member=camille, answer="comes", by=people.other_manager, at=AT)

    def test_no_answer_once_it_is_over_called_off_or_by_somebody_who_left(
        self, people, group, session, camille
    ):
        gone, stranger = make.member(group, "Gone", state="left"), make.member(make.group(people.manager))
        off = make.session(group, state="cancelled")
        for where, who, when, what in (
            (session, camille, session.starts_at + timedelta(hours=2), "comes"),
            (off, camille, AT, "comes"),
            (session, gone, AT, "comes"),
            (session, stranger, AT, "comes"),
            (session, camille, AT, "perhaps"),
        ):
            with pytest.raises(BadInput):
                attendance.answer(session=where, member=who, answer=what, at=when)
        assert not Attendance.objects.exists()


class TestPresence:
    def test_all_who_are_not_noted_are_there_save_who_said_no(self, people, group, session, camille):
        make.member(group, "Ben")
        attendance.answer(session=session, member=camille, answer="cannot", at=AT)
        absent = make.member(group, "Absent", role="observer")
        attendance.note_presence(
            session=session, member=absent, presence="absent", by=people.manager, at=session.starts_at
        )
        assert attendance.all_present(session=session, by=people.manager, at=session.starts_at) == 3
        roll = queries.roll(session)
        assert [(each.member.name, each.attendance.presence) for each in roll.seats] == [
            ("Camille", "excused"), (people.manager.name, "present"), ("Ben", "present"), ("Absent", "absent"),
        ]  # fmt: skip
        assert (roll.voting, roll.voting_there, roll.has_quorum, roll.unsaid) == (3, 2, True, 0)

    def test_half_is_not_more_than_half(self, people, session, camille):
        said = {"session": session, "by": people.manager, "at": session.starts_at}
        attendance.note_presence(member=camille, presence="represented", represented_by="Jo", **said)
        roll = queries.roll(session)
        assert (roll.voting, roll.voting_there, roll.has_quorum) == (2, 1, False)
        assert roll.seats[0].attendance.represented_by == "Jo"
        attendance.note_presence(member=camille, presence="present", represented_by="Jo", **said)
        assert queries.answer_of(session, camille).represented_by == ""

    def test_the_chair_notes_by_their_link_and_a_plain_member_does_not(self, group, session, camille):
        said = {"session": session, "presence": "present", "at": session.starts_at}
        attendance.note_presence(member=camille, by=camille, **said)
        with pytest.raises(PermissionDenied):
            attendance.note_presence(member=camille, by=make.member(group, "Plain"), **said)
        with pytest.raises(PermissionDenied):
            attendance.note_presence(
                member=camille, by=make.member(make.group(group.lead), role="chair"), **said
            )

    def test_nobody_is_there_before_it_begins_or_after_the_minutes_are_out(self, people, session, camille):
        said = {"session": session, "member": camille, "by": people.manager}
        with pytest.raises(BadInput, match="not begun"):
            attendance.note_presence(presence="present", at=AT, **said)
        attendance.note_presence(presence="excused", at=AT, **said)
        session.minutes_state = "proposed"
        session.save()
        with pytest.raises(BadInput, match="closed"):
            attendance.note_presence(presence="", at=session.starts_at, **said)

    def test_who_joined_later_does_not_belong_to_a_session_of_the_past(self, people, group, camille):
        past = make.session(group, in_days=-10, state="held")
        left = make.member(group, "Left since", state="left", joined_at=AT - timedelta(days=60))
        make.member(group, "Founder", at=AT - timedelta(days=60))
        assert [each.member.name for each in queries.roll(past).seats] == ["Founder", "Left since"]
        coming = make.session(group)
        assert left.name not in [each.member.name for each in queries.roll(coming).seats]


def test_the_sessions_of_a_company_for_its_timeline(people, group, django_assert_num_queries):
    company = CompanyFactory()
    member = make.member(group, company=company)
    for days in (-3, -2, -1):
        make.session(group, in_days=days).attendances.create(member=member, presence="present")
    make.session(group).attendances.create(member=member, presence="excused")
    with django_assert_num_queries(1):
        found = queries.attended(company.pk, for_user=people.analyst)
        assert [(each.session.number, each.session.group.pk) for each in found] == [
            (3, group.pk), (2, group.pk), (1, group.pk),
        ]  # fmt: skip
    assert len(queries.attended(company.pk, for_user=people.analyst, before=found[0].session.starts_at)) == 2
    with pytest.raises(PermissionDenied):
        queries.attended(company.pk, for_user=people.ministry)


def test_presence_is_noted_on_the_page_by_one_button_each(client, people):
    client.force_login(people.manager)
    group = make.group(people.manager, at=clock.now() - timedelta(days=30))
    session = make.session(group, at=clock.now(), in_days=0)
    member = group.members.get()
    htmx = {"headers": {"HX-Request": "true"}}
    address = f"/groups/session/{session.pk}/presence/"
    page = client.post(address, {"member": member.pk, "presence": "present"}, **htmx).content.decode()
    assert f'id="presence-{member.pk}-present"' in page and "1 of 1 members with a vote" in page
    assert client.post(address, {"member": "999999", "presence": "present"}).status_code == 400
    assert client.post(address, {"member": member.pk, "presence": ""}).status_code == 302
    page = client.post(address, {"all": "1"}, **htmx).content.decode()
    assert "1 member noted" in page
