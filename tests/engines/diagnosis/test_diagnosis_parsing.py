"""Is every fault of a questionnaire told with its exact place?"""

from __future__ import annotations

import copy

import pytest

from engines.diagnosis.diagnosis_samples import shipped, shipped_data, small
from grappe.engines.diagnosis import QuestionnaireError, missing_languages, parse_questionnaire


def changed(path: list, value: object) -> dict:
    """Return the small questionnaire with one value replaced (or removed: ...)."""
    data = small()
    at: object = data
    for key in path[:-1]:
        at = at[key]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return data


FAULTS = [
    (["title"], ..., "title", "is missing"),
    (["titel"], "x", "titel", "not a known field"),
    (["title"], {"es": "x"}, "title.es", "not one of"),
    (["dimensions"], [], "dimensions", "is empty"),
    (["dimensions", 1, "id"], "a", "dimensions[1].id", "used twice"),
    (["dimensions", 0, "weight"], -1, "dimensions[0].weight", "lies between"),
    (["dimensions", 0, "aggregation"], "median", "dimensions[0].aggregation", "not one of"),
    (["dimensions", 0, "aggregation"], "count", "dimensions[0].aggregation", "ticks"),
    (["questions", 0, "dimension"], "z", "questions[0].dimension", "not a dimension"),
    (["questions", 0, "type"], "multiple", "questions[0].type", "not one of"),
    (["questions", 0, "items", 1, "id"], "x", "questions[0].items[1].id", "used twice"),
    (["questions", 0, "items", 1, "label"], 3, "questions[0].items[1].label", "text"),
    (["questions", 0, "items", 1, "exclusive"], "yes", "questions[0].items[1].exclusive", "true or false"),
    (["questions", 0, "items", 1, "value"], 1, "questions[0].items[1].value", "single"),
    (["questions", 0, "items", 0, "weight"], 2, "questions[0].aggregation", "weighted_mean"),
    (["questions", 0, "full_at"], 2, "questions[0].full_at", "count"),
    (["questions", 0, "columns"], [{"id": "c", "label": "C"}], "questions[0].columns", "no columns"),
    (["questions", 1, "scale"], "four", "questions[1].scale", "not one of the scales"),
    (["questions", 1, "scale"], ..., "questions[1].scale", "is missing"),
    (["questions", 1, "items", 0, "exclusive"], True, "questions[1].items[0].exclusive", "tick"),
    (["questions", 2, "items"], [{"id": "x", "label": "X"}], "questions[2].items", "no items"),
    (["questions", 2, "id"], "q1", "questions[2].id", "used twice"),
    (["questions", 2, "type"], "text", "questions[2].scale", "no scale"),
    (["questions", 2, "worst"], 3, "questions[2].best", "together"),
    (
        ["questions", 0, "shown_when"],
        {"question": "q2", "answered": True},
        "questions[0].shown_when.question",
        "",
    ),
    (
        ["questions", 2, "shown_when"],
        {"score": "a", "below": 3},
        "questions[2].shown_when.score",
        "not known",
    ),
    (
        ["questions", 2, "shown_when"],
        {"question": "q1", "ticked": "z"},
        "questions[2].shown_when.ticked",
        "choice",
    ),
    (
        ["questions", 2, "shown_when"],
        {"question": "q1", "below": 2},
        "questions[2].shown_when.below",
        "not fit",
    ),
    (["questions", 2, "shown_when"], {"when": 1}, "questions[2].shown_when", "starts with"),
    (["questions", 2, "shown_when"], {"all": []}, "questions[2].shown_when.all", "is empty"),
    (["scales", "three", 1, "value"], 2, "scales.three[1].value", "between"),
    (["bands"], [{"id": "l", "label": "L", "from": 1, "to": 100}], "bands[0].from", "should be 0"),
    (["bands"], [{"id": "l", "label": "L", "from": 0, "to": 99}], "bands[0].to", "should be 100"),
    (["sources"], ["http://x"], "sources[0]", "https"),
    (["findings"], [{"id": "f", "when": {"score": "c", "below": 1}}], "findings[0].when.score", "neither"),
    (["findings"], {"id": "f"}, "findings", "a list"),
]


@pytest.mark.parametrize(("where", "value", "path", "fault"), FAULTS, ids=[row[2] + row[3] for row in FAULTS])
def test_a_fault_is_told_with_its_path(where, value, path, fault):
    with pytest.raises(QuestionnaireError) as raised:
        parse_questionnaire(changed(where, value))
    assert raised.value.path == path
    assert fault in raised.value.fault


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_data_that_is_no_mapping(data):
    with pytest.raises(QuestionnaireError, match="a mapping is expected"):
        parse_questionnaire(data)


def test_finding_needs_a_known_theme_and_severity():
    finding = {
        "id": "f",
        "when": {"score": "a", "below": 1},
        "text": "T",
        "severity": "bad",
        "theme": "digital",
    }
    with pytest.raises(QuestionnaireError) as raised:
        parse_questionnaire(small(findings=[finding]))
    assert raised.value.path == "findings[0].severity"


@pytest.mark.parametrize(("name", "questions", "findings"), [("dma", 11, 25), ("resilience", 24, 20)])
def test_shipped_questionnaires_are_complete_in_three_languages(name, questions, findings):
    questionnaire = shipped(name)
    assert len(questionnaire.questions) >= questions
    assert len(questionnaire.findings) >= findings
    assert len({rule.theme for rule in questionnaire.findings}) == 5
    assert missing_languages(shipped_data(name)) == []


def test_a_missing_language_is_named():
    data = copy.deepcopy(shipped_data("dma"))
    del data["questions"][2]["items"][1]["label"]["de"]
    assert missing_languages(data) == ["questions[2].items[1].label.de"]


def test_the_resilience_check_says_that_it_is_our_own():
    assert "Our own questions" in shipped("resilience").attribution.en
