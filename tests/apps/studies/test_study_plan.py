"""Are a study's hypotheses, dates, costs and documents kept, and late dates told to whoever leads it?"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import studies as make
from grappe.apps.documents.models import Document
from grappe.apps.studies.operations import calendar, costs, hypotheses, materials
from grappe.apps.studies.queries import plan
from grappe.apps.studies.queries.milestones import late
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = AT.date()


@pytest.fixture
def study(people):
    return make.study(people.manager)


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


class TestHypotheses:
    def test_an_outcome_has_reasons(self, study, people):
        said = {"study": study, "by": people.manager, "at": AT}
        kept = hypotheses.save(statements={"en": "Volume"}, **said)
        with pytest.raises(BadInput, match="Say why"):
            hypotheses.save(hypothesis=kept, statements={"en": "Volume"}, outcome="refuted", **said)
        settled = hypotheses.save(
            hypothesis=kept, statements={"en": "Volume"}, outcome="refuted", reasons={"fr": "Trois"}, **said
        )
        assert (settled.outcome, settled.reasons) == ("refuted", {"fr": "Trois"})
        with pytest.raises(BadInput):
            hypotheses.save(statements={"en": " "}, **said)

    def test_they_change_places_and_stay_where_a_finding_is_about_one(self, study, people):
        first, second = make.hypothesis(study, position=0), make.hypothesis(study, "Price", position=1)
        assert hypotheses.move(hypothesis=second, up=True, by=people.manager, at=AT) == 1
        assert list(study.hypotheses.all()) == [second, first]
        make.finding(study, hypothesis=first)
        with pytest.raises(BadInput, match="about this hypothesis"):
            hypotheses.remove(hypothesis=first, by=people.manager, at=AT)
        with pytest.raises(PermissionDenied):
            hypotheses.remove(hypothesis=second, by=people.analyst, at=AT)

    def test_the_page_takes_them(self, inside, study):
        url = f"/studies/{study.pk}/hypotheses/add/"
        assert inside.post(url, {"statements_en": "Volume", "outcome": "open"}).status_code == 302
        assert inside.post(url, {"statements_en": "Volume", "outcome": "supported"}).status_code == 422
        assert "Volume" in inside.get(f"/studies/{study.pk}/hypotheses/").content.decode()


class TestCalendar:
    @pytest.mark.parametrize(
        ("state", "days", "done", "expected"),
        [
            ("running", -1, None, True),
            ("draft", -1, None, True),
            ("running", 0, None, False),
            ("running", -1, DAY, False),
            ("published", -1, None, False),
            ("dropped", -1, None, False),
        ],
    )
    def test_what_is_late(self, people, state, days, done, expected):
        study = make.study(people.manager, state=state)
        milestone = study.milestones.create(title="Draft", due_on=DAY + timedelta(days=days), done_on=done)
        assert (late(people.manager, DAY) == [milestone]) is expected
        assert late(people.administrator, DAY) == late(people.ministry, DAY) == []

    def test_it_stands_on_my_day_of_the_lead(self, inside, study, people, client):
        study.milestones.create(title="Draft is read", due_on=DAY)
        assert "Draft is read" in inside.get("/").content.decode()
        client.force_login(people.administrator)
        assert "Draft is read" not in client.get("/").content.decode()

    def test_a_date_is_set_done_and_removed(self, inside, study):
        assert (
            inside.post(
                f"/studies/{study.pk}/plan/milestone/", {"m-title": "", "m-due_on": "2026-05-01"}
            ).status_code
            == 422
        )
        inside.post(f"/studies/{study.pk}/plan/milestone/", {"m-title": "Draft", "m-due_on": "2026-05-01"})
        milestone = study.milestones.get()
        inside.post(f"/studies/milestones/{milestone.pk}/done/", {"done": "yes"})
        milestone.refresh_from_db()
        assert milestone.done_on is not None
        inside.post(f"/studies/milestones/{milestone.pk}/remove/")
        assert not study.milestones.exists()

    def test_only_the_team_sets_one(self, study, people):
        with pytest.raises(PermissionDenied):
            calendar.save_milestone(study=study, title="x", due_on=DAY, by=people.analyst, at=AT)


class TestCosts:
    def test_what_is_not_known_is_not_zero(self, study, people):
        said = {"study": study, "by": people.manager, "at": AT}
        costs.save_cost(
            kind="travel", label="Train", planned_eur=Decimal(40), actual_eur=Decimal("38.50"), **said
        )
        costs.save_cost(kind="data", label="Prices", planned_eur=Decimal(900), actual_eur=None, **said)
        account = plan.account_of(study, for_user=people.manager)
        assert (account.sum.planned, account.sum.actual, account.sum.unknown) == (940, Decimal("38.50"), 1)
        assert account.chart["series"][0]["data"] == [40.0, 900.0]
        with pytest.raises(BadInput):
            costs.save_cost(kind="travel", label="Bus", planned_eur=None, actual_eur=None, **said)
        with pytest.raises(PermissionDenied):
            plan.account_of(study, for_user=people.analyst)

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_asks_little(self, inside, study, number, django_assert_num_queries):
        for place in range(number):
            study.costs.create(kind="travel", label=f"Train {place}", planned_eur=1)
            study.milestones.create(title="Draft", due_on=DAY)
            make.material(study, source=make.source(study))
            make.hypothesis(study)
        inside.get(f"/studies/{study.pk}/plan/")
        with django_assert_num_queries(10):
            inside.get(f"/studies/{study.pk}/plan/")
        with django_assert_num_queries(7):
            inside.get(f"/studies/{study.pk}/hypotheses/")


class TestMaterials:
    def test_a_document_is_kept_read_and_removed(self, inside, study):
        file = SimpleUploadedFile("notes.txt", b"Notes")
        inside.post(f"/studies/{study.pk}/plan/material/", {"d-file": file, "d-title": "Field notes"})
        material = study.materials.get()
        assert b"".join(inside.get(f"/studies/materials/{material.pk}/file/")) == b"Notes"
        inside.post(f"/studies/materials/{material.pk}/", {"title": "Notes", "published": "on"})
        material.refresh_from_db()
        assert (material.title, material.published) == ("Notes", True)
        inside.post(f"/studies/materials/{material.pk}/remove/")
        assert not Document.objects.exists()

    def test_a_file_that_is_not_taken_is_told(self, inside, study):
        file = SimpleUploadedFile("page.html", b"<script>")
        answer = inside.post(f"/studies/{study.pk}/plan/material/", {"d-file": file})
        assert answer.status_code == 422 and "page.html" in answer.content.decode()
        assert not Document.objects.exists()

    def test_what_an_edition_has_stays(self, study, people):
        material = make.material(study, published=True)
        study.editions.create(number=1, content={"materials": [{"id": material.pk}]}, published_at=AT)
        with pytest.raises(BadInput, match="Edition 1"):
            materials.remove(material=material, by=people.manager, at=AT)
