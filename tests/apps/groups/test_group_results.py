"""What came of a group: is it counted rightly, linked once, told on the other side, and read by the ministry?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import groups as make
from factories import studies as make_studies
from factories.companies import CompanyFactory
from grappe.apps.events.models import Cooperation
from grappe.apps.groups import permissions
from grappe.apps.groups.models import GroupLink, Letter
from grappe.apps.groups.operations import groups as life
from grappe.apps.groups.operations import results
from grappe.apps.groups.queries import results as reading
from grappe.apps.needs import operations as needs
from grappe.apps.needs.models import Need
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def company(clusters):
    return CompanyFactory(name="Verbund S.A.", clusters=[clusters["healthtech"]])


def a_need(company, by, title="A travelling bench"):
    """A confirmed need of a company."""
    return needs.add_need(company=company, title=title, language="en", theme="digital", by=by, at=make.AT)


@pytest.fixture
def need(company, people):
    return a_need(company, people.manager)


class TestFigures:
    def test_sessions_attendance_decisions_and_actions(self, group, people):
        ann, bob = make.member(group, "Ann"), make.member(group, "Bob")
        first = make.session(group, in_days=-20, state="held", points=1)
        second = make.session(group, in_days=-10, state="held")
        make.session(group, in_days=5)
        first.attendances.create(member=ann, presence="present")
        first.attendances.create(member=bob, presence="excused")
        second.attendances.create(member=ann, presence="represented")
        second.attendances.create(member=bob, answer="comes")  # of whom nothing was noted
        first.decisions.create(text="We buy one.", decided_at=make.AT, noted_by="Ann")
        late = make.AT + timedelta(days=30)
        make.action(group, ann, state="done", settled_at=make.AT)
        make.action(group, ann, state="done", settled_at=late)
        make.action(group, ann, state="dropped")
        make.action(group, bob)
        make.result(group)
        make.result(group, "project", text="A line")
        found = reading.figures(group, for_user=people.ministry)
        assert (found.sessions, found.decisions, found.attendance_pct) == (2, 1, 67)
        assert (found.done, found.in_time, found.dropped, found.open, found.in_time_pct) == (2, 1, 1, 1, 50)
        assert (found.total, found.came_of_it) == (2, [("Idea", 1), ("Project", 1)])
        assert [(each.there, each.away, each.decisions) for each in found.meetings] == [(1, 1, 1), (1, 0, 0)]
        assert [each["data"] for each in found.chart["series"]] == [[1, 1], [1, 0]]

    def test_of_nothing_nothing_is_made_up(self, group, people):
        found = reading.figures(group, for_user=people.analyst)
        assert (found.attendance_pct, found.in_time_pct, found.chart, found.total) == (None, None, None, 0)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_four_queries(self, group, people, rows, django_assert_num_queries):
        for number in range(rows):
            session = make.session(group, in_days=-20 - number, state="held")
            session.attendances.create(member=group.members.first(), presence="present")
        with django_assert_num_queries(4):
            assert reading.figures(group, for_user=people.manager).sessions == rows


class TestLinking:
    def test_each_once_whoever_says_it_again(self, group, people, need):
        said = {"group": group, "kind": "need", "thing": need, "by": people.manager, "at": make.AT}
        assert results.link(**said) == results.link(**said)
        assert GroupLink.objects.get().need == need

    @pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
    def test_by_who_runs_the_group_or_looks_after_the_company(self, people, need, role):
        group = make.group(people.other_manager)
        may = {
            role for role, user in people.by_role().items() if permissions.can_link(user, group, need.company)
        }
        assert may == {"administrator", "manager", "other_manager"}
        said = {"group": group, "kind": "need", "thing": need, "by": people.by_role()[role], "at": make.AT}
        if role in may:
            results.link(**said)
        else:
            with pytest.raises(PermissionDenied):
                results.link(**said)

    @pytest.mark.parametrize("state", ["proposed", "declined"])
    def test_of_a_group_that_never_ran_nothing_came(self, people, need, state):
        group = make.group(people.manager, state=state)
        with pytest.raises(BadInput, match="never ran"):
            results.link(group=group, kind="need", thing=need, by=people.manager, at=make.AT)

    def test_ideas_in_words(self, group, people, company):
        said = {"group": group, "kind": "idea", "by": people.manager, "at": make.AT}
        results.note(text=" One bench\r\nthat travels. ", company=company, **said)
        assert GroupLink.objects.get().text == "One bench\nthat travels."
        for text in ("", "One bench\nthat travels.", "x" * 2_001):
            with pytest.raises(BadInput):
                results.note(text=text, company=company, **said)
        with pytest.raises(PermissionDenied):
            results.note(text="Of nobody", **(said | {"by": people.other_manager}))

    def test_taken_back_the_thing_stays(self, group, people, need):
        link = results.link(group=group, kind="need", thing=need, by=people.manager, at=make.AT)
        with pytest.raises(PermissionDenied):
            results.unlink(link=link, by=people.other_manager, at=make.AT)
        results.unlink(link=link, by=people.administrator, at=make.AT)
        assert Need.objects.filter(pk=need.pk).exists() and not GroupLink.objects.exists()


class TestPages:
    def test_search_link_and_tell_on_the_other_side(self, client, people, group, need):
        client.force_login(people.manager)
        where = f"/groups/{group.pk}/results/"
        text = client.get(where, {"kind": "need", "q": need.title[:8]}).content.decode()
        assert need.title in text and f'name="thing" value="{need.pk}"' in text
        assert client.post(f"{where}link/", {"kind": "need", "thing": str(need.pk)}).url == where
        text = client.get(where, {"kind": "need", "q": need.title[:8]}).content.decode()
        assert f'name="thing" value="{need.pk}"' not in text, "what is linked is not offered again"
        assert f"/groups/of/need/{need.pk}/" in client.get(f"/needs/{need.pk}/").content.decode()
        assert "Composites on the road" in client.get(f"/groups/of/need/{need.pk}/").content.decode()
        link = GroupLink.objects.get()
        assert client.post(f"/groups/result/{link.pk}/unlink/").status_code == 302
        assert "Composites" not in client.get(f"/groups/of/need/{need.pk}/").content.decode()

    def test_a_study_too_and_its_page_leaves_room(self, client, people, group):
        client.force_login(people.manager)
        study = make_studies.study(people.manager)
        client.post(f"/groups/{group.pk}/results/link/", {"kind": "study", "thing": str(study.pk)})
        assert f"/groups/of/study/{study.pk}/" in client.get(f"/studies/{study.pk}/").content.decode()
        assert "Composites on the road" in client.get(f"/groups/of/study/{study.pk}/").content.decode()
        client.force_login(people.ministry)
        text = client.get(f"/groups/{group.pk}/results/").content.decode()
        assert "not published yet" in text and f"/studies/{study.pk}/" not in text

    @pytest.mark.parametrize(
        "sent", [{}, {"kind": "need"}, {"kind": "x", "thing": "1"}, {"kind": "need", "thing": "9" * 30}]
    )
    def test_nonsense_links_nothing(self, client, people, group, sent):
        client.force_login(people.manager)
        assert client.post(f"/groups/{group.pk}/results/link/", sent).status_code == 400
        assert (
            client.post(f"/groups/{group.pk}/results/link/", {"kind": "need", "thing": "987"}).status_code
            == 404
        )
        assert not GroupLink.objects.exists()

    def test_a_new_need_is_added_and_linked_or_neither(self, client, people, group, company):
        client.force_login(people.manager)
        where = f"/groups/{group.pk}/results/need/"
        given = {"company": "Nobody", "title": "A bench", "theme": "", "urgency": "2", "language": "en"}
        page = client.post(where, given)
        assert page.status_code == 422 and 'value="A bench"' in page.content.decode()
        theme = Need._meta.get_field("theme").related_model.objects.first()
        assert (
            client.post(where, given | {"company": "Verbund S.A.", "theme": str(theme.pk)}).status_code == 302
        )
        assert GroupLink.objects.get().need.company == company

    def test_a_new_cooperation_is_noted_and_linked_or_neither(self, client, people, group, company):
        other = CompanyFactory(name="Prüfwerk S.A.")
        client.force_login(people.manager)
        where = f"/groups/{group.pk}/results/cooperation/"
        assert where in client.get(f"/groups/{group.pk}/results/").content.decode()
        assert client.get(where).status_code == 200
        given = {
            "company": "Verbund S.A.",
            "partner": "Prüfwerk S.A.",
            "title": "One bench",
            "state": "talking",
        }
        for wrong in (
            {"partner": "Nobody"}, {"partner": ""}, {"company": ""}, {"title": ""}, {"state": "x"}, {"value_eur": "-1"},
            {"partner": "Verbund S.A."}, {"began_on": "31/12/2999"},
        ):  # fmt: skip
            page = client.post(where, given | {"notes": "Kept words"} | wrong)
            assert page.status_code == 422 and "Kept words" in page.content.decode(), wrong
        assert not GroupLink.objects.exists() and not Cooperation.objects.exists()
        assert client.post(where, given | {"value_eur": "120000"}).url == f"/groups/{group.pk}/results/"
        made = GroupLink.objects.get().cooperation
        assert (made.first, made.second, made.value_eur, made.created_by) == (
            company,
            other,
            120_000,
            people.manager,
        )
        assert "One bench" in client.get(f"/groups/{group.pk}/results/").content.decode()
        page = client.get(reverse("events:cooperation", args=[made.pk])).content.decode()
        assert f"/groups/of/cooperation/{made.pk}/" in page
        assert "Composites on the road" in client.get(f"/groups/of/cooperation/{made.pk}/").content.decode()
        page = client.post(where, given | {"title": "one bench"})
        assert page.status_code == 422, "the same two have the same under way"
        assert GroupLink.objects.count() == Cooperation.objects.count() == 1

    def test_a_cooperation_of_companies_of_others_is_not_noted(self, client, people, group, company):
        CompanyFactory(name="Prüfwerk S.A.")
        client.force_login(people.other_manager)
        given = {
            "company": "Verbund S.A.",
            "partner": "Prüfwerk S.A.",
            "title": "One bench",
            "state": "talking",
        }
        page = client.post(f"/groups/{group.pk}/results/cooperation/", given)
        assert page.status_code == 422 and "look after one of the two" in page.content.decode()
        assert not GroupLink.objects.exists() and not Cooperation.objects.exists()

    @pytest.mark.parametrize("state", ["proposed", "declined"])
    def test_of_a_group_that_never_ran_no_cooperation_comes(self, client, people, company, state):
        CompanyFactory(name="Prüfwerk S.A.")
        client.force_login(people.manager)
        group = make.group(people.manager, state=state)
        given = {
            "company": "Verbund S.A.",
            "partner": "Prüfwerk S.A.",
            "title": "One bench",
            "state": "talking",
        }
        page = client.post(f"/groups/{group.pk}/results/cooperation/", given)
        assert page.status_code == 422 and not Cooperation.objects.exists(), "neither is half-written"

    def test_the_ministry_reads_and_writes_nothing(self, client, people, group):
        make.result(group, linked_by=people.manager)
        make.session(group, in_days=-9, state="held").attendances.create(
            member=group.members.first(), presence="present"
        )
        client.force_login(people.ministry)
        text = client.get(f"/groups/{group.pk}/results/").content.decode()
        assert "One bench that travels." in text and "group-attendance" in text
        assert (
            'name="text"' not in text and "/groups/session/" not in text and people.manager.email not in text
        )
        assert (
            client.post(f"/groups/{group.pk}/results/", {"kind": "idea", "text": "Ours"}).status_code == 403
        )

    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(
        self, client, people, group, company, rows, django_assert_num_queries
    ):
        for number in range(rows):
            found = a_need(company, people.administrator, f"Need {number}")
            make.result(group, "need", need=found, linked_by=people.manager)
            make.result(group, text=f"Idea {number}", company=company)
        client.force_login(people.analyst)
        with django_assert_num_queries(10):
            page = client.get(f"/groups/{group.pk}/results/")
        assert page.content.decode().count("Idea ") >= rows


def test_who_takes_part_is_told_that_the_group_closes(people, group):
    ann, gone = make.member(group, "Ann"), make.member(group, "Gil", state="left")
    life.close(group=group, report={"fr": "Un banc."}, by=people.manager, at=make.AT)
    told = set(Letter.objects.filter(kind="closed").values_list("member_id", flat=True))
    assert ann.pk in told and gone.pk not in told


def test_the_closing_page_shows_how_it_worked(client, people, group):
    make.session(group, in_days=-9, state="held")
    client.force_login(people.manager)
    assert "Sessions held" in client.get(f"/groups/{group.pk}/close/").content.decode()
