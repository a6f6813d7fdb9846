"""Is a study begun, changed and taken from state to state by those who may, with nobody's words lost?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import studies as make
from factories.companies import reference_data
from grappe.apps.studies import operations, permissions, queries
from grappe.apps.studies.enums import STUDY_STEPS, StudyState
from grappe.apps.studies.models import Study
from grappe.apps.studies.operations.studies import Draft
from grappe.apps.studies.queries.studies import version_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
TITLES = {"en": "Recycling of composites", "fr": "Recyclage des composites"}
ROLES = ("administrator", "manager", "other_manager", "analyst", "ministry")


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


class TestFrame:
    def test_an_analyst_begins_a_study(self, people):
        study = operations.begin(draft=Draft(titles=TITLES), by=people.analyst, at=AT)
        assert (study.state, study.lead, study.slug) == ("draft", people.analyst, "recycling-of-composites")
        with pytest.raises(PermissionDenied):
            operations.begin(draft=Draft(titles=TITLES), by=people.ministry, at=AT)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"titles": {}}, "title"),
            ({"titles": {"en": "a\nb"}}, "one line"),
            ({"titles": {"en": "x" * 251}}, "too long"),
            ({"licence": "mine"}, "cannot be read"),
            ({"starts_on": AT.date(), "due_on": AT.date() - timedelta(days=1)}, "before it begins"),
        ],
    )
    def test_bad_input_is_told_and_nothing_is_written(self, people, change, says):
        with pytest.raises(BadInput, match=says):
            operations.begin(draft=Draft(**({"titles": TITLES} | change)), by=people.manager, at=AT)
        assert not Study.objects.exists()

    def test_a_change_based_on_what_was_is_refused(self, people):
        study = make.study(people.manager)
        seen = version_of(study)
        operations.change(
            study=study, draft=Draft(titles={"en": "New"}), version=seen, by=people.manager, at=AT
        )
        with pytest.raises(Stale):
            operations.change(study=study, draft=Draft(titles=TITLES), version=seen, by=people.manager, at=AT)

    @pytest.mark.parametrize("state", StudyState.values)
    @pytest.mark.parametrize("to", StudyState.values)
    def test_only_what_may_follow_follows(self, people, state, to):
        study = make.study(people.manager, state=state)
        follows = to in STUDY_STEPS[state] and to not in ("review", "published")
        try:
            moved = operations.move(study=study, to=to, why="No money", by=people.manager, at=AT)
            assert follows and moved.state == to
        except BadInput:
            assert not follows

    def test_a_study_is_given_up_with_a_reason(self, people):
        study = make.study(people.manager)
        with pytest.raises(BadInput, match="Say why"):
            operations.move(study=study, to="dropped", why=" ", by=people.manager, at=AT)


class TestPermissions:
    def test_truth_tables(self, people):
        study, published = make.study(people.manager), make.study(people.manager, state="published")
        review = make.review(study, user=people.other_manager)
        tables = {
            "administrator": "begin see see-published work interviews publish use",
            "manager": "begin see see-published work interviews publish use",
            "other_manager": "begin see see-published use review",
            "analyst": "begin see see-published use",
            "ministry": "see-published",
        }
        for role in ROLES:
            user = getattr(people, role)
            found = {
                "begin": permissions.can_add_study(user), "see": permissions.can_view_study(user, study),
                "see-published": permissions.can_view_study(user, published),
                "work": permissions.can_work_on(user, study),
                "interviews": permissions.can_view_interviews(user, study),
                "publish": permissions.can_publish(user, study), "use": permissions.can_note_use(user),
                "review": permissions.can_review(user, review),
            }  # fmt: skip
            assert {name for name, may in found.items() if may} == set(tables[role].split()), role

    def test_the_team_works_and_does_not_publish(self, people):
        study = make.study(people.manager)
        study.team.add(people.analyst)
        assert permissions.can_work_on(people.analyst, study) and not permissions.can_publish(
            people.analyst, study
        )


class TestList:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_in_a_constant_number_of_queries(self, inside, people, rows, django_assert_num_queries):
        for number in range(rows):
            make.finding(make.study(people.manager, titles={"en": f"Round {number}"}))
        with django_assert_num_queries(7):
            page = inside.get("/studies/")
        assert page.content.decode().count("Round ") == rows

    def test_the_ministry_gets_what_is_published(self, client, people):
        make.study(people.manager, titles={"en": "Not in print"})
        make.study(people.manager, state="published", titles={"en": "Printed"})
        client.force_login(people.ministry)
        text = client.get("/studies/").content.decode()
        assert "Printed" in text and "Not in print" not in text

    def test_findings_without_evidence_are_marked(self, inside, people):
        study = make.study(people.manager)
        make.evidence(make.finding(study), make.source(study))
        make.finding(study, "Bare")
        assert "1 without evidence" in inside.get("/studies/").content.decode()

    def test_a_study_unused_for_a_year_is_listed(self, people):
        long_ago = AT - timedelta(days=366)
        unused = make.study(people.manager, state="published", published_at=long_ago)
        used = make.study(people.manager, state="published", published_at=long_ago)
        fresh = make.study(people.manager, state="published", published_at=AT - timedelta(days=364))
        make.finding(used).uses.create(kind="idea", text="A line", used_at=AT - timedelta(days=3))
        make.finding(unused).uses.create(kind="idea", text="A line", used_at=long_ago)
        listed = set(queries.studies(for_user=people.manager, unused_at=AT))
        assert listed == {unused} and fresh not in listed


class TestPages:
    def fields(self, people, **more):
        return {"titles_en": "Study", "licence": "CC-BY-4.0", "lead": str(people.manager.pk), **more}

    def test_a_study_is_begun_with_its_scope(self, inside, people):
        reference_data()
        page = inside.post("/studies/new/", self.fields(people, nace="22, 99.99"))
        assert page.status_code == 422 and "99.99" in page.content.decode()
        page = inside.post("/studies/new/", self.fields(people, nace="22, 29.3"))
        study = Study.objects.get()
        assert page.url == f"/studies/{study.pk}/"
        assert sorted(each.code for each in study.nace.all()) == ["22", "29.3"]
        text = inside.get(page.url).content.decode()
        assert "29.3" in text and "Begin the work" in text

    def test_where_two_people_change_one_study_nothing_is_lost(self, inside, people):
        study = make.study(people.manager, titles={"en": "Old"})
        seen = version_of(study)
        Study.objects.filter(pk=study.pk).update(titles={"en": "Theirs"})
        page = inside.post(f"/studies/{study.pk}/edit/", self.fields(people, titles_en="Mine", version=seen))
        assert (
            page.status_code == 409 and "Theirs" in page.content.decode() and "Mine" in page.content.decode()
        )

    def test_states_from_the_page(self, inside, people):
        study = make.study(people.manager, state="draft")
        inside.post(f"/studies/{study.pk}/move/", {"to": "running"})
        study.refresh_from_db()
        assert study.state == "running"
        page = inside.post(f"/studies/{study.pk}/move/", {"to": "dropped"}, follow=True)
        assert "Say why" in page.content.decode()
