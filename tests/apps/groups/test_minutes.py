"""Are minutes written by those who may, inside and by signed link, with decisions, actions and time beside the words?"""

from __future__ import annotations

import base64
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pycrdt import Doc, Text

from factories import groups as make
from grappe.apps.groups.models import Action, Decision, Point
from grappe.apps.groups.operations import actions, minutes
from grappe.apps.groups.operations.actions import ActionDraft
from grappe.apps.groups.operations.minutes import DecisionDraft
from grappe.apps.groups.queries import minutes as queries
from grappe.apps.groups.queries import token_of
from grappe.apps.texts.models import SharedText
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def session(group):
    return make.session(group, points=2)


@pytest.fixture
def chair(group):
    return make.member(group, "Camille", role="chair")


def due(group, title="Ask for a price", **more) -> ActionDraft:
    return ActionDraft(title, more.get("owner") or group.members.get(role="secretary"), date(2026, 4, 1))


class TestNoted:
    def test_a_decision_with_votes_is_noted_corrected_and_taken_out(self, people, session):
        point = session.points.first()
        said = {"by": people.manager, "at": AT}
        made = minutes.decide(point=point, draft=DecisionDraft(" We buy\r\none. ", 5, 1, 0), **said)
        assert (made.text, made.votes_for, made.noted_by) == ("We buy\none.", 5, people.manager.name)
        seen = queries.decision_version(made)
        minutes.change_decision(decision=made, draft=DecisionDraft("We buy two."), version=seen, **said)
        with pytest.raises(Stale):
            minutes.change_decision(decision=made, draft=DecisionDraft("Three."), version=seen, **said)
        made.refresh_from_db()
        assert (made.text, made.votes_for) == ("We buy two.", None)
        minutes.remove_decision(decision=made, **said)
        assert not Decision.objects.exists()

    def test_two_who_correct_it_at_once_see_both(self, client, people, session):
        point = session.points.first()
        made = minutes.decide(point=point, draft=DecisionDraft("We buy.", 5), by=people.manager, at=AT)
        client.force_login(people.manager)
        url, name = f"/groups/session/{session.pk}/minutes/note/", f"decision-{point.pk}"
        asked = {"what": "decision", "point": point.pk, "id": made.pk}
        seen = queries.decision_version(made)
        mine = {f"{name}-text": "We buy two.", f"{name}-votes_for": "5", f"{name}-version": seen}
        theirs = {f"{name}-text": "We rent.", f"{name}-votes_for": "5", f"{name}-version": seen}
        assert client.post(url, asked | theirs, **HTMX).status_code == 200
        both = client.post(url, asked | mine, **HTMX)
        page = both.content.decode()
        assert both.status_code == 409 and "We rent." in page and "We buy two." in page
        made.refresh_from_db()
        assert made.text == "We rent."
        now = {f"{name}-version": queries.decision_version(made)}
        assert client.post(url, asked | mine | now | {"keep_text": "theirs"}, **HTMX).status_code == 200
        made.refresh_from_db()
        assert made.text == "We rent."
        assert client.post(url, asked | mine | now | {"keep_text": "mine"}, **HTMX).status_code == 200
        made.refresh_from_db()
        assert made.text == "We buy two."

    @pytest.mark.parametrize(
        "draft",
        [DecisionDraft(" "), DecisionDraft("x" * 4001), DecisionDraft("x", 1001), DecisionDraft("x", -1)],
    )
    def test_bad_decisions(self, people, session, draft):
        with pytest.raises(BadInput):
            minutes.decide(point=session.points.first(), draft=draft, by=people.manager, at=AT)
        assert not Decision.objects.exists()

    def test_the_chair_notes_by_link_and_others_do_not(self, people, group, session, chair):
        point = session.points.first()
        minutes.decide(point=point, draft=DecisionDraft("Yes"), by=chair, at=AT)
        actions.add(group=group, point=point, draft=due(group, owner=chair), by=chair, at=AT)
        for nobody in (people.other_manager, people.analyst, make.member(group, "Plain")):
            with pytest.raises(PermissionDenied):
                minutes.decide(point=point, draft=DecisionDraft("No"), by=nobody, at=AT)
            with pytest.raises(PermissionDenied):
                actions.add(group=group, point=point, draft=due(group), by=nobody, at=AT)
            with pytest.raises(PermissionDenied):
                minutes.run_clock(point=point, run=True, by=nobody, at=AT)

    def test_nothing_is_noted_once_the_minutes_are_out(self, people, group, session):
        point = session.points.first()
        made = actions.add(group=group, point=point, draft=due(group), by=people.manager, at=AT)
        session.minutes_state = "proposed"
        session.save()
        said = {"by": people.manager, "at": AT}
        for act in (
            lambda: minutes.decide(point=point, draft=DecisionDraft("x"), **said),
            lambda: minutes.set_outcome(point=point, outcome="settled", **said),
            lambda: minutes.run_clock(point=point, run=True, **said),
            lambda: minutes.restore(point=point, number=1, **said),
            lambda: actions.add(group=group, point=point, draft=due(group), **said),
            lambda: actions.remove(action=made, **said),
        ):
            with pytest.raises(BadInput, match="closed"):
                act()

    def test_an_action_is_changed_by_who_saw_it_as_it_is(self, people, group, session, chair):
        from grappe.apps.groups.queries.actions import version_of

        said = {"by": people.manager, "at": AT}
        made = actions.add(group=group, point=session.points.first(), draft=due(group), **said)
        Action.objects.filter(pk=made.pk).update(chased=2, chased_on=date(2026, 3, 1))
        seen = version_of(made)
        changed = actions.change(action=made, draft=due(group, owner=chair), version=seen, **said)
        assert (changed.owner, changed.chased, changed.chased_on) == (chair, 0, None)
        with pytest.raises(Stale):
            actions.change(action=made, draft=due(group), version=seen, **said)

    def test_bad_actions(self, people, group, session):
        gone = make.member(group, "Gone", state="left")
        stranger = make.member(make.group(people.manager))
        owner = group.members.first()
        for draft in (
            ActionDraft(" ", owner, date(2026, 4, 1)),
            ActionDraft("x" * 301, owner, date(2026, 4, 1)),
            ActionDraft("x", gone, date(2026, 4, 1)),
            ActionDraft("x", stranger, date(2026, 4, 1)),
            ActionDraft("x", owner, date(2206, 4, 1)),
        ):
            with pytest.raises(BadInput):
                actions.add(group=group, point=session.points.first(), draft=draft, by=people.manager, at=AT)
        assert not Action.objects.exists()


