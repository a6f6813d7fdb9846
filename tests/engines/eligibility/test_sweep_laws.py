"""Does the sweep over a table answer as `explain` does on every row, whatever the rules and companies?"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from eligibility_worlds import CODES, FIELDS, FIGURES, ON, facts, figures, trees
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grappe.engines.eligibility import (
    Catalogue,
    Fault,
    company_of,
    explain,
    next_questions,
    parse_fields,
    parse_programme,
)
from grappe.engines.eligibility.derived import DERIVED
from grappe.engines.eligibility.judge import VERDICTS
from grappe.engines.eligibility.sweep import Sweep, frame_of, questions
from grappe.engines.eligibility.sweep.sources import READS
from grappe.engines.kernel import Verdict


def book_of(rules: list[Any], fields: Any = FIELDS, communes: Any = None) -> Catalogue:
    return Catalogue(
        [
            parse_programme(
                {"id": f"p{i}", "name": f"p{i}", "versions": [{"id": "1", "eligibility": rule}]}, fields
            )
            for i, rule in enumerate(rules)
        ],
        fields,
        communes,
    )


def assert_equal(book: Catalogue, documents: list[Any], sweep: Sweep | None = None, on: date = ON) -> None:
    """Hold every verdict and every bit of both masks against `explain`."""
    sweep = sweep or Sweep(book, on)
    swept = sweep.run(frame_of(documents, book))
    verdicts, counts = swept.verdicts, swept.counts()
    masks = [swept.masks(p) for p in range(len(sweep.programmes))]
    explained = [explain(book, company_of(one, book.fields, book.field_names())[0], on) for one in documents]
    assert verdicts.shape == (len(documents), len(sweep.programmes))
    for p, programme in enumerate(sweep.programmes):
        decisions = [explanation.of(programme) for explanation in explained]
        found = [VERDICTS[level] for level in verdicts[:, p]]
        assert found == [decision.verdict for decision in decisions]
        assert counts[p] == tuple(found.count(one) for one in (Verdict.YES, Verdict.NO, Verdict.UNKNOWN))
        for row, decision in enumerate(decisions):
            assert decision.version.id == sweep.versions[p]
            assert decision.open == sweep.open[p]
            assert [finding.criterion for finding in decision.findings] == list(sweep.criteria(p))
            for mask, verdict in zip(masks[p], (Verdict.NO, Verdict.UNKNOWN), strict=True):
                bits = [finding.verdict is verdict for finding in decision.findings]
                assert int(mask[row]) == sum(1 << i for i, bit in enumerate(bits) if bit)


one_company = st.builds(lambda told, sums: {"facts": told} | sums, facts, figures)
some_companies = st.lists(one_company, min_size=1, max_size=9)


@given(rules=st.lists(trees(derived=True), min_size=1, max_size=4), asked=some_companies)
def test_sweep_equals_explain_on_every_row(rules: list[Any], asked: list[dict[str, Any]]) -> None:
    assert_equal(book_of(rules), asked)


@given(
    rules=st.lists(trees(derived=True), min_size=1, max_size=3),
    tables=st.lists(some_companies, min_size=2, max_size=3),
)
@settings(max_examples=50)
def test_one_sweep_serves_many_tables(rules: list[Any], tables: list[Any]) -> None:
    """What is kept of one table (answers by cells, classes of values) is right for the next."""
    book = book_of(rules)
    sweep = Sweep(book, ON)
    for documents in tables:
        assert_equal(book, documents, sweep)


@given(rule=trees(derived=True), asked=some_companies)
@settings(max_examples=100)
def test_questions_of_a_table_are_those_of_its_companies(rule: Any, asked: list[dict[str, Any]]) -> None:
    assume(
        "times" not in repr(rule)
    )  # which of two facts compared is lacking differs from company to company
    book = book_of([rule])
    sweep = Sweep(book, ON)
    found = {one.field: one.settles for one in questions(sweep, sweep.run(frame_of(asked, book)), 0)}
    expected: dict[str, float] = {}
    for one in asked:
        company, _ = company_of(one, book.fields, book.field_names())
        for question in next_questions(explain(book, company, ON)):
            expected[question.field] = expected.get(question.field, 0) + question.settles
    assert {field: settles for field, settles in found.items() if settles} == {
        field: settles for field, settles in expected.items() if settles
    }


# --- Rules and companies for what the small worlds have not: places, sectors, ages on a day, years, references ---

WIDE = parse_fields(
    {
        "company_size": {"type": "choice", "choices": ["micro", "small", "medium", "large"]},
        "age_years": {"type": "number"},
        "age_months": {"type": "number"},
        "age_then": {"type": "number", "derived": "age_years"},
        "registered_office_country": {"type": "country"},
        "established_in_LU": {"type": "boolean"},
        "canton": {"type": "choice"},
        "sector": {"type": "set"},
        "turnover_2019_eur": {"type": "money"},
        "turnover_and_balance_sheet_eur": {"type": "money"},
        "annual_turnover_eur": {"type": "money"},
        "de_minimis_headroom": {"type": "money"},
        "project_cost_eur_excl_vat": {"type": "money"},
        "permit": {"type": "boolean"},
        "licence": {"type": "boolean"},
        "theme": {"type": "choice", "choices": ["energy", "water"]},
        "other_theme": {"type": "choice", "choices": ["energy", "water"]},
    }
)
COMMUNES = {"wiltz": "Wiltz", "esch-sur-alzette": "Esch-sur-Alzette", "differdange": "Esch-sur-Alzette"}
_numbers = {
    "age_years": [0, 3, 5, 5.5], "age_months": [6, 60], "age_then": [1, 5],
    "turnover_2019_eur": [0, 100], "turnover_and_balance_sheet_eur": [2_000_000, 43_000_000],
    "annual_turnover_eur": [2_000_000], "de_minimis_headroom": [1, 100_000, 300_000],
    "project_cost_eur_excl_vat": [1], "headcount": [0, 9.5, 250], "turnover_eur": [2_000_000, 100],
}  # fmt: skip
_listed = {
    "company_size": ["micro", "small", "medium", "large"],
    "registered_office_country": ["LU", "FR"],
    "canton": ["wiltz", "Esch-sur-Alzette"],
    "sector": ["horeca", "tourism", "craft", "commerce"],
    "commune": ["Wiltz", "Metz"],
    "clusters": ["wood", "digital"],
}


@st.composite
def wide_criterion(draw: st.DrawFn) -> dict[str, Any]:
    """Return a criterion on a computed value, a year, another fact, a place."""
    ordered = st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"])
    which = draw(st.sampled_from(["number", "number", "list", "list", "ref", "year", "nace", "day", "truth"]))
    if which == "number":
        field = draw(st.sampled_from(list(_numbers)))
        value = draw(st.sampled_from(_numbers[field]))
        found = {"field": field, "op": draw(ordered), "value": value}
        if field.startswith("age") and draw(st.booleans()):
            found["at"] = date(2020, 2, 29)
        return found
    if which == "list":
        field = draw(st.sampled_from(list(_listed)))
        value = draw(st.lists(st.sampled_from(_listed[field]), min_size=1, unique=True))
        ops = ["in", "not_in", *(["contains"] if field in ("sector", "clusters") else [])]
        return {"field": field, "op": draw(st.sampled_from(ops)), "value": value}
    if which == "ref":
        found = draw(st.sampled_from(_REFS))
        ops = st.sampled_from(["eq", "ne"]) if found["field"] in ("theme", "permit") else ordered
        return found | {"op": draw(ops)}
    if which == "year":
        field = draw(st.sampled_from(["turnover_eur", "headcount"]))
        return {"field": field, "year": 2020, "op": draw(ordered), "value": 100}
    if which == "nace":
        return {"field": "nace", "op": "nace", "value": [draw(st.sampled_from(CODES))]}
    if which == "day":
        return {"field": "founded", "op": draw(ordered), "value": date(2021, 6, 15)}
    field = draw(st.sampled_from(["established_in_LU", "permit"]))
    return {"field": field, "op": "eq", "value": draw(st.booleans())}


_REFS: list[dict[str, Any]] = [
    {"field": "turnover_eur", "year": 2020, "value": {"field": "turnover_eur", "year": 2019, "times": 0.75}},
    {"field": "turnover_eur", "value": {"field": "balance_sheet_eur"}},
    {"field": "turnover_and_balance_sheet_eur", "value": {"field": "annual_turnover_eur", "times": 2}},
    {"field": "age_years", "value": {"field": "age_then"}},
    {"field": "theme", "value": {"field": "other_theme"}},
    {"field": "permit", "value": {"field": "licence"}},
]
_year = st.fixed_dictionaries(
    {}, optional={"turnover_eur": st.sampled_from([0, 75, 100, 133]), "headcount": st.just(4)}
)
_grant = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2023-06-14", "2023-06-16", "2026-01-01"]),
        "gge_eur": st.sampled_from([1, 200_000]),
    }
)
wide_company = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["LU", "fr", "DE"]),
        "commune": st.sampled_from(["Wiltz", "Differdange", "Metz"]),
        "nace": st.sampled_from([*CODES, "55.10", "46", "82", "90.0"]),
        "founded": st.sampled_from(["2021-06-15", "2015-02-28", "2020-02-29", "2027-01-01", "2021-01-01"]),
        "clusters": st.lists(st.sampled_from(["wood", "digital"]), unique=True),
        "figures": st.fixed_dictionaries({}, optional={"2019": _year, "2020": _year}),
        "facts": st.fixed_dictionaries(
            {},
            optional={
                "company_size": st.sampled_from(["micro", "medium"]),
                "age_years": st.sampled_from([3, 5, 5.25]),
                "sector": st.lists(st.sampled_from(["craft", "tourism"]), unique=True),
                "canton": st.just("Wiltz"),
                "permit": st.booleans(),
                "licence": st.booleans(),
                "theme": st.sampled_from(["energy", "Water"])
                | st.just(["energy", "water"])
                | st.just(["water"]),
                "other_theme": st.sampled_from(["energy", "water"]) | st.just(["water"]),
                "de_minimis_grants": st.lists(_grant, max_size=2),
                "turnover_2019_eur": st.just(100),
            },
        ),
        **{name: found for name, found in FIGURES.items() if name != "founded"},
    },
)


@given(
    rules=st.lists(st.lists(wide_criterion(), min_size=1, max_size=4), min_size=1, max_size=4),
    asked=st.lists(wide_company, min_size=1, max_size=9),
)
@settings(max_examples=300)
def test_computed_values_places_years_and_references(rules: list[Any], asked: list[dict[str, Any]]) -> None:
    trees = [{"all": [one | {"id": f"c{i}"} for i, one in enumerate(rule)]} for rule in rules]
    assert_equal(book_of(trees, WIDE, COMMUNES), asked)


def test_every_computation_says_what_it_reads() -> None:
    assert READS.keys() == DERIVED.keys()


@pytest.mark.parametrize(
    ("rows", "block"), [(1, 64), (7, 64), (8, 64), (64, 64), (65, 64), (200, 64), (200, 128)]
)
def test_blocks_and_threads_change_nothing(rows: int, block: int) -> None:
    rule = {
        "all": [{"field": "staff", "op": "gte", "value": 3}, {"field": "flag", "op": "eq", "value": True}]
    }
    book = book_of([rule, {"not": rule}, {"any": rule["all"]}])
    kinds = list(product([None, 2, 3, 4], [None, True, False]))
    documents = [{"facts": dict(zip(("staff", "flag"), kinds[i % 12], strict=True))} for i in range(rows)]
    assert_equal(book, documents, Sweep(book, ON, block=block, threads=3))


def test_a_table_of_no_rows_and_a_table_of_no_columns() -> None:
    book = book_of([{"field": "staff", "op": "gte", "value": 3}])
    assert Sweep(book, ON).run(frame_of([], book)).counts() == ((0, 0, 0),)
    assert_equal(book, [{}, {}, {}])


def test_some_programmes_only() -> None:
    book = book_of([{"field": "staff", "op": "gte", "value": n} for n in (1, 2, 3)])
    sweep = Sweep(book, ON, slugs=["p2", "p0"])
    assert sweep.programmes == ("p0", "p2")
    assert_equal(book, [{"facts": {"staff": 2}}, {}], sweep)
    with pytest.raises(KeyError, match="p9"):
        Sweep(book, ON, slugs=["p9"])


def test_more_criteria_than_a_mask_has_bits() -> None:
    rule = {"all": [{"field": "staff", "op": "gte", "value": n, "id": f"c{n}"} for n in range(70)]}
    book = book_of([rule])
    swept = Sweep(book, ON).run(frame_of([{"facts": {"staff": 65}}, {}], book))
    not_met, unknown = swept.narrow_masks(0, 64)
    assert (not_met.tolist(), unknown.tolist()) == ([0b111100, 0], [0, 0b111111])


def test_a_bad_document_is_named() -> None:
    book = book_of([{"field": "staff", "op": "gte", "value": 3}])
    with pytest.raises(Fault, match=r"documents\[1\]\.facts\.staff: must be a number"):
        frame_of([{}, {"facts": {"staff": "many"}}], book)
