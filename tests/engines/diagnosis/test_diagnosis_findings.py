"""Does each finding name the answers that led to it, and does a blank lead to none?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.diagnosis.diagnosis_samples import shipped, small
from grappe.engines.diagnosis import Severity, findings, parse_questionnaire
from grappe.engines.diagnosis.model import AllOf, AnyOf, Not, ScoreTest


def with_finding(when: dict, **changes) -> object:
    finding = {"id": "f", "when": when, "text": "F", "severity": "high", "theme": "digital", **changes}
    return parse_questionnaire(small(findings=[finding]))


def test_an_unticked_choice_is_evidence_and_a_blank_is_not():
    questionnaire = with_finding({"question": "q1", "not_ticked": "y"})
    (found,) = findings(questionnaire, {"q1": ["x"]})
    assert [(e.code, e.answered.en) for e in found.evidence] == [("q1.y", "not ticked")]
    assert findings(questionnaire, {}) == ()
    assert findings(questionnaire, {"q1": ["y"]}) == ()


def test_only_the_decisive_answers_are_named():
    either = with_finding({"any": [{"question": "q1", "ticked": "x"}, {"question": "q3", "below": 1}]})
    (found,) = findings(either, {"q1": ["x"], "q3": 2})
    assert [e.code for e in found.evidence] == ["q1.x"]


def test_not_names_the_answer_that_makes_it_true():
    questionnaire = with_finding({"not": {"question": "q3", "at_least": 1}})
    (found,) = findings(questionnaire, {"q3": 0})
    assert [(e.code, e.answered.en) for e in found.evidence] == [("q3", "no")]
    assert findings(questionnaire, {}) == ()


def test_a_score_rule_names_the_score_and_its_answers():
    questionnaire = with_finding({"score": "b", "below": 50})
    (found,) = findings(questionnaire, {"q2": {"x": 0, "y": 1}, "q3": 0})
    assert [e.code for e in found.evidence] == ["b", "q2", "q3"]
    assert found.evidence[0].answered.en == "12 / 100"
    assert found.evidence[1].answered.en == "X: no; Y: partly"


def test_a_score_on_less_than_half_of_its_questions_is_no_ground():
    questionnaire = with_finding({"score": "b", "below": 50})
    assert findings(questionnaire, {"q2": {"x": 0}}) == ()
    assert findings(questionnaire, {"q3": 0}) != ()


def test_an_answer_that_is_no_longer_asked_leads_to_nothing():
    finding = {
        "id": "f",
        "when": {"question": "q3", "below": 1},
        "text": "F",
        "severity": "low",
        "theme": "digital",
    }
    data = small(findings=[finding])
    data["questions"][2]["shown_when"] = {"question": "q1", "ticked": "x"}
    questionnaire = parse_questionnaire(data)
    assert findings(questionnaire, {"q1": ["x"], "q3": 0}) != ()
    assert findings(questionnaire, {"q1": ["y"], "q3": 0}) == ()


def test_an_exclusive_choice_is_not_counted_as_a_tick():
    questionnaire = with_finding({"question": "q1", "ticks_below": 1})
    assert findings(questionnaire, {"q1": ["none"]}) != ()
    assert findings(questionnaire, {"q1": ["x"]}) == ()


def answers_that_meet(questionnaire, condition, wanted=True) -> dict:
    """Return answers that make a condition of a shipped rule hold, by construction."""
    if isinstance(condition, Not):
        return answers_that_meet(questionnaire, condition.part, not wanted)
    if isinstance(condition, AllOf | AnyOf):
        parts = condition.parts if isinstance(condition, AllOf) == wanted else condition.parts[:1]
        answers: dict = {}
        for part in parts:
            for key, value in answers_that_meet(questionnaire, part, wanted).items():
                answers[key] = merged(answers.get(key), value)
        return answers
    if isinstance(condition, ScoreTest):
        return answers_for_score(questionnaire, condition)
    return {condition.question: answer_for(questionnaire.question(condition.question), condition, wanted)}


def merged(old, new):
    if isinstance(old, dict) and isinstance(new, dict):
        joined = {key: merged(old.get(key), value) for key, value in new.items()}
        return {**old, **joined}
    if isinstance(old, list) and isinstance(new, list):
        return sorted({*old, *new})
    if isinstance(old, int | float) and isinstance(new, int | float):
        return max(old, new)  # two lower limits: the higher one holds for both
    return new


def answer_for(question, test, wanted):
    name = test.test.value
    others = [item.id for item in question.items if item.id not in test.options]
    if name == "is":
        return test.options[0] if wanted else others[0]
    if name == "ticked":
        value = list(test.options) if wanted else []
    elif name == "not_ticked":
        value = []
    elif name == "ticks_at_least":
        value = list(test.options[: int(test.number)])
    elif name == "ticks_below":
        value = []
    elif name == "at_least":
        value = number_above(question, test.number)
    else:
        value = 0
    if test.column:
        return {test.column: value}
    return {test.item: value} if test.item else value


def number_above(question, number):
    return int(number + 0.999) if question.scale else number


def answers_for_score(questionnaire, test) -> dict:
    low = test.test.value == "below"
    wanted = questionnaire.questions if test.id == "total" else questionnaire.questions_of(test.id)
    answers: dict = {}
    for question in wanted:
        ticks = [] if low else list(question.item_ids)
        if question.columns:
            answers[question.id] = {column.id: ticks for column in question.columns}
        elif question.scale:
            level = 0 if low else len(question.scale) - 1
            answers[question.id] = dict.fromkeys(question.item_ids, level)
        else:
            answers[question.id] = ticks
    return answers


ALL_RULES = [(name, rule) for name in ("dma", "resilience") for rule in shipped(name).findings]


@pytest.mark.parametrize(("name", "rule"), ALL_RULES, ids=[f"{name}-{rule.id}" for name, rule in ALL_RULES])
def test_every_shipped_finding_can_be_reached_and_is_explained(name, rule):
    questionnaire = shipped(name)
    answers = answers_that_meet(questionnaire, rule.when)
    found = {finding.id: finding for finding in findings(questionnaire, reachable(questionnaire, answers))}
    assert rule.id in found
    assert found[rule.id].evidence
    assert all(e.asked.en and e.asked.fr and e.asked.de and e.answered.fr for e in found[rule.id].evidence)
    assert found[rule.id].need is not None


def reachable(questionnaire, answers: dict) -> dict:
    """Add the answers that make the questions of `answers` be asked at all."""
    for question in questionnaire.questions:
        if question.id in answers and question.shown_when is not None:
            answers = {**answers_that_meet(questionnaire, question.shown_when), **answers}
    return answers


@given(st.sampled_from(["dma", "resilience"]))
def test_a_blank_questionnaire_finds_nothing(name):
    assert findings(shipped(name), {}) == ()


def test_the_gravest_come_first():
    order = [Severity.HIGH, Severity.MEDIUM, Severity.LOW]
    nothing = {f"q{n}": [] for n in (2, 3, 5, 6, 8, 10)}
    found = [order.index(finding.severity) for finding in findings(shipped("dma"), nothing)]
    assert found == sorted(found) and len(set(found)) == 3