class TestSettled:
    def test_by_its_owner_by_link_or_by_who_runs_the_group(self, people, group, chair):
        said = {"state": "done", "at": AT}
        with pytest.raises(PermissionDenied):
            actions.settle(action=make.action(group, chair), by=people.other_manager, **said)
        with pytest.raises(PermissionDenied):
            actions.settle(action=make.action(group, group.members.get(role="secretary")), by=chair, **said)
        done = actions.settle(action=make.action(group, chair), by=chair, note=" Three prices. ", **said)
        assert (done.state, done.note, done.settled_by, done.settled_at) == (
            "done",
            "Three prices.",
            "Camille",
            AT,
        )
        with pytest.raises(BadInput, match="already"):
            actions.settle(action=done, by=people.manager, **said)
        again = actions.reopen(action=done, by=people.manager, at=AT)
        assert (again.state, again.settled_at, again.note) == ("open", None, "Three prices.")

    def test_dropped_only_with_a_word(self, people, group, chair):
        action = make.action(group, chair)
        with pytest.raises(BadInput, match="Say why"):
            actions.settle(action=action, state="dropped", by=people.manager, at=AT)
        assert actions.settle(action=action, state="dropped", note="Too dear", by=people.manager, at=AT).note


class TestClock:
    def test_one_point_at_a_time(self, people, session):
        first, second = session.points.all()
        said = {"by": people.manager}
        minutes.run_clock(point=first, run=True, at=AT, **said)
        minutes.run_clock(point=first, run=True, at=AT + timedelta(minutes=2), **said)
        minutes.run_clock(point=second, run=True, at=AT + timedelta(minutes=7), **said)
        first.refresh_from_db()
        assert (first.gone_seconds, first.begun_at) == (420, None)
        minutes.set_outcome(point=second, outcome="settled", at=AT + timedelta(minutes=10), **said)
        second.refresh_from_db()
        assert (second.gone_seconds, second.begun_at, second.outcome) == (180, None, "settled")
        minutes.run_clock(point=second, run=True, at=AT + timedelta(minutes=20), **said)
        second.refresh_from_db()
        assert queries.gone_minutes(second, at=AT + timedelta(minutes=21)) == 4


