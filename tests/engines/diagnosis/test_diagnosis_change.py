"""Is change told over comparable questions only, and is the rest named?"""

from __future__ import annotations

import copy

import pytest

from engines.diagnosis.diagnosis_samples import shipped_data, small
from grappe.engines.diagnosis import DifferentQuestionnaires, NotComparable, change_since, parse_questionnaire

FIRST = parse_questionnaire(small())
T0 = {"q1": ["x"], "q2": {"x": 0, "y": 2}, "q3": 0}
T1 = {"q1": ["x", "y"], "q2": {"x": 2, "y": 2}, "q3": 1}


def test_the_same_version_answered_twice():
    change = change_since(FIRST, T0, FIRST, T1)
    found = {delta.id: (delta.before, delta.after, delta.change) for delta in change.dimensions}
    assert found == {"a": (50, 100, 50), "b": (25, 75, 50)}
    assert change.total.change == 50
    assert change.left_out == ()


def test_a_question_left_blank_once_is_left_out_of_both():
    change = change_since(FIRST, {"q1": ["x"], "q3": 0}, FIRST, T1)
    b = change.dimensions[1]
    assert (b.before, b.after, b.partly) == (0, 50, True)
    assert [(gap.question, gap.why) for gap in change.left_out] == [("q2", NotComparable.BLANK)]


def test_lines_left_blank_once_are_left_out_of_both():
    change = change_since(FIRST, {"q2": {"x": 0}}, FIRST, {"q2": {"x": 1, "y": 0}})
    assert change.dimensions[1].change == 50
    assert ("q2", NotComparable.BLANK) in [(gap.question, gap.why) for gap in change.left_out]


def test_a_dimension_without_common_answers_has_no_change():
    change = change_since(FIRST, {"q1": ["x"]}, FIRST, {"q2": {"x": 1}, "q1": []})
    assert change.dimensions[1].change is None
    assert change.total.change == -50


def later_version() -> dict:
    data = small(version="2")
    data["questions"][0]["items"].insert(2, {"id": "z", "label": "Z"})
    data["questions"][2]["label"] = "Three, in other words"
    del data["questions"][1]
    data["questions"].append(
        {"id": "q4", "dimension": "b", "type": "scale", "scale": "three", "label": "Four"}
    )
    return data


def test_across_versions_questions_are_mapped_by_their_ids():
    later = parse_questionnaire(later_version())
    change = change_since(FIRST, T0, later, {"q1": ["x", "y", "z"], "q3": 2, "q4": 2})
    assert change.dimensions[0].change is None
    assert change.dimensions[1].change == 100
    why = {gap.question: gap.why for gap in change.left_out}
    assert why == {"q1": NotComparable.CHANGED, "q4": NotComparable.NEW, "q2": NotComparable.REMOVED}
    assert all(gap.text.fr for gap in change.left_out)


def test_another_wording_alone_changes_nothing():
    data = copy.deepcopy(shipped_data("dma"))
    data["version"] = "2"
    data["questions"][3]["label"] = {"en": "Other words"}
    answers = {"q4": {"i1": 2}, "q2": ["i1"]}
    change = change_since(
        parse_questionnaire(shipped_data("dma")), answers, parse_questionnaire(data), answers
    )
    assert {gap.why for gap in change.left_out} == {NotComparable.BLANK}
    assert change.total.change == 0


def test_two_questionnaires_are_not_compared():
    other = parse_questionnaire(small(id="other"))
    with pytest.raises(DifferentQuestionnaires):
        change_since(FIRST, T0, other, T1)
