"""Do links between companies, aids held, regions and figures of a year decide what they can, and no more?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from grappe.engines.eligibility import (
    Catalogue,
    Decision,
    Explanation,
    Fault,
    company_of,
    document_of,
    explain,
    next_questions,
    parse_fields,
    parse_programme,
    parse_tree,
)
from grappe.engines.kernel import Verdict

FIELDS = parse_fields(
    {
        "flag": {"type": "boolean"},
        "company_size": {"type": "choice", "choices": ["micro", "small", "medium", "large"]},
        "de_minimis_headroom": {"type": "money"},
    }
)
YES, NO, OPEN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
ON = date(2026, 6, 15)


def asked(rule: dict[str, Any], document: dict[str, Any], on: date = ON) -> Explanation:
    programme = parse_programme(
        {"id": "p", "name": "P", "versions": [{"id": "1", "eligibility": rule}]}, FIELDS
    )
    book = Catalogue([programme], FIELDS, {"beaufort": "Echternach"}, nuts={"metz": "FRF33"})
    company, remarks = company_of(document, FIELDS, book.field_names())
    assert not remarks
    return explain(book, company, on)


def verdict(rule: dict[str, Any], document: dict[str, Any], on: date = ON) -> Verdict:
    return asked(rule, document, on).decisions[0].verdict


def owner(share: float | None = None, kind: str = "enterprise", **more: Any) -> dict[str, Any]:
    return {"name": "Invented", "kind": kind, "capital_pct": share, **more}


LARGEST = {"field": "largest_owner_pct", "op": "lte", "value": 50}
GROUP = {"field": "part_of_group", "op": "eq", "value": True}
RELATION = {"field": "group_relation", "op": "in", "value": ["autonomous", "partner"]}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, OPEN),
        ({"owners": []}, OPEN),  # nobody has entered any: that is not nobody
        ({"owners": [], "owners_complete": True}, YES),
        ({"owners": [owner(60)]}, NO),
        ({"owners": [owner(40)]}, OPEN),  # another may hold 60
        ({"owners": [owner(40)], "owners_complete": True}, YES),
        ({"owners": [owner(40), owner(15)]}, YES),  # whoever holds the rest holds 45 at most
        ({"owners": [owner(40, votes_pct=55)]}, NO),  # the larger of capital and votes
        ({"owners": [owner(50), owner(50)]}, YES),
        ({"owners": [owner(30), owner(None)]}, OPEN),
        ({"owners": [owner(60, since="2026-06-16")], "owners_complete": True}, YES),  # not yet, on the day
        ({"owners": [owner(60, since="2026-06-15")]}, NO),
        ({"owners": [owner(60, until="2026-06-14")], "owners_complete": True}, YES),
    ],
)
def test_the_largest_share(document: dict[str, Any], expected: Verdict) -> None:
    assert verdict(LARGEST, document) is expected


@pytest.mark.parametrize(
    ("document", "group", "not_linked"),
    [
        ({}, OPEN, OPEN),
        ({"owners": [owner(51)]}, YES, NO),
        ({"owners": [owner(10, control=True)]}, YES, NO),
        ({"holdings": [owner(80)]}, YES, NO),
        ({"owners": [owner(100, "natural_person")]}, OPEN, OPEN),  # it may hold others
        ({"owners": [owner(100, "natural_person")], "holdings": [], "holdings_complete": True}, NO, YES),
        ({"owners": [owner(30)], "owners_complete": True, "holdings": [], "holdings_complete": True}, NO, YES),
        ({"owners": [owner(45, "university"), owner(55, "natural_person")],
          "holdings": [], "holdings_complete": True}, NO, YES),
        ({"owners": [owner(45)], "holdings": [], "holdings_complete": True}, OPEN, OPEN),
        ({"owners": [owner(70, "natural_person")], "holdings": [], "holdings_complete": True}, NO, YES),
    ],
)  # fmt: skip
def test_groups_and_relations(document: dict[str, Any], group: Verdict, not_linked: Verdict) -> None:
    assert verdict(GROUP, document) is group
    assert verdict(RELATION, document) is not_linked


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ([owner(25)], "partner"),
        ([owner(24.99)], "autonomous"),
        ([owner(50)], "partner"),
        ([owner(33, "university")], "autonomous"),  # eu_state_aid.md, section 5
        ([owner(50, "venture_capital")], "autonomous"),
        ([owner(50.01, "venture_capital")], "linked"),
        ([owner(25, "public_body")], "partner"),
    ],
)
def test_the_relation_by_direct_links(owners: list[Any], expected: str) -> None:
    document = {"owners": owners, "owners_complete": True, "holdings": [], "holdings_complete": True}
    finding = asked(RELATION, document).decisions[0].findings[0]
    assert finding.shown == expected


def test_kinds_and_countries_of_owners() -> None:
    public = {"field": "owner_kinds", "op": "contains", "value": ["public_body"]}
    assert verdict(public, {"owners": [owner(10, "public_body")]}) is YES
    assert verdict(public, {"owners": [owner(10)]}) is OPEN
    assert verdict(public, {"owners": [owner(100)]}) is NO
    abroad = {"field": "owner_countries", "op": "in", "value": ["FR", "DE"]}
    assert verdict(abroad, {"owners": [owner(10, country="fr")]}) is YES
    assert verdict(abroad, {"owners": [owner(100, country="LU")]}) is NO
    assert verdict(abroad, {"owners": [owner(100)]}) is OPEN
    share = {"field": "public_ownership_pct", "op": "lt", "value": 25}
    assert verdict(share, {"owners": [owner(20, "public_body"), owner(80)]}) is YES
    assert verdict(share, {"owners": [owner(20, "public_body")]}) is OPEN
    assert verdict(share, {"owners": [owner(20, "public_body"), owner(5, "public_body")]}) is NO
    assert verdict(share, {"owners": [owner(20, "public_body"), owner(77)]}) is YES


def test_a_stated_fact_goes_before_the_links() -> None:
    assert verdict(GROUP, {"owners": [owner(100)], "facts": {"part_of_group": False}}) is NO


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"owners": [{"kind": "aunt"}]}, "owners[0].kind"),
        ({"owners": [{"capital_pct": 101}]}, "owners[0].capital_pct"),
        ({"holdings": [{"percent": 3}]}, "holdings[0].percent"),
        ({"owners": {}}, "owners"),
        ({"owners_complete": "yes"}, "owners_complete"),
        ({"aids": [{"date": "2026-01-01"}]}, "aids[0].programme"),
        ({"aids": [{"programme": "x", "state": "maybe"}]}, "aids[0].state"),
        ({"aids": [{"programme": "x", "eur": -1}]}, "aids[0].eur"),
        ({"figures": {"2020": {"export_share_pct": 120}}}, "figures.2020.export_share_pct"),
    ],
)
def test_a_bad_document_names_the_place(document: dict[str, Any], place: str) -> None:
    with pytest.raises(Fault) as fault:
        company_of(document, FIELDS)
    assert fault.value.place == place


# --- Aids held ---

HELD = {"field": "aids_held", "op": "contains", "value": ["fit4-digital"]}
LATELY = {"not": HELD | {"within_months": 36}}
SUM = {
    "field": "aids_held_eur",
    "op": "lte",
    "value": 200_000,
    "within_months": 36,
    "programmes": ["rdi-sme-innovation"],
}


def aid(programme: str = "fit4-digital", **more: Any) -> dict[str, Any]:
    return {"programme": programme, **more}


@pytest.mark.parametrize(
    ("aids", "held", "not_lately"),
    [
        (None, OPEN, OPEN),
        ([], NO, YES),
        ([aid(date="2023-06-15")], YES, YES),  # three years to the day: free again
        ([aid(date="2023-06-16")], YES, NO),
        ([aid(date="2026-06-15")], YES, NO),
        ([aid(date="2026-06-16")], NO, YES),  # not yet
        ([aid()], YES, OPEN),  # obtained, nobody knows when
        ([aid(state="applied", date="2026-01-01")], NO, YES),
        ([aid(state="refused")], NO, YES),
        ([aid("Fit4-Digital", state="paid", date="2026-01-01")], YES, NO),
        ([aid("other")], NO, YES),
    ],
)
def test_an_aid_obtained_within_months(aids: list[Any] | None, held: Verdict, not_lately: Verdict) -> None:
    assert verdict(HELD, {"aids": aids}) is held
    assert verdict(LATELY, {"aids": aids}) is not_lately


def test_a_list_that_is_not_complete_denies_nothing() -> None:
    assert verdict(HELD, {"aids": [], "aids_complete": False}) is OPEN
    assert verdict(HELD, {"aids": [aid()], "aids_complete": False}) is YES


@pytest.mark.parametrize(
    ("aids", "expected"),
    [
        ([], YES),
        ([aid("rdi-sme-innovation", date="2025-01-01", eur=200_000)], YES),
        ([aid("rdi-sme-innovation", date="2025-01-01", eur=200_001)], NO),
        ([aid("rdi-sme-innovation", date="2023-06-15", eur=500_000)], YES),
        ([aid("other", date="2025-01-01", eur=500_000)], YES),
        ([aid("rdi-sme-innovation", date="2025-01-01")], OPEN),
        ([aid("rdi-sme-innovation", eur=300_000)], OPEN),
        ([aid("rdi-sme-innovation", eur=100_000)], YES),
        (
            [
                aid("rdi-sme-innovation", date="2025-01-01", eur=150_000),
                aid("rdi-sme-innovation", eur=100_000),
            ],
            OPEN,
        ),
    ],
)
def test_the_sum_of_aid_from_a_programme(aids: list[Any], expected: Verdict) -> None:
    assert verdict(SUM, {"aids": aids}) is expected


def test_what_was_stated_of_aids_does_not_answer_for_a_span_of_months() -> None:
    assert verdict(HELD, {"facts": {"aids_held": ["fit4-digital"]}}) is YES
    explanation = asked(LATELY, {"facts": {"aids_held": []}})
    assert explanation.decisions[0].verdict is OPEN
    assert next_questions(explanation)[0].ask == "aids"


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({"field": "flag", "op": "eq", "value": True, "within_months": 3}, "within_months"),
        ({"field": "aids_held", "op": "contains", "value": "x", "programmes": ["x"]}, "programmes"),
        ({"field": "aids_held", "op": "contains", "value": "x", "within_months": 0}, "within_months"),
        ({"field": "aids_held_eur", "op": "lte", "value": 1, "programmes": []}, "programmes"),
    ],
)
def test_a_rule_on_aids_that_makes_no_sense(rule: dict[str, Any], place: str) -> None:
    with pytest.raises(Fault) as fault:
        parse_tree(rule, FIELDS)
    assert fault.value.place == place


# --- Regions ---


@pytest.mark.parametrize(
    ("document", "prefix", "expected"),
    [
        ({"country": "LU"}, "LU", YES),
        ({"country": "LU"}, "LU0", YES),
        ({"country": "LU"}, "LU00", YES),
        ({"country": "LU"}, "LU000", YES),
        ({"country": "LU"}, "LU001", NO),
        ({"country": "LU"}, "FR", NO),
        ({"commune": "Beaufort"}, "LU000", YES),
        ({"country": "FR"}, "FR", YES),
        ({"country": "FR"}, "FRF", OPEN),
        ({"country": "FR"}, "LU", NO),
        ({"country": "FR", "commune": "Metz"}, "FRF33", YES),
        ({"country": "FR", "commune": "Metz"}, "FRF1", NO),
        ({"country": "GR"}, "EL", YES),
        ({}, "LU", OPEN),
        ({"facts": {"nuts": "FRF3"}}, "FRF", YES),
    ],
)
def test_nuts_at_any_level(document: dict[str, Any], prefix: str, expected: Verdict) -> None:
    assert verdict({"field": "nuts", "op": "prefix", "value": prefix}, document) is expected


def test_a_region_known_in_part_is_shown_as_such() -> None:
    finding = (
        asked({"field": "nuts", "op": "prefix", "value": "FRF"}, {"country": "FR"}).decisions[0].findings[0]
    )
    assert finding.shown == "FR…"
    known = (
        asked({"field": "nuts", "op": "prefix", "value": "LU"}, {"country": "LU"}).decisions[0].findings[0]
    )
    assert known.shown == "LU000"


# --- Figures of a year ---

FALL = {
    "field": "turnover_eur",
    "year": 2020,
    "op": "lte",
    "value": {"field": "turnover_eur", "year": 2019, "times": 0.75},
}


@pytest.mark.parametrize(
    ("figures", "expected", "ask"),
    [
        ({"2019": {"turnover_eur": 100}, "2020": {"turnover_eur": 75}}, YES, []),
        ({"2019": {"turnover_eur": 100}, "2020": {"turnover_eur": 76}}, NO, []),
        ({"2019": {"turnover_eur": 100}}, OPEN, ["figures.2020.turnover_eur"]),
        ({"2020": {"turnover_eur": 76}}, OPEN, ["figures.2019.turnover_eur"]),
        ({"2019": {"headcount": 3}}, OPEN, ["figures.2019.turnover_eur", "figures.2020.turnover_eur"]),
    ],
)
def test_turnover_of_one_year_against_another(
    figures: dict[str, Any], expected: Verdict, ask: list[str]
) -> None:
    explanation = asked(FALL, {"figures": figures, "turnover_eur": 50})
    assert explanation.decisions[0].verdict is expected
    assert sorted(question.ask for question in next_questions(explanation)) == ask
    (result,) = document_of(explanation)["results"]
    assert sorted(fact for asking in result["ask"] for fact in asking["facts"]) == ask


def test_export_share_and_research_spending_of_a_year() -> None:
    exports = {"field": "export_share_pct", "year": 2024, "op": "gte", "value": 30}
    assert verdict(exports, {"figures": {"2024": {"export_share_pct": 40}}}) is YES
    assert verdict(exports, {"export_share_pct": 40}) is OPEN
    share = {"field": "rd_spending_eur", "year": 2024, "op": "gte",
             "value": {"field": "turnover_eur", "year": 2024, "times": 0.1}}  # fmt: skip
    assert verdict(share, {"figures": {"2024": {"rd_spending_eur": 10, "turnover_eur": 100}}}) is YES
    assert verdict(share, {"figures": {"2024": {"rd_spending_eur": 9, "turnover_eur": 100}}}) is NO
    assert verdict({"field": "rd_spending_eur", "op": "gte", "value": 5}, {"rd_spending_eur": 9}) is YES


# --- How sure it is ---


def decision(rule: dict[str, Any], facts: dict[str, Any]) -> Decision:
    return asked(rule, {"facts": facts}).decisions[0]


def test_a_decision_is_as_sure_as_the_weakest_criterion_that_decides() -> None:
    rule = {
        "any": [
            {"id": "a", "field": "flag", "op": "eq", "value": True, "confidence": "sourced"},
            {
                "id": "b",
                "field": "part_of_group",
                "op": "eq",
                "value": True,
                "confidence": "general_knowledge",
            },
        ]
    }
    assert decision(rule, {"flag": True}).confidence == "sourced"
    assert decision(rule, {"flag": False, "part_of_group": False}).confidence == "general_knowledge"
    assert decision(rule, {"flag": False, "part_of_group": True}).confidence == "general_knowledge"
    assert decision(rule, {}).confidence == "general_knowledge"


# --- What the group and the law of the day say ---


def group(holder: float | None) -> dict[str, Any]:
    """A of 100 people, 40 percent of which C holds (eu_state_aid.md, section 5)."""
    return {
        "subject": "a",
        "enterprises": [
            {"id": "a", "headcount": 100, "turnover_eur": 9_000_000, "balance_sheet_eur": 9_000_000},
            {"id": "c", "headcount": holder, "turnover_eur": 60_000_000, "balance_sheet_eur": 60_000_000},
        ],
        "holdings": [{"owner": "c", "owned": "a", "capital_pct": 40}],
    }


SME = {"field": "company_size", "op": "in", "value": ["micro", "small", "medium"]}
OWN = {"headcount": 100, "turnover_eur": 9_000_000, "balance_sheet_eur": 9_000_000}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (OWN, YES),
        (OWN | {"group": group(400)}, NO),  # 100 + 0.4 x 400 = 260
        (OWN | {"group": group(300)}, YES),
        (OWN | {"group": group(None)}, OPEN),  # a figure of the group that nobody knows leaves it open
        (OWN | {"group": group(400), "facts": {"company_size": "medium"}}, YES),
    ],
)
def test_the_size_of_a_company_in_a_group(document: dict[str, Any], expected: Verdict) -> None:
    assert verdict(SME, document) is expected


ROOM = {"field": "de_minimis_headroom", "op": "gte", "value": 150_000}


@pytest.mark.parametrize(
    ("granted", "on", "expected"),
    [
        ("2023-02-01", date(2023, 12, 31), NO),  # 200,000 over fiscal years: 100,000 left
        ("2023-02-01", date(2024, 1, 1), YES),  # 300,000 rolling: 200,000 left
        ("2021-06-01", date(2023, 12, 31), OPEN),  # inside or outside by where the fiscal year begins
        ("2020-12-30", date(2023, 12, 31), YES),
        ("2023-02-01", date(2013, 12, 31), OPEN),
    ],
)
def test_the_room_for_de_minimis_by_the_law_of_the_day(granted: str, on: date, expected: Verdict) -> None:
    document = {"facts": {"de_minimis_grants": [{"date": granted, "gge_eur": 100_000}]}}
    assert verdict(ROOM, document, on) is expected


# --- What a programme might bring ---


@pytest.mark.parametrize(
    ("kind", "amounts", "expected"),
    [
        ("grant", [{"id": "a", "kind": "flat", "eur": 5000}], 5000),
        ("grant", [{"id": "a", "kind": "max", "eur": 25000}], 12500),  # between nothing and the maximum
        ("grant", [{"id": "a", "kind": "max", "eur": 30_000_000}], None),  # a limit of the law
        ("loan", [{"id": "a", "kind": "max", "eur": 25000}], None),
        ("grant", [], None),
    ],
)
def test_the_expected_euros(kind: str, amounts: list[Any], expected: int | None) -> None:
    version = {"id": "1", "eligibility": GROUP, "amounts": amounts}
    programme = parse_programme({"id": "p", "name": "P", "kind": kind, "versions": [version]}, FIELDS)
    book = Catalogue([programme], FIELDS)
    document = document_of(explain(book, company_of({}, FIELDS)[0], ON))
    assert document["results"][0]["expected_eur"] == expected
    assert document["next_questions"][0]["settles_eur"] == (expected or 0)
