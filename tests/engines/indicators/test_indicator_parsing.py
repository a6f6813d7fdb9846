"""Is every fault of an indicator's query told with its path?"""

from __future__ import annotations

from typing import Any

import pytest

from engines.indicators.indicator_worlds import KINDS
from grappe.engines.indicators import IndicatorError, kinds_of, of_nothing, parse_query

HELD = {"records": "contact", "where": {"state": "held"}}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (None, "", "map_wanted"),
        ([], "", "map_wanted"),
        ({1: 2}, "", "map_wanted"),
        ({}, "", "one_measure"),
        ({"count": HELD, "sum": HELD}, "", "one_measure"),
        ({"count": HELD, "of": "value"}, "of", "unknown_field"),
        ({"count": {"records": "wine"}}, "count.records", "one_of"),
        ({"count": {"records": []}}, "count.records", "list_wanted"),
        ({"count": {"records": [["contact"]]}}, "count.records", "one_of"),
        ({"count": HELD | {"colour": 1}}, "count.colour", "unknown_field"),
        ({"count": HELD | {"at_least": 2}}, "count.at_least", "unknown_field"),
        ({"count": HELD | {"when": "now"}}, "count.when", "one_of"),
        ({"count": HELD | {"when": []}}, "count.when", "one_of"),
        ({"count": HELD | {"shared_by": 0}}, "count.shared_by", "whole_wanted"),
        ({"count": HELD | {"shared_by": True}}, "count.shared_by", "whole_wanted"),
        ({"count": HELD | {"where": {}}}, "count.where", "map_wanted"),
        ({"count": HELD | {"where": {"sate": "held"}}}, "count.where.sate", "unknown_field"),
        ({"count": HELD | {"where": {"state": 3}}}, "count.where.state.=", "text_value"),
        ({"count": HELD | {"where": {"state": {">": "a"}}}}, "count.where.state.>", "not_of_this_column"),
        ({"count": HELD | {"where": {"state": {}}}}, "count.where.state", "one_of"),
        ({"count": HELD | {"where": {"state": {"like": "a"}}}}, "count.where.state.like", "one_of"),
        ({"count": HELD | {"where": {"state": ["a", 1]}}}, "count.where.state.in[1]", "text_value"),
        ({"count": HELD | {"where": {"value": float("nan")}}}, "count.where.value.=", "number_value"),
        ({"count": HELD | {"where": {"days": 1.5}}}, "count.where.days.=", "whole_value"),
        ({"count": HELD | {"where": {"confidential": "no"}}}, "count.where.confidential.=", "yes_no_value"),
        ({"count": HELD | {"where": {"confidential": [True]}}}, "count.where.confidential.in", "not_of_this_column"),
        ({"count": HELD | {"standing": {"sise": "micro"}}}, "count.standing.sise", "unknown_field"),
        ({"mean": HELD}, "of", "one_of"),
        ({"mean": HELD, "of": "state"}, "of", "one_of"),
        ({"companies": {}}, "companies", "companies_wanted"),
        ({"companies": HELD | {"at_least": "2"}}, "companies.at_least", "whole_wanted"),
        ({"companies": {"any": [HELD, {"records": "x"}]}}, "companies.any[1].records", "one_of"),
        ({"companies": {"any": [], "all": []}}, "companies.all", "unknown_field"),
        ({"companies": {"any": HELD}}, "companies.any", "list_wanted"),
        ({"share": {"count": HELD}}, "of", "map_wanted"),
        ({"share": {"share": {}, "of": {}}, "of": {"count": HELD}}, "share.share", "share_of_share"),
        ({"count": HELD | {"where": {"state": "\ud800"}}}, "count.where.state.=", "text_value"),
        ({"count": HELD | {"where": {"state": "a\x00"}}}, "count.where.state.=", "text_value"),
        ({"companies": {"any": [{"any": [HELD] * 34}] * 3}}, "companies.any[2].any[32]", "too_large"),
        ({"companies": {"any": [{"any": [{"standing": {"size": "x"}}] * 50}] * 3}}, "companies.any[2].any[0]", "too_large"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_path(data: Any, path: str, code: str):
    with pytest.raises(IndicatorError) as told:
        parse_query(data, kinds=KINDS)
    assert (told.value.path, told.value.code) == (path, code)


def test_sets_within_sets_end_somewhere():
    data: dict[str, Any] = HELD
    for _each in range(8):
        data = {"any": [data]}
    with pytest.raises(IndicatorError, match="too_deep"):
        parse_query({"companies": data}, kinds=KINDS)


def test_what_a_tree_reads_and_what_it_is_of_nothing():
    active = {"companies": {"any": [HELD, {"records": ["need", "aid"], "at_least": 2}]}}
    tree = parse_query(active, kinds=KINDS)
    assert kinds_of(tree) == ("aid", "contact", "need")
    assert of_nothing(tree) == 0.0
    assert of_nothing(parse_query({"mean": HELD, "of": "value"}, kinds=KINDS)) is None
    assert of_nothing(parse_query({"share": active, "of": active}, kinds=KINDS)) is None
