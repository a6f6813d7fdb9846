"""Which rules and companies may there be? Strategies for Hypothesis: small worlds in which everything happens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from grappe.engines.eligibility import (
    Catalogue,
    Explanation,
    company_of,
    explain,
    parse_fields,
    parse_programme,
)

ON = date(2026, 6, 15)
FIELDS = parse_fields(
    {
        "flag": {"type": "boolean"},
        "permit": {"type": "boolean"},
        "staff": {"type": "number"},
        "sales": {"type": "money"},
        "costs": {"type": "money"},
        "since": {"type": "date"},
        "theme": {"type": "choice", "choices": ["Energy", "water", "waste"]},
        "sectors": {"type": "set"},
        "activity": {"type": "nace"},
        "note": {"type": "text"},
        "company_size": {"type": "choice", "choices": ["micro", "small", "medium", "large"]},
        "age_years": {"type": "number"},
        "turnover_or_balance_sheet_eur": {"type": "money"},
    }
)
CODES = ["C", "K", "10", "10.1", "10.11", "62", "62.1", "62.10", "62.2", "47.11"]
PLAIN = {
    "flag": st.booleans(),
    "permit": st.booleans(),
    "staff": st.integers(0, 6),
    "sales": st.integers(0, 6) | st.sampled_from([0.5, 2.5, 1e6]),
    "costs": st.integers(0, 6),
    "since": st.integers(0, 4).map(lambda days: date(2024, 2, 27) + timedelta(days)),
    "theme": st.sampled_from(["energy", "Water ", "waste"]),
    "sectors": st.lists(st.sampled_from(["craft", "Trade", "tourism"]), max_size=3, unique=True),
    "activity": st.sampled_from(CODES),
    "note": st.sampled_from(["we make  Wood", "water and wood", "nothing"]),
}
DERIVED = ("company_size", "age_years", "turnover_or_balance_sheet_eur")
FIGURES = {
    "headcount": st.sampled_from([0, 9, 9.5, 10, 49, 50, 249, 250, 1000]),
    "turnover_eur": st.sampled_from([0, 2_000_000, 2_000_001, 10_000_000, 50_000_000, 50_000_001]),
    "balance_sheet_eur": st.sampled_from([0, 2_000_000, 10_000_001, 43_000_000, 43_000_001]),
    "founded": st.sampled_from([date(2021, 6, 15), date(2021, 6, 14), date(2021, 6, 16), date(2024, 2, 29)]),
}

facts = st.fixed_dictionaries({}, optional=PLAIN)
figures = st.fixed_dictionaries({}, optional=FIGURES)


@st.composite
def criterion(draw: st.DrawFn, derived: bool = False) -> dict[str, Any]:
    field = draw(st.sampled_from([*PLAIN, *(DERIVED if derived else ())]))
    rule: dict[str, Any] = {"field": field, "source": f"article {draw(st.integers(1, 9))}"}
    if draw(st.integers(0, 19)) == 0:
        return rule | {"op": "known"}
    rule["op"], rule["value"] = draw(_comparison(field))
    if rule["op"] == "nace" and draw(st.booleans()):
        rule["except"] = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=2))
    if draw(st.integers(0, 14)) == 0:
        rule["value"] = None
    return rule


def _comparison(field: str) -> st.SearchStrategy[tuple[str, Any]]:
    ordered = st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"])
    listed = st.sampled_from(["in", "not_in"])
    if field in ("flag", "permit"):
        return st.tuples(st.sampled_from(["eq", "ne"]), st.booleans())
    if field in ("staff", "sales", "costs"):
        number = st.integers(0, 6)
        pair = st.tuples(number, number).map(lambda ends: sorted(ends))
        ref = st.fixed_dictionaries({"field": st.just("costs"), "times": st.sampled_from([0.5, 1, 2])})
        return (
            st.tuples(ordered, number)
            | st.tuples(st.just("between"), pair)
            | st.tuples(listed, st.lists(number, min_size=1))
            | st.tuples(ordered, ref)
        )
    if field == "since":
        return st.tuples(ordered, PLAIN["since"]) | st.tuples(listed, st.lists(PLAIN["since"], min_size=1))
    if field == "theme":
        return st.tuples(listed, st.lists(PLAIN["theme"], min_size=1)) | st.tuples(
            st.sampled_from(["eq", "ne"]), PLAIN["theme"]
        )
    if field == "sectors":
        some = st.lists(st.sampled_from(["craft", "trade", "tourism"]), min_size=1, unique=True)
        return st.tuples(st.sampled_from(["in", "not_in", "contains"]), some)
    if field == "activity":
        return st.tuples(st.just("nace"), st.lists(st.sampled_from(CODES), min_size=1, max_size=3))
    if field == "company_size":
        sizes = st.lists(st.sampled_from(["micro", "small", "medium", "large"]), min_size=1, unique=True)
        return st.tuples(listed, sizes)
    if field == "age_years":
        return st.tuples(ordered, st.sampled_from([2, 3, 5]))
    if field == "turnover_or_balance_sheet_eur":
        return st.tuples(ordered, st.sampled_from([2_000_000, 10_000_000, 43_000_000]))
    return st.tuples(st.sampled_from(["contains", "prefix"]), st.sampled_from(["wood", "WE make", "water"]))


def trees(derived: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Return trees of criteria, each criterion with an id of its own."""
    leaf = criterion(derived) | st.integers(0, 0).map(
        lambda _: {"unknown": {"label": {"en": "not published"}}}
    )
    leaves = st.one_of(criterion(derived), criterion(derived), criterion(derived), leaf)
    return st.recursive(leaves, _groups, max_leaves=12).map(_numbered)


def _groups(children: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(children, min_size=1, max_size=4)
    return (
        several.map(lambda of: {"all": of})
        | several.map(lambda of: {"any": of})
        | children.map(lambda of: {"not": of})
        | several.flatmap(lambda of: st.integers(1, len(of)).map(lambda n: {"at_least": {"n": n, "of": of}}))
    )


def _numbered(tree: dict[str, Any]) -> dict[str, Any]:
    count = 0

    def copy(node: dict[str, Any]) -> dict[str, Any]:
        nonlocal count
        if "field" in node:
            count += 1
            return node | {"id": f"c{count}"}
        if "unknown" in node:
            count += 1
            return {"unknown": node["unknown"] | {"id": f"c{count}"}}
        if "not" in node:
            return {"not": copy(node["not"])}
        if "at_least" in node:
            return {"at_least": node["at_least"] | {"of": [copy(child) for child in node["at_least"]["of"]]}}
        (kind,) = node
        return {kind: [copy(child) for child in node[kind]]}

    return copy(tree)


def catalogue(*rules: dict[str, Any]) -> Catalogue:
    """Return a catalogue of one programme a rule: p0, p1, …"""
    programmes = [
        parse_programme(
            {"id": f"p{i}", "name": f"Programme {i}", "versions": [{"id": "1", "eligibility": rule}]}, FIELDS
        )
        for i, rule in enumerate(rules)
    ]
    return Catalogue(programmes, FIELDS)


def ask(book: Catalogue, facts: dict[str, Any], **figures: Any) -> Explanation:
    """Return the explanation for a company with these facts and figures."""
    company, remarks = company_of({"name": "Invented", "facts": facts, **figures}, FIELDS, book.field_names())
    assert not remarks
    return explain(book, company, ON)
