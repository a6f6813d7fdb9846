"""Does a rule that is wrong say where and why, and never slip through?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from eligibility_worlds import FIELDS, ON

from grappe.engines.eligibility import (
    Catalogue,
    Fault,
    company_of,
    explain,
    parse_fields,
    parse_programme,
    parse_tree,
)
from grappe.engines.eligibility.language import criteria
from grappe.engines.kernel import Verdict

GOOD = {"field": "staff", "op": "gte", "value": 2}


def programme(eligibility: Any = None, **version: Any) -> dict[str, Any]:
    return {"id": "p", "name": {"en": "P"}, "versions": [{"id": "1", "eligibility": eligibility, **version}]}


def nested(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = dict(GOOD)
    for _ in range(depth):
        tree = {"not": tree}
    return tree


@pytest.mark.parametrize(
    ("rule", "place", "words"),
    [
        (
            {"all": [GOOD, {"field": "stuff", "op": "gte", "value": 2}]},
            "all[1].field",
            'unknown field "stuff"',
        ),
        ({"any": [GOOD | {"op": "atleast"}]}, "any[0].op", "must be one of"),
        ({"any": [GOOD | {"op": "unstated"}]}, "any[0].op", "must be one of"),
        ({"not": GOOD | {"value": "two"}}, "not.value", "must be a number"),
        ({"not": GOOD | {"value": True}}, "not.value", "must be a number"),
        ({"not": GOOD | {"value": float("nan")}}, "not.value", "ordinary size"),
        ({"all": []}, "all", "at least one criterion"),
        ({"any": []}, "any", "at least one criterion"),
        ({"at_least": {"n": 3, "of": [GOOD]}}, "at_least.n", "from 1 to 1"),
        ({"at_least": {"n": True, "of": [GOOD]}}, "at_least.n", "from 1 to 1"),
        ({"at_least": {"n": 1, "of": [GOOD], "off": 1}}, "at_least.off", "unknown name"),
        ({"all": [GOOD], "any": [GOOD]}, "", "must be one of all, any"),
        ({"alll": [GOOD]}, "", "must be one of all, any"),
        ([GOOD], "", "must be a map"),
        (GOOD | {"excpet": ["62"]}, "excpet", "unknown name"),
        ({"field": "staff", "op": "gte"}, "value", "is missing"),
        ({"field": "flag", "op": "gte", "value": True}, "op", "does not suit flag"),
        ({"field": "flag", "op": "eq", "value": "yes"}, "value", "must be true or false"),
        ({"field": "theme", "op": "in", "value": ["enrgy"]}, "value[0]", "is not a choice of theme"),
        ({"field": "activity", "op": "nace", "value": ["62", "6"]}, "value[1]", "must be a NACE code"),
        ({"field": "activity", "op": "nace", "value": [62]}, "value[0]", "must be text"),
        (
            {"field": "activity", "op": "nace", "value": ["62"], "except": ["x"]},
            "except[0]",
            "must be a NACE code",
        ),
        (
            {"field": "theme", "op": "in", "value": ["water"], "except": ["waste"]},
            "except",
            "goes with nace only",
        ),
        ({"field": "staff", "op": "between", "value": [3]}, "value", "a list of two"),
        ({"field": "staff", "op": "between", "value": [3, 1]}, "value", "lies below the lowest"),
        ({"field": "since", "op": "lt", "value": "2020-02-30"}, "value", "must be a date"),
        ({"field": "since", "op": "lt", "value": 2020}, "value", "must be a date"),
        ({"field": "staff", "op": "in", "value": []}, "value", "at least one value"),
        ({"field": "staff", "op": "known", "value": False}, "value", "known takes no value"),
        ({"field": "staff", "op": "lt", "value": {"field": "theme"}}, "value", "is of type choice"),
        ({"field": "staff", "op": "lt", "value": {"field": "gone"}}, "value.field", "unknown field"),
        ({"field": "staff", "op": "in", "value": {"field": "sales"}}, "value", "cannot be compared"),
        ({"field": "staff", "op": "lt", "value": 2, "year": "2019"}, "year", "must be a year"),
        (GOOD | {"label": {"en": "a", "it": "b"}}, "label.it", "unknown name"),
        (GOOD | {"confidence": "sure"}, "confidence", "must be one of"),
        (GOOD | {"checked_on": "soon"}, "checked_on", "must be a date"),
        ({"all": [GOOD, GOOD]}, "", 'two criteria are called "staff"'),
        ({"all": [GOOD | {"id": f"c{i}"} for i in range(501)]}, "", "more than 500 criteria"),
        (nested(40), ".".join(["not"] * 31), "nested deeper than 30"),
    ],
)
def test_faults_in_rules(rule: Any, place: str, words: str) -> None:
    with pytest.raises(Fault) as fault:
        parse_tree(rule, FIELDS)
    assert fault.value.place == place
    assert words in fault.value.message


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"kind": "gift"}, "kind", "must be one of"),
        ({"colour": "red"}, "colour", "unknown name"),
        ({"versions": []}, "versions", "at least one version"),
        ({"versions": [{"id": "1"}, {"id": 1}]}, "versions", "the same id"),
        ({"versions": [{"id": "1", "valid_from": "2020-02-01", "valid_to": "2020-01-01"}]}, "versions[0].valid_to",
         "lies before"),
        ({"versions": [{"id": "1", "window": {"kind": "always"}}]}, "versions[0].window.kind", "must be one of"),
        ({"versions": [{"id": "1", "intensity": [{"cost_category": "x", "size": "all", "max_rate": 101}]}]},
         "versions[0].intensity[0].max_rate", "at most 100"),
        ({"versions": [{"id": "1", "amounts": [{"id": "a", "kind": "max"}]}]}, "versions[0].amounts[0].eur", "missing"),
        ({"name": None}, "name", "is missing"),
        ({"id": None}, "id", "is missing"),
    ],
)  # fmt: skip
def test_faults_in_programmes(change: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(Fault) as fault:
        parse_programme(programme(GOOD) | change, FIELDS)
    assert fault.value.place == place
    assert words in fault.value.message


@pytest.mark.parametrize("eligibility", [None, {}, {"all": []}])
def test_no_rule_is_not_a_rule_that_everybody_passes(eligibility: Any) -> None:
    def verdict(document: dict[str, Any]) -> Verdict:
        book = Catalogue([parse_programme(document, FIELDS)], FIELDS)
        return explain(book, company_of({}, FIELDS)[0], ON).decisions[0].verdict

    assert verdict(programme(eligibility)) is Verdict.UNKNOWN
    assert verdict(programme(eligibility, open_to_all=False)) is Verdict.UNKNOWN
    assert verdict(programme(eligibility, open_to_all=True)) is Verdict.YES


def test_open_to_all_with_conditions_is_a_contradiction() -> None:
    with pytest.raises(Fault, match="yet it has conditions"):
        parse_programme(programme(GOOD, open_to_all=True), FIELDS)


def test_a_threshold_that_is_not_published_is_never_met_nor_refused() -> None:
    book = Catalogue(
        [parse_programme(programme({"field": "staff", "op": "gte", "value": None}), FIELDS)], FIELDS
    )
    company, _ = company_of({"facts": {"staff": 0}}, FIELDS)
    finding = explain(book, company, ON).decisions[0].findings[0]
    assert finding.verdict is Verdict.UNKNOWN
    assert (finding.shown, finding.expected.fr) == (0, "non publié")


def test_a_word_of_two_kinds_is_kept_apart() -> None:
    """YAML reads 2018 as a number and dates as dates; both are accepted where they are meant."""
    parsed = parse_programme(
        programme(GOOD) | {"versions": [{"id": 2018, "valid_from": date(2018, 1, 1)}]}, FIELDS
    )
    assert parsed.versions[0].id == "2018"
    written = parse_programme(
        programme(GOOD) | {"versions": [{"id": "2018", "valid_from": "2018-01-01"}]}, FIELDS
    )
    assert parsed == written


def test_labels_default_to_the_field() -> None:
    fields = parse_fields({"staff": {"type": "number", "label": {"en": "Staff", "fr": "Effectif"}}})
    (criterion,) = criteria(parse_tree(GOOD, fields))
    assert criterion.label.in_language("fr") == "Effectif"
    assert criterion.id == "staff"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"a": {"type": "numbr"}}, "a.type"),
        ({"a": {}}, "a.type"),
        ({"a": {"type": "text", "asked": "nobody"}}, "a.asked"),
        ({"a": {"type": "choice", "choices": [True]}}, "a.choices[0]"),
        ({"a": {"type": "number", "min": "low"}}, "a.min"),
        ({"a": {"type": "choice", "choices": ["x"], "choice_labels": {"y": "Y"}}}, "a.choice_labels.y"),
        ({"a": {"type": "text", "changeable": "no"}}, "a.changeable"),
        (["a"], ""),
    ],
)
def test_faults_in_fields(fields: Any, place: str) -> None:
    with pytest.raises(Fault) as fault:
        parse_fields(fields)
    assert fault.value.place == place
