"""Is the agenda written, put in order and taken over, and do its hours follow?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import groups as make
from grappe.apps.groups.models import Letter, Point
from grappe.apps.groups.operations import agenda, session_care, sessions
from grappe.apps.groups.operations.agenda import PointDraft
from grappe.apps.groups.queries import agenda as queries
from grappe.apps.texts.models import SharedText
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def session(people):
    group = make.group(people.manager)
    make.member(group)
    return make.session(group, points=3)


def titles(session) -> list[str]:
    return [each.point.title for each in queries.agenda(session).items]


class TestHours:
    def test_each_point_begins_when_the_one_before_ends(self, session):
        shown = queries.agenda(session)
        begins = [(each.number, each.starts_at - session.starts_at, each.late) for each in shown.items]
        assert begins == [(number + 1, timedelta(minutes=15 * number), False) for number in range(3)]
        assert (shown.minutes, shown.over) == (45, 0)

    def test_too_many_points_are_told_and_those_that_begin_after_the_end(self, session):
        session.points.update(minutes_long=50)
        shown = queries.agenda(session)
        assert shown.over == 60 and [each.late for each in shown.items] == [False, False, True]


class TestWriting:
    def test_a_point_is_added_changed_and_taken_out(self, people, session):
        said = {"by": people.manager, "at": AT}
        member = session.group.members.first()
        point = agenda.add_point(session=session, draft=PointDraft(" The  bench ", presenter=member), **said)
        assert (point.title, point.position, point.presenter) == ("The bench", 3, member)
        version = queries.version_of(point)
        agenda.change_point(point=point, draft=PointDraft("Costs", "decision", 20), version=version, **said)
        with pytest.raises(Stale):
            agenda.change_point(point=point, draft=PointDraft("Other"), version=version, **said)
        assert titles(session)[-1] == "Costs"
        text = point.text_id
        agenda.remove_point(point=point, **said)
        assert not SharedText.objects.filter(pk=text).exists() and len(titles(session)) == 3

    def test_what_is_written_at_a_point_keeps_it(self, people, session):
        written = make.point(session, "Written", words="We agree.")
        decided = make.point(session, "Decided")
        decided.decisions.create(session=session, text="Yes", decided_at=AT)
        for point in (written, decided):
            with pytest.raises(BadInput, match="it stays"):
                agenda.remove_point(point=point, by=people.manager, at=AT)
        assert Point.objects.filter(session=session).count() == 5

    @pytest.mark.parametrize(
        ("draft", "says"),
        [
            (PointDraft(" "), "title"),
            (PointDraft("x" * 201), "too long"),
            (PointDraft("x", "party"), "cannot be read"),
            (PointDraft("x", minutes_long=0), "1 minute"),
        ],
    )
    def test_bad_input(self, people, session, draft, says):
        before = SharedText.objects.count()
        with pytest.raises(BadInput, match=says):
            agenda.add_point(session=session, draft=draft, by=people.manager, at=AT)
        assert SharedText.objects.count() == before

    def test_somebody_of_another_group_presents_nothing(self, people, session):
        stranger = make.member(make.group(people.other_manager))
        with pytest.raises(BadInput, match="member of the group"):
            agenda.add_point(
                session=session, draft=PointDraft("x", presenter=stranger), by=people.manager, at=AT
            )

    def test_only_by_those_who_run_the_group_and_not_once_the_minutes_are_out(self, people, session):
        with pytest.raises(PermissionDenied):
            agenda.add_point(session=session, draft=PointDraft("x"), by=people.other_manager, at=AT)
        session.minutes_state = "proposed"
        session.save()
        with pytest.raises(BadInput, match="before its members"):
            agenda.add_point(session=session, draft=PointDraft("x"), by=people.manager, at=AT)


class TestOrder:
    def test_points_change_places_and_stay_at_the_ends(self, people, session):
        def move(title: str, up: bool) -> int:
            point = session.points.get(title=title)
            return agenda.move_point(point=point, up=up, by=people.manager, at=AT)

        assert move("Point 3", True) == 2 and titles(session) == ["Point 1", "Point 3", "Point 2"]
        assert move("Point 1", True) == 1 and move("Point 2", False) == 3
        assert move("Point 1", False) == 2 and titles(session) == ["Point 3", "Point 1", "Point 2"]


class TestTakenOver:
    def test_what_was_put_off_or_not_reached_is_offered_once(self, people, session):
        group, said = session.group, {"by": people.manager, "at": AT}
        put_off, settled, empty = session.points.all()
        Point.objects.filter(pk=put_off.pk).update(outcome="postponed")
        Point.objects.filter(pk=settled.pk).update(outcome="settled")
        make.point(session, "Written", words="We talked.", position=5)
        decided = make.point(session, "Decided", position=6)
        decided.decisions.create(session=session, text="Yes", decided_at=AT)
        later = make.session(group, in_days=30)
        assert queries.left_over(later) == [put_off, empty]
        with pytest.raises(BadInput, match="Choose"):
            agenda.take_over(session=later, points=[settled.pk], **said)
        (made,) = agenda.take_over(session=later, points=[put_off.pk], **said)
        assert (made.title, made.carried_from) == ("Point 1", put_off)
        assert queries.left_over(later) == [empty]

    def test_of_a_session_that_was_called_off_all_is_left(self, people, session):
        sessions.cancel(session=session, reason="No room", by=people.manager, at=AT)
        later = make.session(session.group, in_days=30)
        assert len(queries.left_over(later)) == 3
        assert queries.left_over(session) == []


class TestTold:
    def test_an_agenda_that_changed_goes_out_once_it_is_quiet(self, people, session):
        said = {"by": people.manager, "at": AT}
        agenda.add_point(session=session, draft=PointDraft("Before"), **said)
        assert session_care.look_after(at=AT + timedelta(hours=1)) == 0
        sessions.invite(session=session, **said)
        agenda.add_point(session=session, draft=PointDraft("After"), **said)
        assert session_care.look_after(at=AT + timedelta(minutes=14)) == 0
        assert session_care.look_after(at=AT + timedelta(minutes=16)) == 2
        session.refresh_from_db()
        assert (session.sequence, session.agenda_at) == (1, None)
        assert session_care.look_after(at=AT + timedelta(minutes=30)) == 0

    def test_or_at_once_by_the_button(self, people, session):
        said = {"by": people.manager, "at": AT}
        sessions.invite(session=session, **said)
        agenda.add_point(session=session, draft=PointDraft("After"), **said)
        assert sessions.invite(session=session, **said) == 2
        assert Letter.objects.filter(about=f"session {session.pk} sequence 1").count() == 2
