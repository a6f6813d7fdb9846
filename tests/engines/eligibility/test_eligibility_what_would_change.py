"""Does what would change a refusal really change it, and is nothing in it needless?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from eligibility_worlds import CODES, FIELDS, ON, PLAIN, ask, catalogue, facts, trees
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import (
    Catalogue,
    Way,
    Ways,
    company_of,
    explain,
    parse_fields,
    parse_programme,
    what_would_change,
)
from grappe.engines.kernel import Verdict

# Every kind of answer that the small world knows, to look for a way that the engine has not found.
GRID: dict[str, list[Any]] = {
    "flag": [True, False],
    "permit": [True, False],
    "staff": [-1, *(half / 2 for half in range(26)), 50, 200],
    "sales": [-1, *(half / 2 for half in range(26)), 50, 200],
    "costs": [-1, *(half / 2 for half in range(26)), 50, 200],
    "since": [date(2024, 2, day) for day in range(25, 30)] + [date(2024, 3, day) for day in range(1, 6)],
    "theme": ["energy", "water", "waste"],
    "sectors": [[], ["craft"], ["trade"], ["tourism"], ["craft", "trade"], ["craft", "tourism"],
                ["trade", "tourism"], ["craft", "trade", "tourism"]],
    "activity": [*CODES, "99", "K", "01"],
    "note": ["we make wood", "water and wood", "nothing", "we make water", "wood", "water", "we make",
             "wood we make water", "water we make wood", "water wood we make"],
}  # fmt: skip


def ways_of(rule: dict[str, Any], known: dict[str, Any], most: int = 50) -> tuple[Catalogue, Ways]:
    book = catalogue(rule)
    explanation = ask(book, known)
    return book, what_would_change(explanation, explanation.decisions[0], most)


def applied(known: dict[str, Any], way: Way) -> dict[str, Any]:
    return known | {change.field: "zz" if change.value is None else change.value for change in way.changes}


@given(rule=trees(), known=facts)
def test_applying_a_way_lifts_the_refusal(rule: dict[str, Any], known: dict[str, Any]) -> None:
    book, found = ways_of(rule, known)
    for way in found.ways:
        assert ask(book, applied(known, way)).decisions[0].verdict is way.verdict
        assert way.verdict is not Verdict.NO
    if ask(book, known).decisions[0].verdict is not Verdict.NO:
        assert found == Ways((), True)


@given(rule=trees(), known=facts, data=st.data())
def test_no_part_of_a_way_will_do(rule: dict[str, Any], known: dict[str, Any], data: st.DataObject) -> None:
    """Whatever values the facts of a proper part take."""
    book, found = ways_of(rule, known)
    for way in found.ways:
        names = [change.field for change in way.changes]
        assert len(set(names)) == len(names)
        left_out = data.draw(st.sampled_from(names))
        other = {name: data.draw(st.sampled_from(GRID[name])) for name in names if name != left_out}
        assert ask(book, known | other).decisions[0].verdict is Verdict.NO
    sets = [frozenset(change.field for change in way.changes) for way in found.ways]
    assert not any(one < other for one in sets for other in sets)
    assert len(set(sets)) == len(sets)


@given(rule=trees(), known=facts, data=st.data())
def test_no_way_is_missed(rule: dict[str, Any], known: dict[str, Any], data: st.DataObject) -> None:
    """Any change that lifts the refusal touches all facts of some way."""
    book, found = ways_of(rule, known)
    if ask(book, known).decisions[0].verdict is not Verdict.NO or not found.complete:
        return
    names = data.draw(
        st.lists(st.sampled_from(sorted(known)), unique=True, max_size=3) if known else st.just([])
    )
    other = {name: data.draw(st.sampled_from(GRID[name])) for name in names}
    if ask(book, known | other).decisions[0].verdict is not Verdict.NO:
        assert any({change.field for change in way.changes} <= set(names) for way in found.ways)


@given(rule=trees(), known=facts)
def test_it_is_the_same_every_time_and_what_can_be_changed_comes_first(
    rule: dict[str, Any], known: dict[str, Any]
) -> None:
    _, found = ways_of(rule, known)
    assert ways_of(rule, known)[1] == found
    order = [(not way.changeable, len(way.changes)) for way in found.ways]
    assert order == sorted(order)
    assert ways_of(rule, known, 2)[1].in_reach == found.in_reach


OWN = parse_fields(
    {
        "collaboration": {"type": "boolean", "label": {"en": "Collaboration"}, "changeable": True},
        "partner_share": {"type": "percent", "changeable": True},
        "age_years": {"type": "number", "label": {"en": "Age in years"}},
        "turnover_eur": {"type": "money", "min": 0},
        "staff": {"type": "integer", "changeable": True, "min": 0},
        "legal_form": {"type": "text", "changeable": True},
    }
)


def ways_for(rule: dict[str, Any], known: dict[str, Any], **top: Any) -> Ways:
    programme = parse_programme({"id": "p", "name": "P", "versions": [{"id": "1", "eligibility": rule}]}, OWN)
    book = Catalogue([programme], OWN)
    company, _ = company_of({"facts": known, **top}, OWN, book.field_names())
    explanation = explain(book, company, ON)
    return what_would_change(explanation, explanation.decisions[0])


def test_a_partner_can_be_found_an_age_cannot() -> None:
    rule = {
        "all": [
            {"field": "collaboration", "op": "eq", "value": True},
            {"field": "age_years", "op": "lt", "value": 5},
        ]
    }
    found = ways_for(rule, {"collaboration": False}, founded="2010-01-01")
    (way,) = found.ways
    assert [(change.field, change.changeable) for change in way.changes] == [
        ("age_years", False),
        ("collaboration", True),
    ]
    assert not way.changeable and not found.in_reach
    assert [change.label.en for change in found.in_the_way] == ["Age in years"]
    assert way.changes[0].needed[0].en == "less than 5" and way.changes[0].value < 5
    young = ways_for(rule, {"collaboration": False}, founded="2024-01-01")
    assert young.in_reach and young.in_the_way == ()
    (change,) = young.ways[0].changes
    assert (change.actual, change.value, change.needed[0].fr) == (False, True, "oui")


def test_the_feasible_way_comes_first_although_it_is_longer() -> None:
    rule = {
        "any": [
            {"field": "age_years", "op": "lt", "value": 5},
            {
                "all": [
                    {"id": "a", "field": "collaboration", "op": "eq", "value": True},
                    {"id": "b", "field": "partner_share", "op": "gte", "value": 30},
                ]
            },
        ]
    }
    found = ways_for(rule, {"collaboration": False, "partner_share": 10}, founded="2010-01-01")
    assert [[change.field for change in way.changes] for way in found.ways] == [
        ["collaboration", "partner_share"],
        ["age_years"],
    ]
    assert found.ways[0].verdict is Verdict.YES and found.complete


def test_one_value_has_to_suit_all_that_asks_for_the_fact() -> None:
    rule = {
        "all": [
            {"id": "low", "field": "staff", "op": "gte", "value": 10},
            {"id": "high", "field": "staff", "op": "lt", "value": 11},
        ]
    }
    (way,) = ways_for(rule, {"staff": 3}).ways
    assert (way.changes[0].value, way.changes[0].criteria) == (10, ("low",))
    never = {
        "all": [
            {"id": "low", "field": "staff", "op": "gte", "value": 10},
            {"id": "high", "field": "staff", "op": "lt", "value": 5},
        ]
    }
    assert ways_for(never, {"staff": 3}) == Ways((), True)


def test_a_criterion_turned_round_says_so() -> None:
    rule = {"not": {"field": "legal_form", "op": "in", "value": ["ASBL", "GIE"]}}
    (way,) = ways_for(rule, {}, legal_form="ASBL").ways
    (change,) = way.changes
    assert change.value is None and change.needed[0].en == "not: ASBL or GIE"


@pytest.mark.parametrize(("turnover", "needed"), [(80.0, 74.0), (100.0, 74.0)])
def test_a_fact_compared_with_another_year_is_past_changing(turnover: float, needed: float) -> None:
    rule = {"field": "turnover_eur", "year": 2020, "op": "lt",
            "value": {"field": "turnover_eur", "year": 2019, "times": 0.75}}  # fmt: skip
    found = ways_for(rule, {}, figures={"2019": {"turnover_eur": 100}, "2020": {"turnover_eur": turnover}})
    assert not found.in_reach
    assert [change.term.year for way in found.ways for change in way.changes] == [2019, 2020]
    assert found.ways[1].changes[0].value == needed


def test_what_is_not_published_is_nobodys_to_change() -> None:
    rule = {"all": [{"unknown": {"label": {"en": "not published"}}},
                    {"field": "collaboration", "op": "eq", "value": True}]}  # fmt: skip
    (way,) = ways_for(rule, {"collaboration": False}).ways
    assert way.verdict is Verdict.UNKNOWN and [change.field for change in way.changes] == ["collaboration"]


def test_the_world_of_the_laws_has_a_grid_for_every_fact() -> None:
    assert set(GRID) == set(PLAIN) <= set(FIELDS)
