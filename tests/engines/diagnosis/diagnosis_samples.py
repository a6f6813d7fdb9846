"""Which questionnaires do the tests use? The shipped ones, a small one, and any that Hypothesis draws."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from hypothesis import strategies as st

from grappe.engines.diagnosis import Questionnaire, parse_questionnaire

FOLDER = Path(__file__).parents[3] / "catalogues/luxembourg/questionnaires"


@cache
def shipped_data(name: str) -> dict:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def shipped(name: str) -> Questionnaire:
    return parse_questionnaire(shipped_data(name))


def small(**changes) -> dict:
    """Return a small valid questionnaire as plain data; a fresh one at each call."""
    data = {
        "id": "small",
        "version": "1",
        "title": "Small",
        "scales": {"three": [{"label": "no"}, {"label": "partly"}, {"label": "yes"}]},
        "dimensions": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
        "questions": [
            {
                "id": "q1",
                "dimension": "a",
                "type": "multi",
                "label": "One",
                "items": [
                    {"id": "x", "label": "X"},
                    {"id": "y", "label": "Y"},
                    {"id": "none", "label": "None", "exclusive": True},
                ],
            },
            {
                "id": "q2",
                "dimension": "b",
                "type": "scale_matrix",
                "scale": "three",
                "label": "Two",
                "items": [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}],
            },
            {"id": "q3", "dimension": "b", "type": "scale", "scale": "three", "label": "Three"},
        ],
    }
    return {**data, **changes}


def full_answer(question) -> object:
    """Return the best answer there is to a question."""
    from grappe.engines.diagnosis import QuestionType as Type

    ticks = [item.id for item in question.items if not item.exclusive]
    if question.type is Type.SINGLE:
        return max(question.items, key=lambda item: item.value).id
    if question.type is Type.MULTI:
        return ticks
    if question.type is Type.MATRIX_TWO_COLUMNS:
        return {column.id: ticks for column in question.columns}
    if question.type is Type.SCALE_MATRIX:
        return {item.id: len(question.scale) - 1 for item in question.items}
    if question.type is Type.SCALE:
        return len(question.scale) - 1
    if question.type is Type.NUMBER:
        return question.best if question.best is not None else 0
    return "words"


@st.composite
def questionnaires(draw) -> Questionnaire:
    """Draw a questionnaire of every type of question and every way to join scores; without conditions."""
    scale = [{"label": str(step)} for step in range(draw(st.integers(2, 6)))]
    dimensions = [
        {"id": f"d{n}", "label": f"D{n}", "weight": draw(st.sampled_from([0.5, 1, 3])), **draw(joins())}
        for n in range(draw(st.integers(1, 3)))
    ]
    questions = []
    for number in range(draw(st.integers(len(dimensions), 6))):
        question = draw(questions_of_any_type(scale))
        dimension = dimensions[number % len(dimensions)]["id"]
        questions.append({"id": f"q{number}", "dimension": dimension, "label": f"Q{number}", **question})
    return parse_questionnaire(
        {
            "id": "drawn",
            "version": 1,
            "title": "Drawn",
            "dimensions": dimensions,
            "questions": questions,
            **draw(joins()),
        }
    )


@st.composite
def joins(draw) -> dict:
    how = draw(st.sampled_from(["mean", "weighted_mean", "minimum", "level_map"]))
    if how != "level_map":
        return {"aggregation": how}
    starts = sorted(draw(st.sets(st.integers(0, 100), min_size=1, max_size=4)))
    values = sorted(draw(st.lists(st.integers(0, 100), min_size=len(starts), max_size=len(starts))))
    levels = [{"at_least": a, "value": v} for a, v in zip(starts, values, strict=True)]
    return {"aggregation": how, "levels": levels}


@st.composite
def questions_of_any_type(draw, scale: list) -> dict:
    kind = draw(st.sampled_from(["single", "multi", "matrix_two_columns", "scale_matrix", "scale", "number"]))
    question: dict = {"type": kind, "weight": draw(st.sampled_from([0.5, 1, 2]))}
    if kind in ("scale", "scale_matrix"):
        question["scale"] = scale
    if kind == "number":
        return {**question, "worst": draw(st.integers(-10, 10)), "best": draw(st.integers(11, 50))}
    if kind == "scale":
        return question
    items: list[dict] = [{"id": f"i{n}", "label": f"I{n}"} for n in range(draw(st.integers(1, 5)))]
    if kind == "single":
        for item in items:
            item["value"] = draw(st.sampled_from([0, 0.3, 1]))
        return {**question, "items": items}
    question.update(draw(ways_to_count(kind, items)))
    if kind != "scale_matrix" and draw(st.booleans()):
        items.append({"id": "none", "label": "None", "exclusive": True})
    if kind == "matrix_two_columns":
        question["columns"] = [{"id": "left", "label": "L"}, {"id": "right", "label": "R"}]
    return {**question, "items": items}


@st.composite
def ways_to_count(draw, kind: str, items: list) -> dict:
    how = draw(st.sampled_from(["mean", "weighted_mean", "minimum", "count", "level_map"]))
    if how == "weighted_mean":
        for item in items:
            item["weight"] = draw(st.sampled_from([0.5, 1, 4]))
    if how == "level_map":
        return {"aggregation": how, "levels": [{"at_least": 0, "value": 0.1}, {"at_least": 2, "value": 0.8}]}
    if how == "count":
        if kind == "scale_matrix":
            return {}
        return {"aggregation": how, "full_at": draw(st.integers(1, len(items)))}
    return {"aggregation": how}


@st.composite
def answers_to(draw, questionnaire: Questionnaire) -> dict:
    """Draw valid answers, some of them blank."""
    return {
        question.id: draw(an_answer(question)) for question in questionnaire.questions if draw(st.booleans())
    }


@st.composite
def an_answer(draw, question) -> object:
    from grappe.engines.diagnosis import QuestionType as Type

    countable = [item.id for item in question.items if not item.exclusive]
    if question.type is Type.SINGLE:
        return draw(st.sampled_from(countable))
    if question.type is Type.MULTI:
        return draw(st.lists(st.sampled_from(countable), unique=True))
    if question.type is Type.MATRIX_TWO_COLUMNS:
        columns = draw(st.sets(st.sampled_from([column.id for column in question.columns]), min_size=1))
        return {column: draw(st.lists(st.sampled_from(countable), unique=True)) for column in sorted(columns)}
    steps = st.integers(0, max(0, len(question.scale) - 1))
    if question.type is Type.SCALE_MATRIX:
        lines = draw(st.sets(st.sampled_from(countable), min_size=1))
        return {line: draw(steps) for line in sorted(lines)}
    if question.type is Type.SCALE:
        return draw(steps)
    if question.type is Type.NUMBER:
        return draw(st.floats(-100, 100))
    return draw(st.text(min_size=1))
