"""Does the EU assessment score as its published formulas say?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.diagnosis.diagnosis_samples import full_answer, shipped
from grappe.engines.diagnosis import AnswerError, QuestionType, score

VECTORS = Path(__file__).parents[4] / "shared/data/dma_sme_questionnaire.json"
LETTERS = "abcdefghij"


@pytest.fixture(scope="module")
def published() -> dict:
    if not VECTORS.exists():
        pytest.skip(f"the published test vectors are not there: {VECTORS}")
    return json.loads(VECTORS.read_text(encoding="utf-8"))


def example(published: dict) -> dict:
    """Return the published example in our form: what it leaves out of a matrix is 'not used', not blank."""
    given = published["test_vectors"]["example_answers"]
    answers: dict = {}
    for question in shipped("dma").questions:
        value = given[question.id]
        if question.type is QuestionType.MULTI:
            answers[question.id] = [v if v[0] == "i" else f"i{LETTERS.index(v) + 1}" for v in value]
        elif question.type is QuestionType.SCALE_MATRIX:
            answers[question.id] = {item.id: value.get(item.id, 0) for item in question.items}
        else:
            columns = zip(question.columns, value, strict=True)
            answers[question.id] = {c.id: [f"i{n + 1}" for n in range(len(ticks))] for c, ticks in columns}
    return answers


def nothing_ticked() -> dict:
    answers: dict = {}
    for question in shipped("dma").questions:
        if question.type is QuestionType.MULTI:
            answers[question.id] = []
        elif question.type is QuestionType.SCALE_MATRIX:
            answers[question.id] = dict.fromkeys(question.item_ids, 0)
        else:
            answers[question.id] = {column.id: [] for column in question.columns}
    return answers


def rounded(answers: dict) -> dict:
    diagnosis = score(shipped("dma"), answers)
    found = {dimension.id: round(dimension.points, 2) for dimension in diagnosis.dimensions}
    return {**found, "overall": round(diagnosis.total, 2)}


def test_the_published_example(published):
    assert rounded(example(published)) == published["test_vectors"]["results"]["example_fixed"]


def test_everything_answered_with_nothing_ticked(published):
    assert rounded(nothing_ticked()) == published["test_vectors"]["results"]["empty"]
    assert score(shipped("dma"), nothing_ticked()).coverage == 1.0


def test_everything_ticked(published):
    full = {question.id: full_answer(question) for question in shipped("dma").questions}
    assert rounded(full) == published["test_vectors"]["results"]["full_fixed"]


def test_structure_is_that_of_the_published_form(published):
    questionnaire = shipped("dma")
    assert [d.id for d in questionnaire.dimensions] == [d["id"] for d in published["dimensions"]]
    for ours, theirs in zip(questionnaire.questions, published["questions"], strict=True):
        assert (ours.id, ours.dimension, ours.type.value) == (theirs["id"], theirs["dim"], theirs["type"])
        assert list(ours.item_ids) == [item["id"] for item in theirs["items"]]
        assert sorted(ours.exclusive_ids) == theirs.get("exclusive", [])
    bands = [{"id": band.id, "from": band.first, "to": band.last} for band in questionnaire.bands]
    assert bands == published["bands"]


def test_data_not_collected_digitally_earns_nothing():
    only_that = score(shipped("dma"), {"q7": ["i2"]})
    assert only_that.question("q7").points == 0.0
    every_other = [f"i{n}" for n in (1, 3, 4, 5, 6, 7, 8)]
    assert score(shipped("dma"), {"q7": every_other}).question("q7").points == 10.0
    with pytest.raises(AnswerError, match="cannot be combined"):
        score(shipped("dma"), {"q7": ["i1", "i2"]})


def test_blank_is_not_nothing_ticked():
    blank, nothing = score(shipped("dma"), {}), score(shipped("dma"), nothing_ticked())
    assert blank.total is None and blank.coverage == 0.0 and blank.band is None
    assert nothing.total == 0.0 and nothing.coverage == 1.0 and nothing.band == "basic"


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "basic"), (25, "basic"), (25.49, "basic"), (25.5, "average"), (50.5, "moderately_advanced")]
    + [(75.4, "moderately_advanced"), (75.5, "advanced"), (100, "advanced"), (None, None)],
)
def test_bands_leave_no_gap_between_whole_points(points, band):
    found = shipped("dma").band_of(points)
    assert (found.id if found else None) == band
