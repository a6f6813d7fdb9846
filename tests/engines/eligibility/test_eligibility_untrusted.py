"""Does any document whatever either answer or say what is wrong, and nothing else?"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from eligibility_worlds import FIELDS, ON, PLAIN, trees
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import (
    Catalogue,
    Fault,
    company_of,
    document_of,
    explain,
    parse_fields,
    parse_programme,
    parse_tree,
    project_of,
)
from grappe.engines.eligibility.basics import BASICS
from grappe.engines.eligibility.facts import TOP_LEVEL

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates().map(lambda day: day.isoformat())
    | st.sampled_from(["LU", "62.10", "small", "C", "water"])
)
names = st.sampled_from(
    [*TOP_LEVEL, *PLAIN, "costs", "category", "eur", "date", "gge_eur", "de_minimis_grants", "2019"]
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
company_like = st.fixed_dictionaries(
    {},
    optional={name: anything for name in TOP_LEVEL} | {"facts": st.dictionaries(names, anything, max_size=4)},
)
BOOK = Catalogue(
    [
        parse_programme(
            {
                "id": "p",
                "name": "P",
                "versions": [
                    {
                        "id": "1",
                        "eligibility": {
                            "all": [
                                {"field": field, "op": "known"}
                                for field in [
                                    *PLAIN,
                                    "company_size",
                                    "age_years",
                                    "turnover_or_balance_sheet_eur",
                                ]
                            ]
                        },
                        "intensity": [{"cost_category": "study", "size": "sme", "max_rate": 50}],
                    }
                ],
            },
            FIELDS,
        )
    ],
    FIELDS,
)


@given(document=company_like | anything, work=anything)
def test_any_company_answers_or_is_a_fault(document: Any, work: Any) -> None:
    try:
        company, _ = company_of(document, FIELDS, BOOK.field_names())
        project, _ = project_of(work, FIELDS, BOOK.field_names())
    except Fault as fault:
        assert fault.message
        assert "\n" not in fault.message
        return
    answer = document_of(explain(BOOK, company, ON, project))
    json.dumps(answer, allow_nan=False)


keys = st.sampled_from(
    [
        "all",
        "any",
        "not",
        "at_least",
        "unknown",
        "field",
        "op",
        "value",
        "n",
        "of",
        "except",
        "at",
        "year",
        "label",
    ]
)
values = scalars | st.sampled_from(["staff", "flag", "activity", "gte", "in", "nace", "between", "known"])
rule_like = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)


@given(tree=rule_like)
def test_any_rule_is_read_or_is_a_fault(tree: Any) -> None:
    for fields in (FIELDS, None):
        try:
            parse_tree(tree, fields)
        except Fault as fault:
            assert fault.message


@given(tree=trees(derived=True), known=st.dictionaries(names, anything, max_size=5))
def test_any_rule_meets_any_company(tree: dict[str, Any], known: dict[str, Any]) -> None:
    """Rules read without a description of their fields meet facts of every kind: what cannot be compared is open."""
    book = Catalogue(
        [parse_programme({"id": "p", "name": "P", "versions": [{"id": "1", "eligibility": tree}]})]
    )
    try:
        company, _ = company_of({"facts": known}, {}, book.field_names())
    except Fault:
        return
    document_of(explain(book, company, ON))


def test_facts_of_every_company_have_words_and_may_be_ruled_on() -> None:
    fields = parse_fields({})
    assert set(BASICS) <= set(fields)
    for described in BASICS.values():
        assert all((described.question.en, described.question.fr, described.question.de))
    rule = {"all": [
        {"field": "nace", "op": "nace", "value": "62"},
        {"field": "clusters", "op": "contains", "value": "digital"},
        {"field": "commune", "op": "in", "value": ["Luxembourg", "Esch-sur-Alzette"]},
        {"field": "country", "op": "eq", "value": "LU"},
        {"field": "legal_form", "op": "in", "value": ["SARL", "SA"]},
        {"field": "founded", "op": "gte", "value": date(2020, 1, 1)},
        {"field": "turnover_eur", "op": "lt", "value": {"field": "turnover_eur", "year": 2019, "times": 0.75}},
    ]}  # fmt: skip
    book = Catalogue(
        [parse_programme({"id": "p", "name": "P", "versions": [{"id": "1", "eligibility": rule}]}, fields)],
        fields,
    )
    document = {
        "nace": "62.10", "clusters": ["Digital", "wood"], "commune": "esch-sur-alzette", "country": "lu",
        "legal_form": "sarl", "founded": "2020-01-01", "turnover_eur": 74, "figures": {"2019": {"turnover_eur": 100}},
    }  # fmt: skip
    company, remarks = company_of(document, fields, book.field_names())
    decision = explain(book, company, ON).of("p")
    assert remarks == ()
    assert [finding.verdict.value for finding in decision.findings] == ["yes"] * 7
    assert decision.findings[6].expected.en == "less than 0.75 times Turnover 2019"
    company, _ = company_of(document | {"turnover_eur": 75}, fields)
    assert explain(book, company, ON).of("p").findings[6].verdict.value == "no"
