"""Does a changed questionnaire leave past answers as they were?"""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from factories import diagnostics as made
from factories.companies import WHEN, CompanyFactory
from grappe.apps.diagnostics import operations, queries
from grappe.apps.diagnostics.models import QuestionnaireVersion
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


def changed(version: str = "1") -> dict:
    data = copy.deepcopy(made.shipped("dma"))
    data["version"] = version
    data["questions"][7]["items"].append({"id": "i7", "label": {"en": "A seventh protection"}})
    return data


def test_loading_twice_changes_nothing():
    made.load()
    assert operations.load_questionnaires([made.shipped("dma")], at=WHEN) == (0, 1)
    assert QuestionnaireVersion.objects.count() == 2


@pytest.mark.parametrize("version", ["2", "1"])
def test_changed_content_is_a_version_of_its_own(version, people, clusters):
    made.load()
    company = CompanyFactory(clusters=[clusters["digital"]])
    run = made.finish(company, people.manager, {"q8": ["i1"]})
    before = queries.result_of(queries.run_for(run.pk, for_user=people.manager))
    later = WHEN + timedelta(days=400)
    assert operations.load_questionnaires([changed(version)], at=later) == (1, 0)
    after = queries.result_of(queries.run_for(run.pk, for_user=people.manager))
    assert (after.rows, after.total, after.said) == (before.rows, before.total, before.said)
    assert made.start(company, people.manager, days=401).version_id != run.version_id
    (card,) = [card for card in queries.current() if card.slug == "dma"]
    assert card.version == "2" if version == "2" else card.version.startswith("1+")


def test_an_older_file_loaded_again_is_the_current_one_again():
    made.load()
    operations.load_questionnaires([changed("2")], at=WHEN + timedelta(days=1))
    operations.load_questionnaires([made.shipped("dma")], at=WHEN + timedelta(days=2))
    assert {card.slug: card.version for card in queries.current()}["dma"] == "1"
    assert QuestionnaireVersion.objects.filter(questionnaire__slug="dma").count() == 2


def test_a_faulty_questionnaire_is_told_with_its_place_and_nothing_is_loaded():
    bad = copy.deepcopy(made.shipped("dma"))
    bad["questions"][2]["items"][0]["label"] = 3
    with pytest.raises(BadInput, match=r"“dma”, questions\[2\]\.items\[0\]\.label"):
        operations.load_questionnaires([made.shipped("resilience"), bad], at=WHEN)
    assert not QuestionnaireVersion.objects.exists()


def test_the_database_refuses_to_change_a_version():
    made.load("dma")
    version = QuestionnaireVersion.objects.get()
    version.content = {}
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        version.save()


def test_change_across_versions_compares_what_can_be_compared(people, clusters):
    made.load()
    company = CompanyFactory(clusters=[clusters["digital"]])
    made.finish(company, people.manager, {"q7": ["i1"], "q8": ["i1", "i2"]})
    operations.load_questionnaires([changed("2")], at=WHEN + timedelta(days=300))
    second = made.finish(company, people.manager, {"q7": ["i1", "i3"], "q8": ["i1"]}, days=301)
    result = queries.result_of(queries.run_for(second.pk, for_user=people.manager))
    d4 = next(row for row in result.rows if row.id == "d4")
    assert d4.partly and round(d4.change, 1) == round(100 / 7, 1)
    assert "q8" in {gap.question for gap in result.change.left_out}
