"""Who speaks about a point, who takes it back, and what becomes of points that members propose?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import groups as make
from grappe.apps.groups import permissions
from grappe.apps.groups.models import Comment, Point, Proposal
from grappe.apps.groups.operations import discussion, proposals
from grappe.apps.groups.queries import discussion as reading
from grappe.apps.groups.queries import proposals as asked
from grappe.apps.groups.queries.links import token_of
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def session(group):
    return make.session(group, at=clock.now(), points=2, invited_at=make.AT)


class TestSaying:
    def test_a_member_and_a_colleague_speak_and_both_stand_there(self, group, session, people):
        point, ann = session.points.all()[0], make.member(group, "Ann")
        discussion.say(point=point, text=" One.\r\nTwo. ", by=ann, at=make.AT)
        discussion.say(point=point, text="Three.", by=people.manager, at=make.AT + timedelta(minutes=1))
        talk = reading.talks(session, who=ann)[point.pk]
        assert [(each.comment.author, each.comment.text, each.mine) for each in talk.said] == [
            ("Ann", "One.\nTwo.", True), (people.manager.name, "Three.", False),
        ]  # fmt: skip
        assert talk.count == 2 and talk.may_speak
        seat = group.members.get(user=people.manager)
        assert talk.said[1].comment.member == seat, "a colleague who is a member, by either way in"

    def test_one_press_too_many_says_it_once(self, group, session):
        point, ann, bob = session.points.all()[0], make.member(group, "Ann"), make.member(group, "Bob")
        said = {"point": point, "text": "Yes."}
        first = discussion.say(**said, by=ann, at=make.AT)
        assert discussion.say(**said, by=ann, at=make.AT + timedelta(seconds=5)) == first
        discussion.say(**said, by=bob, at=make.AT + timedelta(seconds=9))
        discussion.say(**said, by=ann, at=make.AT + timedelta(minutes=5))
        assert Comment.objects.count() == 3

    @pytest.mark.parametrize("text", ["", "  \n ", "x" * 4_001])
    def test_no_words_or_too_many_are_refused(self, group, session, text):
        with pytest.raises(BadInput):
            discussion.say(point=session.points.all()[0], text=text, by=make.member(group), at=make.AT)
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("end", ["closed", "cancelled", "approved"])
    def test_it_ends_with_the_group_the_session_or_the_minutes(self, group, session, end):
        point, ann = session.points.all()[0], make.member(group)
        kept = discussion.say(point=point, text="Early.", by=ann, at=make.AT)
        if end == "closed":
            group.state, group.closed_at, group.report = "closed", make.AT, {"en": "Done."}
            group.save()
        elif end == "cancelled":
            session.state = "cancelled"
            session.save()
        else:
            session.minutes_state, session.approved_at = "approved", make.AT
            session.save()
        with pytest.raises(BadInput, match="closed"):
            discussion.say(point=point, text="Late.", by=ann, at=make.AT)
        session.refresh_from_db()
        assert not reading.talks(session, who=ann)[point.pk].may_speak
        discussion.take_back(comment=kept, by=ann, at=make.AT)
        kept.refresh_from_db()
        assert kept.text == "", "one's own words are taken back at any time"


class TestTakingBack:
    @pytest.mark.parametrize("who", ["author", "other", "lead", "analyst", "administrator", "gone"])
    def test_by_its_author_and_by_who_runs_the_group(self, group, session, people, who):
        ann = make.member(group, "Ann")
        comment = make.comment(session.points.all()[0], ann)
        if who == "gone":
            ann.state = "left"
            ann.save()
        by = {
            "author": ann, "gone": ann, "other": make.member(group, "Bob"), "lead": people.manager,
            "analyst": people.analyst, "administrator": people.administrator,
        }[who]  # fmt: skip
        if who in ("author", "lead", "administrator"):
            discussion.take_back(comment=comment, by=by, at=make.AT)
        else:
            with pytest.raises(PermissionDenied):
                discussion.take_back(comment=comment, by=by, at=make.AT)
        comment.refresh_from_db()
        assert (comment.text == "") == (who in ("author", "lead", "administrator"))
        assert comment.author == "Ann", "its place stays"

    def test_of_another_group_nobody_takes_anything(self, group, session, people):
        stranger = make.member(make.group(people.other_manager), "Eve")
        comment = make.comment(session.points.all()[0], make.member(group))
        with pytest.raises(PermissionDenied):
            discussion.take_back(comment=comment, by=stranger, at=make.AT)


@pytest.mark.parametrize(
    ("what", "may"),
    [
        ("can_discuss", {"administrator", "manager"}),
        ("can_prepare", {"administrator", "manager"}),
        ("can_write_minutes", {"administrator", "manager"}),
    ],
)
def test_who_may_by_role(group, people, what, may):
    assert {role for role, user in people.by_role().items() if getattr(permissions, what)(user, group)} == may
    for user in (people.other_manager, people.analyst):
        make.member(group, user.name, user=user)
    member = {
        "can_discuss": {"other_manager", "analyst"},
        "can_prepare": set(),
        "can_write_minutes": {"other_manager"},
    }
    now = {role for role, user in people.by_role().items() if getattr(permissions, what)(user, group)}
    assert now == may | member[what], "colleagues who are members"


@pytest.mark.parametrize("role", ["chair", "secretary", "member", "observer", "expert"])
@pytest.mark.parametrize("state", ["active", "invited", "left"])
def test_who_may_by_their_link(group, role, state):
    who = make.member(group, role=role, state=state)
    assert permissions.can_discuss(who, group) == (state == "active")
    assert permissions.can_prepare(who, group) == (state == "active" and role in ("chair", "secretary"))


class TestPages:
    def test_a_member_speaks_on_their_own_page(self, client, group, session):
        ann, point = make.member(group, "Ann", language="en"), session.points.all()[0]
        where = f"/groups/m/{token_of(ann)}/session/{session.pk}/point/{point.pk}/"
        assert where in client.get(f"/groups/m/{token_of(ann)}/session/{session.pk}/").content.decode()
        answer = client.post(where, {"text": "Let us measure."})
        assert answer.status_code == 302 and answer.url == where
        assert "Let us measure." in client.get(where).content.decode()
        piece = client.post(where, {"text": ""}, headers={"HX-Request": "true"})
        assert piece.status_code == 422 and "<html" not in piece.content.decode()
        assert 'aria-invalid="true"' in piece.content.decode()
        whole = client.post(where, {"text": "x" * 5_000})
        assert whole.status_code == 422 and "x" * 5_000 in whole.content.decode(), "nothing typed is lost"
        comment = Comment.objects.get()
        back = f"/groups/m/{token_of(ann)}/comment/{comment.pk}/take-back/"
        assert back in client.get(where).content.decode()
        assert client.post(back).status_code == 302
        assert "Let us measure." not in client.get(where).content.decode()

    def test_a_session_that_a_member_does_not_see_has_no_discussion(self, client, group):
        ann, early = make.member(group, "Ann"), make.session(group, points=1)
        comment = make.comment(early.points.get(), group.members.get(role="secretary"))
        assert (
            client.get(
                f"/groups/m/{token_of(ann)}/session/{early.pk}/point/{early.points.get().pk}/"
            ).status_code
            == 404
        )
        assert client.post(f"/groups/m/{token_of(ann)}/comment/{comment.pk}/take-back/").status_code == 404

    def test_the_session_page_shows_it_inside(self, client, people, group, session):
        make.comment(session.points.all()[0], make.member(group, "Ann"), "Only among us.")
        client.force_login(people.analyst)
        text = client.get(f"/groups/session/{session.pk}/").content.decode()
        assert "Only among us." in text and 'name="text"' not in text, "analysts read"
        client.force_login(people.manager)
        assert 'name="text"' in client.get(f"/groups/session/{session.pk}/").content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(
        self, client, people, group, session, rows, django_assert_num_queries
    ):
        for number in range(rows):
            make.comment(session.points.all()[0], make.member(group, f"Ann {number}"))
        client.force_login(people.analyst)
        with django_assert_num_queries(12):
            client.get(f"/groups/point/{session.points.all()[0].pk}/discussion/")


class TestProposals:
    def test_it_comes_on_the_agenda_with_its_member(self, group, session, people):
        ann = make.member(group, "Ann")
        made = proposals.propose(
            member=ann, title=" A second  bench ", about="Why", minutes_long=20, at=make.AT
        )
        proposals.take_up(proposal=made, session=session, by=people.manager, at=make.AT)
        point = Point.objects.latest("pk")
        assert (point.title, point.about, point.minutes_long, point.presenter, point.proposed_by) == (
            "A second bench", "Why", 20, ann, ann,
        )  # fmt: skip
        made.refresh_from_db()
        assert (made.state, made.point, made.decided_by) == ("taken", point, people.manager.name)
        with pytest.raises(BadInput, match="decided already"):
            proposals.refuse(proposal=made, answer="No.", by=people.manager, at=make.AT)

    @pytest.mark.parametrize("role", ["chair", "secretary", "member", "expert"])
    def test_chair_and_secretary_answer_by_their_link(self, group, session, role):
        made = make.proposal(group, make.member(group, "Ann"))
        by = make.member(group, "Bob", role=role)
        if role in ("chair", "secretary"):
            proposals.take_up(proposal=made, session=session, by=by, at=make.AT)
            assert session.points.count() == 3
        else:
            with pytest.raises(PermissionDenied):
                proposals.refuse(proposal=made, answer="No.", by=by, at=make.AT)

    def test_a_refusal_says_why_and_its_member_reads_it(self, client, group, people):
        ann = make.member(group, "Ann", language="en")
        made = make.proposal(group, ann)
        with pytest.raises(BadInput, match="why"):
            proposals.refuse(proposal=made, answer=" ", by=people.manager, at=make.AT)
        proposals.refuse(proposal=made, answer="Next year.", by=people.manager, at=make.AT)
        text = client.get(f"/groups/m/{token_of(ann)}/").content.decode()
        assert "Not taken up" in text and "Next year." in text

    def test_only_into_a_session_to_come_of_the_group(self, group, people):
        made = make.proposal(group, make.member(group, "Ann"))
        over = make.session(group, at=clock.now(), in_days=-3)
        other = make.session(make.group(people.manager), at=clock.now())
        for session in (over, other):
            with pytest.raises(BadInput, match="still to come"):
                proposals.take_up(proposal=made, session=session, by=people.manager, at=clock.now())
        assert asked.sessions_ahead(group, at=clock.now()) == []

    def test_eleven_at_a_time_are_too_many(self, group):
        ann = make.member(group, "Ann")
        for number in range(10):
            proposals.propose(member=ann, title=f"Point {number}", at=make.AT)
        with pytest.raises(BadInput, match="10"):
            proposals.propose(member=ann, title="One more", at=make.AT)
        proposals.withdraw(proposal=Proposal.objects.first(), member=ann, at=make.AT)
        proposals.propose(member=ann, title="One more", at=make.AT)
        with pytest.raises(PermissionDenied):
            proposals.withdraw(proposal=Proposal.objects.last(), member=make.member(group, "Bob"), at=make.AT)

    def test_the_pages_from_proposing_to_the_answer(self, client, group, session, people):
        ann = make.member(group, "Ann", language="en")
        own = f"/groups/m/{token_of(ann)}/"
        assert client.post(f"{own}points/", {"title": "", "about": "kept"}).status_code == 422
        assert (
            client.post(f"{own}points/", {"title": "Second bench", "minutes_long": "10"}).status_code == 302
        )
        made = Proposal.objects.get()
        client.force_login(people.manager)
        text = client.get(f"/groups/{group.pk}/sessions/").content.decode()
        assert "Second bench" in text and f"/groups/proposal/{made.pk}/decide/" in text
        answer = client.post(
            f"/groups/proposal/{made.pk}/decide/", {"what": "take", "session": str(session.pk)}
        )
        assert answer.url == f"/groups/{group.pk}/sessions/"
        assert asked.waiting(group) == []
        assert not asked.points_waiting(for_user=people.manager, today=clock.today(), of_everybody=False)
        assert session.points.filter(title="Second bench").exists()
        client.force_login(people.analyst)
        make.proposal(group, ann, "Third bench")
        assert "Third bench" not in client.get(f"/groups/{group.pk}/sessions/").content.decode()
