"""Do the shipped questions load, by year, in three languages, and does a fault name its place?"""

import copy

import pytest

from factories import surveys
from grappe.apps.surveys.models import Edition
from grappe.apps.surveys.operations import editions
from grappe.apps.surveys.queries.editions import edition_for, questionnaire_of
from grappe.engines.diagnosis import missing_languages
from grappe.ui.errors import BadInput


def test_the_shipped_questions_speak_three_languages():
    assert missing_languages(surveys.document()) == []


@pytest.mark.django_db
def test_each_year_has_its_questions_with_the_year_written_in():
    assert editions.load(surveys.document(), at=surveys.AT) == (5, 0)
    old, new = (questionnaire_of(edition_for(year)) for year in (2023, 2025))
    assert "hires" not in {each.id for each in old.questions}
    assert "hires" in {each.id for each in new.questions}
    assert new.question("turnover").label.en == "What was your turnover of 2025?"
    assert new.version == "2025"


@pytest.mark.django_db
def test_a_changed_file_makes_editions_of_its_own_and_the_old_one_counts_again_when_it_is_loaded_again():
    first = surveys.document()
    changed = copy.deepcopy(first) | {"years": [2025]}
    changed["questions"][0]["help"] = {"en": "Heads."}
    editions.load(first, at=surveys.AT)
    assert editions.load(changed, at=surveys.AT.replace(hour=10)) == (1, 0)
    assert questionnaire_of(edition_for(2025)).question("jobs").help.en == "Heads."
    assert editions.load(first, at=surveys.AT.replace(hour=11)) == (0, 5)
    assert questionnaire_of(edition_for(2025)).question("jobs").help.en.startswith("Heads, in")
    assert Edition.objects.count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"years": []}, "list of years"),
        ({"years": ["2025"]}, "list of years"),
        ({"title": None}, "title"),
    ],
)
def test_a_fault_is_told_and_nothing_is_loaded(change, said):
    with pytest.raises(BadInput, match=said):
        editions.load(surveys.document() | change, at=surveys.AT)
    assert not Edition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"least": 10, "most": 1}, r"questions\[0\]\.most"),
        ({"plausible": {"against": ["last_year"], "times": 1}}, r"plausible\.times"),
        ({"measure": "apples"}, r"questions\[0\]\.measure"),
        ({"since": "long ago"}, "are years"),
        ({"weight": 2}, "cannot be scored"),
        ({"type": "text"}, "is for numbers only"),
    ],
)
def test_a_faulty_question_is_named(question, said):
    document = surveys.document()
    document["questions"][0] |= question
    with pytest.raises(BadInput, match=said):
        editions.load(document, at=surveys.AT)


@pytest.mark.django_db
def test_a_matrix_is_no_question_of_a_survey():
    document = surveys.document()
    document["questions"].append(
        {"id": "m", "dimension": "people", "type": "scale_matrix", "label": "M", "scale": "satisfaction",
         "items": [{"id": "a", "label": "A"}]}
    )  # fmt: skip
    with pytest.raises(BadInput, match="no questions of type scale_matrix"):
        editions.load(document, at=surveys.AT)
