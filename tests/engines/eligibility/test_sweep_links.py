"""Does the sweep answer as one company does where rules look at links, aids held, regions and more figures?"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from test_sweep_laws import COMMUNES, assert_equal, book_of

from grappe.engines.eligibility import parse_fields
from grappe.engines.eligibility.links import KINDS

FIELDS = parse_fields({})
_RULES: list[dict[str, Any]] = [
    {"field": "largest_owner_pct", "op": "lte", "value": 50},
    {"field": "largest_holding_pct", "op": "between", "value": [25, 50]},
    {"field": "public_ownership_pct", "op": "lt", "value": 25},
    {"field": "owner_kinds", "op": "contains", "value": ["public_body"]},
    {"field": "owner_countries", "op": "not_in", "value": ["FR"]},
    {"field": "group_relation", "op": "in", "value": ["autonomous", "partner"]},
    {"field": "part_of_group", "op": "eq", "value": False},
    {"field": "aids_held", "op": "contains", "value": ["a"], "within_months": 36},
    {"field": "aids_held", "op": "in", "value": ["a", "b"]},
    {"field": "aids_held_eur", "op": "lte", "value": 200, "within_months": 36, "programmes": ["a"]},
    {"field": "aids_held_eur", "op": "gt", "value": 100},
    {"field": "nuts", "op": "prefix", "value": ["LU00", "FRF"]},
    {"field": "nuts", "op": "eq", "value": "LU000"},
    {"field": "export_share_pct", "year": 2020, "op": "gte", "value": 30},
    {"field": "rd_spending_eur", "year": 2020, "op": "gte",
     "value": {"field": "turnover_eur", "year": 2020, "times": 0.1}},
]  # fmt: skip
_days = st.sampled_from([None, "2023-06-15", "2023-06-16", "2026-06-15", "2026-06-16"])
_link = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS)},
    optional={
        "capital_pct": st.sampled_from([0, 24, 25, 30, 50, 51, 100]),
        "votes_pct": st.sampled_from([25, 51]),
        "control": st.booleans(),
        "country": st.sampled_from(["LU", "FR"]),
        "since": _days,
        "until": _days,
    },
)
_aid = st.fixed_dictionaries(
    {"programme": st.sampled_from(["a", "b", "c"])},
    optional={
        "date": _days,
        "eur": st.sampled_from([100, 200, 201]),
        "state": st.sampled_from(["granted", "applied"]),
    },
)
_year = st.fixed_dictionaries(
    {},
    optional={
        "turnover_eur": st.sampled_from([90, 100]),
        "rd_spending_eur": st.just(10),
        "export_share_pct": st.sampled_from([29, 30]),
    },
)
_company = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["LU", "FR"]),
        "commune": st.sampled_from(["Wiltz", "Metz"]),
        "owners": st.lists(_link, max_size=3),
        "owners_complete": st.booleans(),
        "holdings": st.lists(_link, max_size=2),
        "holdings_complete": st.booleans(),
        "aids": st.lists(_aid, max_size=3),
        "aids_complete": st.booleans(),
        "figures": st.fixed_dictionaries({}, optional={"2020": _year}),
        "facts": st.fixed_dictionaries(
            {},
            optional={
                "part_of_group": st.booleans(),
                "aids_held": st.just(["a"]),
                "nuts": st.just("FRF33"),
            },
        ),
    },
)


@given(
    rules=st.lists(st.lists(st.sampled_from(_RULES), min_size=1, max_size=4), min_size=1, max_size=4),
    asked=st.lists(_company, min_size=1, max_size=8),
)
@settings(max_examples=200)
def test_links_aids_regions_and_figures(rules: list[Any], asked: list[dict[str, Any]]) -> None:
    trees = [{"all": [one | {"id": f"c{i}"} for i, one in enumerate(rule)]} for rule in rules]
    assert_equal(book_of(trees, FIELDS, COMMUNES), asked)
