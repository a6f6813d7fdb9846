"""Is each way of joining scores right, by hand, and is a blank left out of all of them?"""

from __future__ import annotations

import pytest

from engines.diagnosis.diagnosis_samples import small
from grappe.engines.diagnosis import AnswerError, parse_questionnaire, score, visible_questions


def one(question: dict, **dimension) -> object:
    question = {"id": "q", "dimension": "d", "label": "Q", **question}
    return parse_questionnaire(
        {
            "id": "one",
            "version": "1",
            "title": "One",
            "dimensions": [{"id": "d", "label": "D", **dimension}],
            "questions": [question],
        }
    )


def points(questionnaire, answer) -> float | None:
    return score(questionnaire, {"q": answer}).question("q").points


ITEMS = [{"id": letter, "label": letter} for letter in "abcd"]
STEPS = [{"label": str(n)} for n in range(5)]


def test_a_weighted_mean_of_ticks():
    items = [{"id": "a", "label": "A", "weight": 3}, {"id": "b", "label": "B"}]
    weighted = one({"type": "multi", "items": items, "aggregation": "weighted_mean"})
    assert [points(weighted, ticks) for ticks in ([], ["b"], ["a"], ["a", "b"])] == [0, 2.5, 7.5, 10]


def test_count_is_full_at_its_number_of_ticks():
    count = one({"type": "multi", "items": ITEMS, "aggregation": "count", "full_at": 2})
    assert [points(count, list("abcd"[:n])) for n in range(5)] == [0, 5, 10, 10, 10]


def test_level_map_of_a_count():
    levels = [{"at_least": 1, "value": 0.2}, {"at_least": 3, "value": 1}]
    mapped = one({"type": "multi", "items": ITEMS, "aggregation": "level_map", "levels": levels})
    assert [points(mapped, list("abcd"[:n])) for n in range(5)] == [0, 2, 2, 10, 10]


def test_minimum_of_the_answered_lines():
    weakest = one({"type": "scale_matrix", "items": ITEMS, "scale": STEPS, "aggregation": "minimum"})
    assert points(weakest, {"a": 4, "b": 1}) == 2.5
    assert points(weakest, {"a": 4}) == 10


def test_a_matrix_is_scored_over_its_answered_lines_only():
    matrix = one({"type": "scale_matrix", "items": ITEMS, "scale": STEPS})
    partly = score(matrix, {"q": {"a": 4, "b": 2}})
    assert partly.question("q").points == 7.5
    assert partly.coverage == 0.5


def test_a_column_left_blank_is_not_a_column_without_ticks():
    columns = [{"id": "left", "label": "L"}, {"id": "right", "label": "R"}]
    matrix = one({"type": "matrix_two_columns", "items": ITEMS, "columns": columns})
    blank = score(matrix, {"q": {"left": ["a", "b"]}})
    none = score(matrix, {"q": {"left": ["a", "b"], "right": []}})
    assert (blank.question("q").points, blank.coverage) == (5.0, 0.5)
    assert (none.question("q").points, none.coverage) == (2.5, 1.0)


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (15, 5), (30, 10), (90, 10), (-5, 0)])
def test_a_number_between_worst_and_best(number, expected):
    assert points(one({"type": "number", "worst": 0, "best": 30}), number) == expected


@pytest.mark.parametrize(("number", "expected"), [(50, 0), (20, 6), (0, 10)])
def test_less_can_be_better(number, expected):
    assert points(one({"type": "number", "worst": 50, "best": 0}), number) == expected


def test_levels_of_a_dimension_are_in_points():
    levels = [{"at_least": 0, "value": 0}, {"at_least": 40, "value": 25}, {"at_least": 60, "value": 50}]
    graded = one({"type": "multi", "items": ITEMS}, aggregation="level_map", levels=levels)
    found = [score(graded, {"q": list("abcd"[:n])}).dimension("d").points for n in range(5)]
    assert found == [0, 0, 25, 50, 50]


def test_the_total_follows_its_own_aggregation_and_weights():
    data = small(aggregation="weighted_mean")
    data["dimensions"][0]["weight"] = 3
    answers = {"q1": ["x", "y"], "q2": {"x": 0, "y": 0}, "q3": 0}
    assert score(parse_questionnaire(data), answers).total == 75
    assert score(parse_questionnaire(small(aggregation="mean")), answers).total == 50
    assert score(parse_questionnaire(small(aggregation="minimum")), answers).total == 0


def test_a_dimension_without_answers_has_no_score_and_does_not_pull_the_total_down():
    found = score(parse_questionnaire(small()), {"q1": ["x", "y"]})
    assert found.dimension("b").points is None
    assert found.total == 100
    assert (found.coverage, found.answered, found.asked) == (0.5, 1, 3)


CONDITIONAL = {"question": "q1", "ticked": "x"}


def with_condition() -> dict:
    data = small()
    data["questions"][2]["shown_when"] = CONDITIONAL
    return data


def test_a_question_is_asked_only_when_its_condition_is_known_to_hold():
    questionnaire = parse_questionnaire(with_condition())
    assert "q3" not in visible_questions(questionnaire, {})
    assert "q3" not in visible_questions(questionnaire, {"q1": []})
    assert "q3" in visible_questions(questionnaire, {"q1": ["x"]})


def test_an_answer_to_a_question_that_is_not_asked_counts_for_nothing():
    questionnaire = parse_questionnaire(with_condition())
    answers = {"q1": ["y"], "q2": {"x": 2, "y": 2}, "q3": 0}
    found = score(questionnaire, answers)
    assert found.dimension("b").points == 100
    assert (found.answered, found.asked, found.coverage) == (2, 2, 1.0)


def test_a_condition_on_a_hidden_question_is_unknown():
    data = with_condition()
    data["questions"].append(
        {
            "id": "q4",
            "dimension": "b",
            "type": "text",
            "label": "Why",
            "shown_when": {"question": "q3", "below": 1},
        }
    )
    questionnaire = parse_questionnaire(data)
    assert "q4" in visible_questions(questionnaire, {"q1": ["x"], "q3": 0})
    assert "q4" not in visible_questions(questionnaire, {"q1": ["y"], "q3": 0})


@pytest.mark.parametrize(
    "answers",
    [
        {"q9": 1},
        {"q1": "x"},
        {"q1": ["z"]},
        {"q1": ["x", "none"]},
        {"q2": {"x": 3}},
        {"q2": {"x": -1}},
        {"q2": {"x": True}},
        {"q2": {"z": 1}},
        {"q2": [1]},
        {"q3": "2"},
        {"q3": 1.5},
        {"q1": [["x"]]},
        {"q1": [{"x": 1}]},
        {"q1": {"x": []}},
    ],
)
def test_an_answer_that_does_not_fit_is_refused(answers):
    with pytest.raises(AnswerError) as raised:
        score(parse_questionnaire(small()), answers)
    assert raised.value.question in answers
    assert raised.value.text.en and raised.value.text.fr and raised.value.text.de
