"""Does a working group go from its proposal to the closing report, decided by somebody else, with nobody's words lost?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from factories import groups as make
from grappe.apps.groups import operations, permissions
from grappe.apps.groups.enums import GROUP_STEPS, GroupState
from grappe.apps.groups.models import Group
from grappe.apps.groups.operations.groups import Draft
from grappe.apps.groups.queries.groups import version_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
NAMES = {"en": "Composites on the road", "fr": "Composites sur la route", "de": ""}


def proposed(by, **more) -> Group:
    return operations.propose(draft=Draft(**({"names": NAMES} | more)), by=by, at=AT)


def seats(people) -> list:
    return [seat.cluster for seat in people.manager.memberships.all()]


class TestProposal:
    def test_whoever_is_to_run_it_is_its_first_member(self, people):
        group = proposed(people.manager, lead=people.other_manager)
        assert group.state == "proposed" and group.names == {k: v for k, v in NAMES.items() if v}
        (member,) = group.members.all()
        assert (member.user, member.role, member.state) == (people.other_manager, "secretary", "active")

    def test_addresses_are_its_own(self, people):
        assert [proposed(people.manager).slug for _each in range(3)] == [
            "composites-on-the-road", "composites-on-the-road-2", "composites-on-the-road-3",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"names": {"en": " "}}, "name"),
            ({"names": {"en": "a\nb"}}, "one line"),
            ({"names": {"en": "x" * 201}}, "too long"),
            ({"purposes": {"fr": "x" * 4001}}, "too long"),
            ({"rhythm_weeks": 0}, "weeks"),
            ({"rhythm_weeks": 105}, "weeks"),
            ({"joining": "by magic"}, "cannot be read"),
            ({"language": "xx"}, "cannot be read"),
        ],
    )
    def test_bad_input_is_told_and_nothing_is_written(self, people, change, says):
        with pytest.raises(BadInput, match=says):
            proposed(people.manager, **change)
        assert not Group.objects.exists()

    def test_somebody_else_decides(self, people):
        group = proposed(people.manager, clusters=seats(people))
        for nobody in (people.manager, people.other_manager, people.analyst, people.ministry):
            with pytest.raises(PermissionDenied):
                operations.decide(group=group, take_up=True, why="", by=nobody, at=AT)
        taken = operations.decide(group=group, take_up=True, why=" Timely. ", by=people.administrator, at=AT)
        assert (taken.state, taken.decision, taken.decided_by) == ("running", "Timely.", people.administrator)

    def test_a_manager_of_its_clusters_decides_what_another_proposed(self, people):
        group = proposed(people.other_manager, clusters=seats(people))
        assert (
            operations.decide(group=group, take_up=True, why="", by=people.manager, at=AT).state == "running"
        )

    def test_a_refusal_says_why(self, people):
        group = proposed(people.manager)
        with pytest.raises(BadInput, match="Say why"):
            operations.decide(group=group, take_up=False, why="  ", by=people.administrator, at=AT)
        told = operations.decide(group=group, take_up=False, why="Too early", by=people.administrator, at=AT)
        assert told.state == "declined"


class TestLife:
    def test_it_rests_goes_on_and_closes_with_a_report(self, people):
        group = make.group(people.manager)
        assert (
            operations.pause(group=group, until=AT.date(), by=people.manager, at=AT).paused_until == AT.date()
        )
        assert operations.resume(group=group, by=people.manager, at=AT).paused_until is None
        with pytest.raises(BadInput, match="closing report"):
            operations.close(group=group, report={"en": " "}, by=people.manager, at=AT)
        closed = operations.close(group=group, report={"en": "A bench."}, by=people.manager, at=AT)
        assert (closed.state, closed.closed_by, closed.report) == (
            "closed",
            people.manager,
            {"en": "A bench."},
        )
        again = operations.resume(group=group, by=people.manager, at=AT)
        assert (again.state, again.closed_at, again.report) == ("running", None, {"en": "A bench."})

    @pytest.mark.parametrize("state", GroupState.values)
    def test_only_what_may_follow_follows(self, people, state):
        group = make.group(people.manager, state=state)
        steps = {
            "paused": lambda: operations.pause(group=group, until=None, by=people.manager, at=AT),
            "closed": lambda: operations.close(group=group, report={"en": "x"}, by=people.manager, at=AT),
            "running": lambda: operations.resume(group=group, by=people.manager, at=AT),
        }
        for to, step in steps.items():
            follows = to in GROUP_STEPS[state] and not (state == "proposed" and to == "running")
            with transaction.atomic():
                try:
                    step()
                    assert follows, f"{state} to {to}"
                except BadInput:
                    assert not follows, f"{state} to {to}"
                transaction.set_rollback(True)

    def test_the_database_holds_that_a_closed_group_has_a_report(self, people):
        group = make.group(people.manager)
        with pytest.raises(IntegrityError), transaction.atomic():
            Group.objects.filter(pk=group.pk).update(state="closed")


class TestChange:
    def test_a_change_based_on_what_was_is_refused(self, people):
        group = make.group(people.manager)
        seen = version_of(group)
        draft = Draft(names={"en": "First"}, team=[people.other_manager])
        changed = operations.change(group=group, draft=draft, version=seen, by=people.manager, at=AT)
        assert list(changed.team.all()) == [people.other_manager]
        with pytest.raises(Stale):
            operations.change(
                group=group, draft=Draft(names={"en": "Second"}), version=seen, by=people.other_manager, at=AT
            )
        group.refresh_from_db()
        assert group.names == {"en": "First"}

    def test_a_new_lead_becomes_a_member(self, people):
        group = make.group(people.manager)
        draft = Draft(names=NAMES, lead=people.other_manager)
        operations.change(group=group, draft=draft, version=version_of(group), by=people.manager, at=AT)
        assert group.members.filter(user=people.other_manager, state="active").count() == 1


class TestPermissions:
    @pytest.mark.parametrize(
        ("what", "inside"),
        [
            ("can_view_groups", {"administrator", "manager", "other_manager", "analyst", "ministry"}),
            ("can_view_work", {"administrator", "manager", "other_manager", "analyst"}),
            ("can_propose_group", {"administrator", "manager", "other_manager"}),
        ],
    )
    def test_of_all_groups(self, people, what, inside):
        assert allowed(people, lambda user: getattr(permissions, what)(user)) == inside

    @pytest.mark.parametrize("what", ["can_run_group", "can_write_minutes"])
    def test_of_one_group(self, people, what):
        group = make.group(people.manager)
        assert allowed(people, lambda user: getattr(permissions, what)(user, group)) == {
            "administrator",
            "manager",
        }
        group.team.add(people.other_manager)
        assert "other_manager" in allowed(people, lambda user: getattr(permissions, what)(user, group))

    def test_a_colleague_who_is_a_member_writes_minutes_and_does_not_run_the_group(self, people):
        group = make.group(people.manager)
        make.member(group, "Other", user=people.other_manager)
        assert permissions.can_write_minutes(people.other_manager, group)
        assert not permissions.can_run_group(people.other_manager, group)

    def test_an_action_is_settled_by_its_owner_too(self, people):
        group = make.group(people.manager)
        owner = make.member(group, "Other", user=people.other_manager)
        action = make.action(group, owner)
        assert allowed(people, lambda user: permissions.can_settle_action(user, action)) == {
            "administrator", "manager", "other_manager",
        }  # fmt: skip

    def test_what_came_of_a_group_is_said_by_who_looks_after_the_company(self, people):
        from factories.companies import CompanyFactory

        group = make.group(people.other_manager)
        company = CompanyFactory(clusters=seats(people))
        assert permissions.can_link(people.manager, group, company)
        assert not permissions.can_link(people.manager, group)


def allowed(people, ask) -> set[str]:
    roles = ("administrator", "manager", "other_manager", "analyst", "ministry")
    return {role for role in roles if ask(getattr(people, role))}
