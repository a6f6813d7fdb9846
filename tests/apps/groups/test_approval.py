"""Are minutes put before who was there, answered, settled, approved and then fixed, inside and by signed link?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import groups as make
from grappe.apps.groups.models import Attendance, Letter, Minutes, Reply
from grappe.apps.groups.operations import approval, minutes
from grappe.apps.groups.operations.minutes import DecisionDraft
from grappe.apps.groups.permissions import can_approve_minutes, can_propose_minutes
from grappe.apps.groups.queries import approval as queries
from grappe.apps.groups.queries import letters, minutes_document, own_minutes, snapshots, token_of
from grappe.apps.texts import operations as texts
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
NOW = make.AT + timedelta(days=15)
UNTIL = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def chair(group):
    return make.member(group, "Camille", role="chair")


@pytest.fixture
def ana(group):
    return make.member(group, "Ana")


@pytest.fixture
def session(group, chair, ana):
    """A session that has taken place, with something written and everybody there but Bo, who came later."""
    session = make.session(group, invited_at=make.AT)
    make.point(session, "Choice", words="We compare offers.")
    make.point(session, "Next", position=1)
    for member in group.members.all():
        Attendance.objects.create(session=session, member=member, presence="present")
    make.member(group, "Bo")
    return session


@pytest.fixture
def put(people, session):
    return lambda **more: approval.put_before(
        **{"session": session, "reply_until": UNTIL, "by": people.manager, "at": NOW} | more
    )


def state(session) -> str:
    session.refresh_from_db()
    return session.minutes_state


def to(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("member__name", flat=True))


class TestPutBefore:
    def test_it_is_kept_as_it_was_and_closed_and_those_who_were_there_are_asked(
        self, people, group, session, put
    ):
        point = session.points.first()
        minutes.decide(point=point, draft=DecisionDraft("We take B.", 3, 1), by=people.manager, at=NOW)
        owner = group.members.get(name="Ana")
        make.action(group, owner, session=session, point=point, title="Order B", at=NOW)
        made = put()
        said = snapshots.shown(made.content)
        assert (made.number, said.points[0].text, said.points[0].decisions[0].votes_against) == (
            1, "We compare offers.", 1,
        )  # fmt: skip
        assert said.points[0].actions[0].owner == "Ana" and said.has_quorum
        assert state(session) == "proposed" and session.state == "held" and session.reply_until == UNTIL
        assert to("minutes") == {"Camille", "Ana"}  # not who put them, nor who was not there
        assert all(each.text.closed_at for each in session.points.all())
        with pytest.raises(BadInput, match="closed"):
            minutes.decide(point=point, draft=DecisionDraft("Late"), by=people.manager, at=NOW)

    def test_the_clock_of_the_moment_stands_still(self, people, session, put):
        point = session.points.first()
        minutes.run_clock(point=point, run=True, by=people.manager, at=NOW - timedelta(minutes=7))
        assert put().content["points"][0]["gone"] == 7
        point.refresh_from_db()
        assert point.begun_at is None

    @pytest.mark.parametrize("until", [date(2026, 3, 17), date(2027, 3, 17)])
    def test_a_day_within_half_a_year(self, session, put, until):
        with pytest.raises(BadInput, match="half a year"):
            put(reply_until=until)
        assert state(session) == "writing"

    def test_nothing_written_nobody_there_not_begun_called_off_or_out_already(
        self, people, group, session, put
    ):
        for bad in (
            make.session(group, in_days=10, points=1),
            make.session(group, in_days=30, points=1),
            make.session(group, in_days=10, points=1, state="cancelled"),
        ):
            with pytest.raises(BadInput):
                put(session=bad)
        written = make.session(group, in_days=10)
        make.point(written, words="Something")
        with pytest.raises(BadInput, match="who was there"):
            put(session=written)
        assert not Minutes.objects.exists() and not written.points.first().text.closed_at
        put()
        with pytest.raises(BadInput, match="already"):
            put()

    @pytest.mark.parametrize(
        ("who", "may"),
        [("manager", True), ("administrator", True), ("other_manager", False), ("analyst", False), ("ministry", False)],
    )  # fmt: skip
    def test_who_may(self, people, group, session, put, who, may):
        user = getattr(people, who)
        assert can_propose_minutes(user, group) is can_approve_minutes(user, group) is may
        if not may:
            with pytest.raises(PermissionDenied):
                put(by=user)

    def test_chair_and_secretary_put_and_only_the_chair_approves(self, people, group, chair, ana):
        secretary = make.member(group, "Sol", role="secretary")
        left = make.member(group, "Gone", role="chair", state="left")
        ours = make.member(group, "Ours", user=people.other_manager, role="secretary")
        stranger = make.member(make.group(people.manager), role="chair")
        rows = {
            chair: (True, True), secretary: (True, False), ana: (False, False), left: (False, False),
            stranger: (False, False), people.other_manager: (True, False), ours: (True, False),
        }  # fmt: skip
        for who, (puts, approves) in rows.items():
            assert can_propose_minutes(who, group) is puts, who
            assert can_approve_minutes(who, group) is approves, who


class TestReplies:
    def test_said_again_it_takes_the_place_of_what_was_said(self, put, ana):
        made = put()
        approval.reply(minutes=made, member=ana, verdict="objects", comment=" Not B. ", at=NOW)
        said = approval.reply(minutes=made, member=ana, verdict="approves", at=NOW)
        assert Reply.objects.count() == 1 and (said.verdict, said.comment) == ("approves", "")

    def test_bad_replies(self, people, group, put, ana, chair):
        made = put()
        bo = group.members.get(name="Bo")
        for bad in (
            {"verdict": "objects"},
            {"verdict": "perhaps"},
            {"verdict": "objects", "comment": "x" * 4001},
            {"verdict": "approves", "member": bo},
        ):
            with pytest.raises(BadInput):
                approval.reply(**{"minutes": made, "member": ana, "at": NOW} | bad)
        with pytest.raises(PermissionDenied):
            approval.reply(minutes=made, member=ana, verdict="approves", by=people.manager, at=NOW)
        assert not Reply.objects.exists()

    def test_an_objection_holds_the_approval_up_until_it_is_answered(self, people, session, put, ana, chair):
        made = put()
        said = approval.reply(minutes=made, member=ana, verdict="objects", comment="Not B.", at=NOW)
        with pytest.raises(BadInput, match="open"):
            approval.approve(session=session, version=1, by=chair, at=NOW)
        with pytest.raises(PermissionDenied):
            approval.settle(reply=said, answer="It was B.", by=ana, at=NOW)
        with pytest.raises(BadInput):
            approval.settle(reply=said, answer=" ", by=chair, at=NOW)
        approval.settle(reply=said, answer="It was B: see the vote.", by=chair, at=NOW)
        with pytest.raises(BadInput, match="already"):
            approval.settle(reply=said, answer="Again", by=chair, at=NOW)
        done = approval.approve(session=session, version=1, by=chair, at=NOW)
        assert (state(session), done.approved_by) == ("approved", "Camille")
        assert to("approved") == {"Camille", "Ana", "Bo", people.manager.name}
        for late in (
            lambda: approval.reply(minutes=made, member=ana, verdict="approves", at=NOW),
            lambda: approval.write_again(session=session, by=chair, at=NOW),
            lambda: approval.approve(session=session, version=1, by=chair, at=NOW),
            put,
        ):
            with pytest.raises(BadInput):
                late()

    def test_written_again_it_is_a_version_of_its_own_and_what_changed_is_shown(
        self, people, session, put, ana, chair
    ):
        first = put()
        said = approval.reply(minutes=first, member=ana, verdict="objects", comment="Not B.", at=NOW)
        approval.write_again(session=session, by=chair, at=NOW)
        assert state(session) == "writing" and session.reply_until is None
        text = session.points.first().text
        assert text.closed_at is None
        texts.set_words(text=text, words="We compare three offers.", by=None, writer="Ana", at=NOW)
        second = put()
        said.refresh_from_db()
        assert second.number == 2 and said.settled_at and not said.answer
        part = snapshots.compared(first, second)[1]
        assert [(each.kind, each.text.strip()) for each in part.changes if each.kind != "same"] == [
            ("new", "three")
        ]
        assert [each.same for each in snapshots.compared(first, second)] == [True, False, True]
        with pytest.raises(Stale):
            approval.reply(minutes=first, member=ana, verdict="approves", at=NOW)
        with pytest.raises(Stale):
            approval.approve(session=session, version=1, by=chair, at=NOW)

    def test_a_point_taken_out_stands_at_the_end_of_what_changed(self, people, session, put, chair):
        first = put()
        approval.write_again(session=session, by=chair, at=NOW)
        session.points.last().delete()
        found = snapshots.compared(first, put())
        assert found[-1].title == "2. Next" and {each.kind for each in found[-1].changes} == {"gone"}

    def test_a_letter_about_an_earlier_version_is_left_out(self, session, put, chair):
        put()
        letter = Letter.objects.filter(kind="minutes", member__name="Ana").get()
        assert letters.overtaken(letter, at=NOW) == ""
        approval.write_again(session=session, by=chair, at=NOW)
        assert "do not wait" in letters.overtaken(letter, at=NOW)
        put()
        assert "newer version" in letters.overtaken(letter, at=NOW)
        assert Letter.objects.filter(kind="minutes", member__name="Ana").count() == 2


class TestByItself:
    def test_silence_approves_the_day_after(self, session, put):
        put()
        day = NOW.replace(month=4, day=1, hour=23)
        assert approval.approve_silent(at=day - timedelta(hours=4)) == 0  # 21:00 in Luxembourg
        assert approval.approve_silent(at=day) == 1  # 01:00 of 2 April there
        assert state(session) == "approved" and session.approved_by == ""
        assert approval.approve_silent(at=day) == 0

    def test_not_where_a_wish_for_a_change_is_open(self, session, put, ana, chair):
        made = put()
        said = approval.reply(minutes=made, member=ana, verdict="objects", comment="Not B.", at=NOW)
        late = NOW + timedelta(days=60)
        assert approval.approve_silent(at=late) == 0
        approval.settle(reply=said, answer="It was.", by=chair, at=late)
        assert approval.approve_silent(at=late) == 1


class TestPaper:
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_it_is_in_the_language_of_the_group_and_says_how_it_stands(
        self, people, session, put, chair, language
    ):
        import io

        from pypdf import PdfReader

        session.group.language = language
        session.group.save()
        put()
        point = session.points.first()
        made = Minutes.objects.select_related("session__group").get()
        before = PdfReader(io.BytesIO(minutes_document.minutes_pdf(made)))
        approval.approve(session=session, version=1, by=chair, at=NOW)
        made = Minutes.objects.select_related("session__group").get()
        after = PdfReader(io.BytesIO(minutes_document.minutes_pdf(made)))
        waiting = {"en": "Not approved yet", "fr": "Pas encore approuvé", "de": "Noch nicht genehmigt"}[
            language
        ]
        words = ["".join(page.extract_text() for page in each.pages) for each in (before, after)]
        assert waiting in words[0] and waiting not in words[1] and "Camille" in words[1]
        assert point.title in words[1] and "We compare offers." in words[1]
        assert before.trailer["/Root"]["/Lang"] == language

    def test_any_words_get_onto_paper(self, session, put):
        text = session.points.first().text
        words = '<script>alert(1)</script> #let x = [*] $ 漢字 🙂 \u202e "quoted" \\ @key'
        texts.set_words(text=text, words=words, by=None, writer="X", at=NOW)
        put()
        made = Minutes.objects.select_related("session__group").get()
        assert minutes_document.minutes_pdf(made).startswith(b"%PDF")


class TestPages:
    def url(self, session, token="", *more):
        own = f"/groups/m/{token}" if token else "/groups"
        return "/".join([own, "session", str(session.pk), *(str(each) for each in more)]) + "/"

    def test_from_the_form_to_the_approval_inside_and_by_link(self, client, people, session, ana, chair):
        client.force_login(people.manager)
        inside = self.url(session, "", "approval")
        page = client.get(inside)
        assert "Nothing is written at “2. Next”." in page.content.decode()
        bad = client.post(inside, {"what": "propose", "reply_until": "2026-03-01"})
        assert bad.status_code == 422 and "2026-03-01" in bad.content.decode()
        assert client.post(inside, {"what": "propose", "reply_until": "2026-04-01"}).status_code == 302
        # The manager was there as secretary and says so.
        said = {"what": "reply", "version": "1", "verdict": "approves"}
        assert client.post(inside, said).status_code == 302
        client.logout()
        token = token_of(ana)
        shown = client.get(self.url(session, token)).content.decode()
        assert "We compare offers." in shown and "approval/" in shown
        own = self.url(session, token, "approval")
        empty = client.post(own, {"what": "reply", "version": "1", "verdict": "objects", "comment": ""})
        assert empty.status_code == 422
        assert client.post(own, said | {"verdict": "objects", "comment": "Not <b>B</b>."}).status_code == 302
        for not_hers in (
            {"what": "approve", "version": "1"},
            {"what": "again"},
            {"what": "settle", "id": str(Reply.objects.get(member=ana).pk), "answer": "x"},
        ):
            assert client.post(own, not_hers).status_code == 403
        theirs = self.url(session, token_of(chair), "approval")
        page = client.get(theirs).content.decode()
        assert "Not &lt;b&gt;B&lt;/b&gt;." in page
        assert client.post(theirs, {"what": "approve", "version": "1"}).status_code == 422
        answer = {"what": "settle", "id": str(Reply.objects.get(member=ana).pk), "answer": "It was."}
        assert client.post(theirs, answer).status_code == 302
        assert client.post(theirs, {"what": "approve", "version": "1"}).status_code == 302
        assert state(session) == "approved"
        for wrong in ({"what": "propose"}, {"what": "nonsense"}, {}):
            assert client.post(theirs, wrong).status_code == 422
        assert client.get(self.url(session, token, "version", 1, "pdf")).content.startswith(b"%PDF")
        assert client.get(self.url(session, token, "version", 2)).status_code == 404

    @pytest.mark.parametrize("who", ["manager", "chair", "administrator"])
    def test_a_wish_says_its_language_and_whoever_approves_answers_it(
        self, client, people, session, put, ana, chair, who
    ):
        """Ana writes French; whoever may declare the minutes approved reads German, and answers her."""
        made = put()
        type(ana).objects.filter(pk=ana.pk).update(language="fr")
        type(chair).objects.filter(pk=chair.pk).update(language="de")
        said = approval.reply(minutes=made, member=ana, verdict="objects", comment="C’était A.", at=NOW)
        token = token_of(chair) if who == "chair" else ""
        if not token:
            user = people.by_role()[who]
            type(user).objects.filter(pk=user.pk).update(language="de")
            client.force_login(user)
        place = self.url(session, token, "approval")
        client.cookies["django_language"] = "de"
        page = client.get(place).content.decode()
        assert '<span lang="fr">C’était A.</span>' in page and "Français" in page
        assert (
            client.post(place, {"what": "settle", "id": str(said.pk), "answer": "Es war B."}).status_code
            == 302
        )
        said.refresh_from_db()
        name = chair.name if token else people.by_role()[who].name
        assert (said.answer, said.answered_by, said.answer_language) == ("Es war B.", name, "de")
        client.logout()
        client.cookies["django_language"] = "fr"
        page = client.get(self.url(session, token_of(ana), "approval")).content.decode()
        assert '<span lang="de">Es war B.</span>' in page and f"({name})" in page
        assert "C’était A." in page and '<span lang="fr">' not in page, (
            "in the page's own language nothing is marked"
        )

    def test_who_was_not_there_reads_and_is_not_asked(self, client, group, session, put):
        put()
        bo = group.members.get(name="Bo")
        assert own_minutes.shown(session, bo).asked is None
        page = client.get(self.url(session, token_of(bo))).content.decode()
        assert "We compare offers." in page and 'name="verdict"' not in page
        said = {"what": "reply", "version": "1", "verdict": "approves"}
        assert client.post(self.url(session, token_of(bo), "approval"), said).status_code == 422
        assert not Reply.objects.exists()

    def test_members_see_nothing_before_it_is_put_before_them(self, client, session, ana, chair):
        assert own_minutes.shown(session, ana) is None
        assert client.get(self.url(session, token_of(ana), "approval")).status_code == 404
        assert client.get(self.url(session, token_of(chair), "approval")).status_code == 200
        assert "We compare" not in client.get(self.url(session, token_of(ana))).content.decode()

    def test_two_versions_and_what_changed(self, client, people, session, put, chair):
        put()
        approval.write_again(session=session, by=chair, at=NOW)
        text = session.points.first().text
        texts.set_words(text=text, words="We compare three offers.", by=None, writer="Ana", at=NOW)
        put()
        client.force_login(people.analyst)
        page = client.get(self.url(session, "", "version", 2)).content.decode()
        assert "<ins>three " in page or "<ins> three" in page
        assert client.get(self.url(session, "", "version", 1)).status_code == 200

    def test_its_queries_do_not_grow(self, client, people, group, session, put):
        made = put()
        client.force_login(people.manager)
        pages = (self.url(session), self.url(session, "", "approval"))
        for each in pages:
            client.get(each)
        counts = []
        for number in (1, 3):
            while Reply.objects.count() < number:
                member = make.member(group, f"Member {Reply.objects.count()}")
                Attendance.objects.create(session=session, member=member, presence="present")
                approval.reply(minutes=made, member=member, verdict="objects", comment="No.", at=NOW)
            for each in pages:
                with CaptureQueriesContext(
                    connection,
                ) as captured:
                    assert client.get(each).status_code == 200
                counts.append(len(captured))
        assert counts[:2] == counts[2:], counts

    def test_four_queries(self, session, put, people):
        put()
        with CaptureQueriesContext(connection) as captured:
            queries.approval(session, people.manager)
        assert len(captured) <= 6, [each["sql"] for each in captured]