def typed(words: str) -> str:
    doc = Doc()
    doc["text"] = Text()
    doc["text"] += words
    return base64.b64encode(doc.get_update()).decode()


def sent(text_id: int, words: str, page: str = "page-one-1") -> str:
    texts = {str(text_id): {"after": 0, "sent": [[1, typed(words)]], "typing": True}}
    return json.dumps({"page": page, "texts": texts})


class TestPages:
    @pytest.fixture
    def written(self, people):
        group = make.group(people.manager, at=clock.now() - timedelta(days=9))
        return make.session(group, points=2, in_days=0, at=clock.now())

    def post(self, client, address, body):
        return client.post(address, body, content_type="application/json")

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_in_a_constant_number_of_queries(self, client, people, rows, django_assert_num_queries):
        client.force_login(people.manager)
        group = make.group(people.manager)
        session = make.session(group, points=rows)
        for point in session.points.all():
            make.action(group, group.members.first(), session=session, point=point)
            point.decisions.create(session=session, text="Yes", decided_at=AT)
        make.paper(group, "Offers", session=session)
        with django_assert_num_queries(13):
            page = client.get(f"/groups/session/{session.pk}/minutes/").content.decode()
        assert "Offers.txt" in page
        assert page.count("data-shared=") == rows and page.count("Ask three laboratories") >= rows

    def test_what_is_typed_arrives_whoever_types(self, client, people, written):
        client.force_login(people.manager)
        address = f"/groups/session/{written.pk}/minutes/exchange/"
        first, second = written.points.all()
        answer = self.post(client, address, sent(first.text_id, "We agree. ")).json()
        assert answer["texts"][str(first.text_id)]["number"] == 1
        chair = make.member(written.group, "Camille", role="chair")
        link = f"/groups/m/{token_of(chair)}/session/{written.pk}/minutes/"
        client.logout()
        assert "data-together" in client.get(link).content.decode()
        answer = self.post(client, f"{link}exchange/", sent(first.text_id, "Not I.", "page-two-2")).json()
        assert answer["present"] == [{"name": people.manager.name, "typing": True}]
        text = SharedText.objects.get(pk=first.text_id)
        assert sorted(text.plain) == sorted("We agree. Not I.")
        assert queries.writers(written) == ["Camille", people.manager.name]

    def test_readers_read_along_and_write_nothing(self, client, people, written):
        client.force_login(people.analyst)
        assert 'data-may-write="no"' in client.get(f"/groups/session/{written.pk}/minutes/").content.decode()
        point = written.points.first()
        answer = self.post(
            client, f"/groups/session/{written.pk}/minutes/exchange/", sent(point.text_id, "x")
        )
        assert "fault" in answer.json()["texts"][str(point.text_id)]
        assert client.post(f"/groups/session/{written.pk}/minutes/note/", {}).status_code == 403
        client.force_login(people.ministry)
        assert client.get(f"/groups/session/{written.pk}/minutes/").status_code == 403

    def test_a_plain_member_and_the_chair_of_another_group_do_not_write(self, client, people, written):
        plain = make.member(written.group, "Plain")
        other = make.member(make.group(people.manager), role="chair")
        for member, status in ((plain, 403), (other, 404)):
            link = f"/groups/m/{token_of(member)}/session/{written.pk}/minutes/"
            assert client.get(link).status_code == status
            assert self.post(client, f"{link}exchange/", "{}").status_code == status
            assert client.post(f"{link}note/", {}).status_code == status

    def test_what_is_no_request_is_told_and_a_text_that_is_gone_is_left_out(self, client, people, written):
        client.force_login(people.manager)
        address = f"/groups/session/{written.pk}/minutes/exchange/"
        for body in (
            "",
            "[]",
            "{}",
            "nonsense",
            '{"page": "page-one-1", "texts": {"x": {}}}',
            '{"texts": 3}',
        ):
            assert self.post(client, address, body).status_code == 422, body
        elsewhere = make.point(make.session(written.group))
        answer = self.post(client, address, sent(elsewhere.text_id, "x"))
        assert answer.status_code == 200 and answer.json()["texts"] == {}
        assert SharedText.objects.get(pk=elsewhere.text_id).plain == ""

    def test_decisions_and_actions_are_noted_beside_the_text(self, client, people, written):
        client.force_login(people.manager)
        address, point = f"/groups/session/{written.pk}/minutes/note/", written.points.first()
        base = {"point": point.pk, "what": "decision"}
        page = client.get(address, base, **HTMX).content.decode()
        assert f'name="decision-{point.pk}-text"' in page
        answer = client.post(address, base, **HTMX)
        assert answer.status_code == 422 and not Decision.objects.exists()
        answer = client.post(address, base | {f"decision-{point.pk}-text": "<script>x</script>"}, **HTMX)
        shown = answer.content.decode()
        assert "&lt;script&gt;" in shown and "<script>" not in shown and "hx-swap-oob" in shown
        owner = written.group.members.get()
        base = {"point": point.pk, "what": "action"}
        given = {"title": "Ask", "owner": owner.pk, "due_on": clock.today().isoformat()}
        client.post(
            address, base | {f"action-{point.pk}-{key}": value for key, value in given.items()}, **HTMX
        )
        action = Action.objects.get()
        assert (action.title, action.point, action.session) == ("Ask", point, written)
        client.post(address, {"point": point.pk, "what": "remove_action", "id": action.pk}, **HTMX)
        client.post(address, {"point": point.pk, "what": "begin"}, **HTMX)
        client.post(address, {"point": point.pk, "what": "outcome", "outcome": "postponed"}, **HTMX)
        assert not Action.objects.exists() and Point.objects.get(pk=point.pk).outcome == "postponed"
        assert client.post(address, {"point": "0", "what": "begin"}).status_code == 400
        assert client.post(address, {"point": point.pk, "what": "sing"}).status_code == 400

    def test_an_earlier_state_is_looked_at_and_restored(self, client, people, written):
        from grappe.apps.texts import operations as texts

        client.force_login(people.manager)
        point = written.points.first()
        for number, words in enumerate(("First.", "First. And second.")):
            at = clock.now() + timedelta(minutes=9 * number)
            texts.set_words(text=point.text, words=words, by=people.manager, writer="Claire", at=at)
        address = f"/groups/session/{written.pk}/minutes/{point.pk}/"
        page = client.get(address, {"older": 1, "newer": 2}).content.decode()
        assert "<ins> And second.</ins>" in page and "Claire" in page
        assert client.get(address, {"newer": 99}).status_code == 404
        assert client.post(address, {"number": 1}).status_code == 302
        assert SharedText.objects.get(pk=point.text_id).plain == "First."
        assert client.post(address, {"number": 99}).status_code == 400
