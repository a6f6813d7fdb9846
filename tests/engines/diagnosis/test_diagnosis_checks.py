"""Is a number held to what it counts, and asked about again when it stands far from what was known?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.diagnosis import (
    AnswerError,
    Measure,
    Plausible,
    Question,
    QuestionnaireError,
    QuestionType,
    clean_answer,
    doubt_of,
    parse_questionnaire,
)
from grappe.engines.kernel import Text

CHECK = Plausible(against=("last_year", "file"), times=2, margin=5)


def number(**more) -> Question:
    return Question("q", "d", QuestionType.NUMBER, Text(en="How many?"), weight=0, **more)


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        (number(measure=Measure.WHOLE), 2.5, "whole"),
        (number(least=0), -0.01, "less"),
        (number(most=100), 100.01, "more"),
    ],
)
def test_a_number_is_held_to_what_it_counts(question, value, said):
    with pytest.raises(AnswerError, match=said):
        clean_answer(question, value)


def test_the_limits_themselves_are_answers():
    question = number(measure=Measure.WHOLE, least=0, most=100)
    assert [clean_answer(question, value) for value in (0, 100)] == [0.0, 100.0]


@pytest.mark.parametrize(
    ("value", "references", "against"),
    [
        (100, {"last_year": 31}, "last_year"),
        (62, {"last_year": 31}, None),  # twice is not more than twice
        (10, {"last_year": 31}, "last_year"),
        (7, {"last_year": 3}, None),  # within the margin
        (100, {"file": 31}, "file"),
        (100, {"last_year": None, "file": 90}, None),
        (100, {"last_year": 0}, None),  # from nothing there is no ratio
        (0, {"last_year": 31}, "last_year"),
        (100, {}, None),
    ],
)
def test_a_doubt_names_what_it_comes_from(value, references, against):
    found = doubt_of(number(plausible=CHECK), float(value), references)
    assert (found.against if found else None) == against


def test_nothing_is_doubted_without_a_number_or_a_check():
    assert doubt_of(number(plausible=CHECK), None, {"last_year": 1}) is None
    assert doubt_of(number(), 100.0, {"last_year": 1}) is None


@given(st.floats(6, 1e9), st.floats(6, 1e9))
def test_a_doubt_looks_both_ways(first, second):
    """What is far above a reference makes that reference far below."""
    up = doubt_of(number(plausible=CHECK), first, {"last_year": second})
    down = doubt_of(number(plausible=CHECK), second, {"last_year": first})
    assert (up is None) == (down is None)


def _survey(**question):
    return {
        "id": "s", "version": "1", "title": "S", "dimensions": [{"id": "d", "label": "D"}],
        "questions": [{"id": "q", "dimension": "d", "type": "number", "label": "Q", **question}],
    }  # fmt: skip


def test_a_survey_scores_nothing_and_a_diagnostic_has_to():
    found = parse_questionnaire(_survey(required=True, measure="euros", least=0), scored=False)
    assert (found.questions[0].required, found.questions[0].weight, found.dimensions[0].weight) == (
        True,
        0,
        0,
    )
    with pytest.raises(QuestionnaireError, match="no scored question"):
        parse_questionnaire(_survey())
    scored = _survey()
    scored["dimensions"][0]["weight"] = 1
    with pytest.raises(QuestionnaireError, match="scores nothing"):
        parse_questionnaire(scored, scored=False)
