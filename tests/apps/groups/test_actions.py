"""Do actions reach their owners, and My day, and are they chased as often as is said and no more?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import groups as make
from grappe.apps.groups.models import Action, Letter
from grappe.apps.groups.operations import actions, chasing
from grappe.apps.groups.queries.actions import actions_due, version_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = timedelta(days=1)


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def camille(group):
    return make.member(group, "Camille")


def told(at: datetime, days: int) -> list[tuple[int, str]]:
    """Chase every day at ten for so many days; return on which day after the first which letters were put."""
    found = []
    for number in range(days):
        before = set(Letter.objects.values_list("pk", flat=True))
        chasing.chase(at=at + number * DAY)
        chasing.chase(at=at + number * DAY + timedelta(hours=1))
        found += [(number, each.kind) for each in Letter.objects.exclude(pk__in=before)]
    return found


class TestChased:
    def test_when_given_three_days_before_on_the_day_and_every_week_after(self, group, camille):
        action = make.action(group, camille, in_days=10)
        assert told(AT + timedelta(hours=1), 26) == [
            (0, "action"), (7, "action_due"), (10, "action_due"), (17, "action_due"), (24, "action_due"),
        ]  # fmt: skip
        action.refresh_from_db()
        assert (action.chased, action.chased_on) == (4, (AT + 24 * DAY).date())

    def test_never_more_than_eight_times(self, group, camille):
        make.action(group, camille, in_days=0)
        kinds = [kind for _day, kind in told(AT + timedelta(hours=1), 120)]
        assert kinds.count("action_due") == chasing.MOST

    def test_what_was_noted_a_moment_ago_is_not_told_yet(self, group, camille):
        make.action(group, camille)
        assert chasing.chase(at=AT + timedelta(minutes=14)) == 0
        assert chasing.chase(at=AT + timedelta(minutes=16)) == 1

    def test_a_worker_that_stood_still_sends_one_reminder_not_all(self, group, camille):
        make.action(group, camille, in_days=2)
        chasing.chase(at=AT + timedelta(hours=1))
        assert told(AT + 12 * DAY, 3) == [(0, "action_due")]

    def test_done_by_their_page_stops_it(self, group, camille):
        action = make.action(group, camille, in_days=1)
        chasing.chase(at=AT + timedelta(hours=1))
        actions.settle(action=action, state="done", by=camille, at=AT)
        assert told(AT + DAY, 20) == []

    @pytest.mark.parametrize("change", ["rests", "left"])
    def test_nobody_is_chased_in_a_group_that_rests_or_once_they_have_left(self, group, camille, change):
        make.action(group, camille, in_days=1)
        if change == "rests":
            group.state = "paused"
            group.save()
        else:
            camille.state, camille.left_at = "left", AT
            camille.save()
        assert told(AT + DAY, 5) == []

    def test_another_owner_is_told(self, people, group, camille):
        action = make.action(group, camille, in_days=10)
        chasing.chase(at=AT + timedelta(hours=1))
        draft = actions.ActionDraft("Same", make.member(group, "Ben"), action.due_on)
        actions.change(action=action, draft=draft, version=version_of(action), by=people.manager, at=AT)
        assert chasing.chase(at=AT + timedelta(hours=2)) == 1
        assert list(Letter.objects.values_list("member__name", "kind")) == [
            ("Camille", "action"), ("Ben", "action"),
        ]  # fmt: skip


class TestMyDay:
    def day(self, user, today, **more) -> list[str]:
        return [each.title for each in actions_due(for_user=user, today=today, **more)]

    def test_ones_own_and_late_ones_of_outsiders_in_groups_one_runs(self, people, group, camille):
        today = AT.date()
        own = group.members.get(user=people.manager)
        colleague = make.member(group, "Other", user=people.other_manager)
        make.action(group, own, title="Mine", in_days=20)
        make.action(group, own, title="Mine, done", state="done")
        make.action(group, camille, title="Outside, late", in_days=-1)
        make.action(group, camille, title="Outside, on time", in_days=1)
        make.action(group, colleague, title="Colleague, late", in_days=-2)
        assert self.day(people.manager, today) == ["Outside, late", "Mine"]
        assert self.day(people.other_manager, today) == ["Colleague, late"]
        assert self.day(people.analyst, today, of_everybody=True) == ["Colleague, late", "Outside, late"]
        group.team.add(people.other_manager)
        assert self.day(people.other_manager, today) == ["Colleague, late", "Outside, late"]
        group.state, group.closed_at, group.report = "closed", AT, {"en": "x"}
        group.save()
        assert self.day(people.manager, today) == []
        with pytest.raises(PermissionDenied):
            actions_due(for_user=people.ministry, today=today)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_one_query(self, people, group, rows, django_assert_num_queries):
        for _number in range(rows):
            make.action(group, group.members.get())
        with django_assert_num_queries(1):
            found = actions_due(for_user=people.manager, today=AT.date())
            assert [each.group.pk for each in found] == [group.pk] * rows

    def test_it_stands_on_the_page(self, client, people):
        client.force_login(people.manager)
        group = make.group(people.manager, at=clock.now())
        make.action(group, group.members.get(), title="Order <b>the</b> bench", in_days=-1, at=clock.now())
        page = client.get("/").content.decode()
        assert "Order &lt;b&gt;the&lt;/b&gt; bench" in page and "action of a working group" in page


class TestPages:
    @pytest.fixture
    def inside(self, client, people):
        client.force_login(people.manager)
        return client

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(
        self, inside, people, group, rows, django_assert_num_queries
    ):
        session = make.session(group)
        for number in range(rows):
            make.action(group, make.member(group), session=session, title=f"Do it {number}")
        with django_assert_num_queries(7):
            page = inside.get(f"/groups/{group.pk}/actions/").content.decode()
        assert page.count("Do it") >= rows

    def test_it_is_narrowed(self, inside, people, group, camille):
        at = clock.now()
        make.action(group, camille, title="Theirs, late", in_days=-1, at=at)
        make.action(group, group.members.get(user=people.manager), title="Mine, open", at=at)
        make.action(group, camille, title="Theirs, done", state="done", at=at)
        expected = {
            "": {"Theirs, late", "Mine, open"}, "show=late": {"Theirs, late"}, "mine=on": {"Mine, open"},
            "show=settled": {"Theirs, done"}, "show=all": {"Theirs, late", "Mine, open", "Theirs, done"},
        }  # fmt: skip
        for query, shown in expected.items():
            page = inside.get(f"/groups/{group.pk}/actions/?{query}").content.decode()
            assert {each for each in expected["show=all"] if each in page} == shown, query

    def test_given_changed_settled_and_opened_again(self, inside, people, group, camille):
        fields = {"title": "Ask", "owner": camille.pk, "due_on": clock.today().isoformat()}
        address = f"/groups/{group.pk}/actions/new/"
        assert inside.post(address, fields | {"due_on": "tomorrow"}).status_code == 422
        inside.post(address, fields)
        action = Action.objects.get()
        seen = version_of(action)
        inside.post(f"/groups/action/{action.pk}/edit/", fields | {"title": "First", "version": seen})
        page = inside.post(f"/groups/action/{action.pk}/edit/", fields | {"title": "Second", "version": seen})
        assert page.status_code == 409 and "First" in page.content.decode()
        settle = f"/groups/action/{action.pk}/settle/"
        assert inside.post(settle, {"state": "dropped", "note": ""}).status_code == 422
        inside.post(settle, {"state": "done", "note": "Three prices."})
        action.refresh_from_db()
        assert (action.state, action.note) == ("done", "Three prices.")
        inside.post(f"/groups/action/{action.pk}/reopen/")
        action.refresh_from_db()
        assert action.state == "open"
