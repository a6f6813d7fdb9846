"""Which version holds on a day, is it open, how much would it be, and what should be asked next?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from eligibility_worlds import FIELDS

from grappe.engines.eligibility import (
    Catalogue,
    Explanation,
    Fault,
    aid_of,
    company_of,
    document_of,
    explain,
    next_questions,
    parse_programme,
    project_of,
)
from grappe.engines.kernel import Money, Verdict

ON = date(2026, 11, 1)
RULE = {"field": "flag", "op": "eq", "value": True}


def programme(id: str = "p", rule: Any = RULE, status: str = "open", **version: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "status": status, "versions": [{"id": "1", "eligibility": rule, **version}]}


def decide(
    *documents: dict[str, Any], company: Any = None, project: Any = None, on: date = ON
) -> Explanation:
    book = Catalogue([parse_programme(document, FIELDS) for document in documents], FIELDS)
    known, _ = company_of(company or {}, FIELDS, book.field_names())
    work = project_of(project, FIELDS, book.field_names())[0] if project else None
    return explain(book, known, on, work)


def is_open(on: str, status: str = "open", **version: Any) -> bool | None:
    return parse_programme(programme(status=status, **version)).open_on(date.fromisoformat(on))


def window(kind: str, opens: str | None = None, closes: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "opens": opens, "closes": closes}


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2020-07-23", False), ("2020-07-24", True), ("2021-12-31", True), ("2022-01-01", False)],
)
def test_first_and_last_day_count(on: str, expected: bool) -> None:
    days = {"valid_from": "2020-07-24", "valid_to": "2021-12-31"}
    assert is_open(on, "closed", **days, window=window("closed")) is expected
    assert is_open(on, "closed", window=window("closed", "2020-07-24", "2021-12-31")) is expected
    assert is_open(on, "open", **days, window=window("continuous")) is expected


@pytest.mark.parametrize(
    ("status", "version", "on", "expected"),
    [
        ("open", {"window": window("continuous")}, "2026-11-01", True),
        ("open", {"window": window("unknown")}, "2026-11-01", None),
        ("open", {}, "2026-11-01", None),
        ("unknown", {"window": window("continuous")}, "2026-11-01", None),
        ("by_calls", {"window": window("calls")}, "2026-11-01", None),
        ("by_calls", {"window": window("calls", "2025-05-01", "2025-06-18")}, "2025-06-18", True),
        ("by_calls", {"window": window("calls", "2025-05-01", "2025-06-18")}, "2025-06-19", None),
        ("closed", {"window": window("calls", "2025-05-01", "2025-06-18")}, "2025-06-19", False),
        ("closed", {"window": window("closed")}, "2026-11-01", False),
        ("superseded", {"window": window("unknown")}, "2026-11-01", False),
        ("closed", {"window": window("closed", None, "2020-07-15")}, "2020-07-15", True),
        ("closed", {"window": window("closed", None, "2020-07-15")}, "2020-07-14", None),
        ("closed", {"window": window("closed", None, "2020-07-15")}, "2020-07-16", False),
        ("open", {"valid_from": "2025-06-06", "window": window("continuous")}, "2025-06-05", False),
        ("open", {"valid_from": "2024-01-01", "valid_to": "2030-12-31"}, "2026-11-01", None),
    ],
)
def test_open_on_a_day(status: str, version: dict[str, Any], on: str, expected: bool | None) -> None:
    assert is_open(on, status, **version) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [("1990-01-01", None), ("2025-12-31", None), ("2026-01-01", True), ("2026-11-01", True)],
)
def test_a_version_of_unknown_beginning_is_not_open_before_anything_is_known(
    on: str, expected: bool | None
) -> None:
    assert is_open(on, known_from="2026-01-01", window=window("continuous")) is expected
    followed = programme(valid_to="2025-12-31", window=window("continuous"))
    followed["versions"].append(
        {"id": "2", "eligibility": RULE, "valid_from": "2026-01-01", "window": window("continuous")}
    )
    assert parse_programme(followed).open_on(date.fromisoformat(on)) is expected


def test_known_from_is_for_an_unknown_beginning_only() -> None:
    with pytest.raises(Fault, match="valid_from"):
        is_open("2026-01-01", valid_from="2025-01-01", known_from="2026-01-01")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2020-05-31", False),
        ("2020-06-01", None),
        ("2020-06-30", True),
        ("2020-11-01", True),
        ("2020-11-02", None),
        ("2020-11-30", None),
        ("2020-12-01", False),
    ],
)
def test_a_beginning_known_to_the_month_only(on: str, expected: bool | None) -> None:
    months = {
        "valid_from_earliest": "2020-06-01", "valid_from_latest": "2020-06-30",
        "valid_to_earliest": "2020-11-01", "valid_to_latest": "2020-11-30",
    }  # fmt: skip
    assert is_open(on, "closed", **months, window=window("closed")) is expected


LAWS = {
    "id": "rdi", "name": "RDI", "status": "open",
    "versions": [
        {"id": "2017", "valid_from": "2017-05-17", "valid_to": "2025-06-05", "eligibility": RULE,
         "window": {"kind": "continuous"}},
        {"id": "2025", "valid_from": "2025-06-06", "window": {"kind": "continuous"},
         "eligibility": {"all": [RULE, {"field": "sales", "op": "gte", "value": 40}]}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "version", "in_force", "verdict"),
    [
        ("2016-01-01", "2017", False, Verdict.YES),
        ("2017-05-17", "2017", True, Verdict.YES),
        ("2025-06-05", "2017", True, Verdict.YES),
        ("2025-06-06", "2025", True, Verdict.NO),
        ("2026-11-01", "2025", True, Verdict.NO),
    ],
)
def test_the_law_of_the_day(on: str, version: str, in_force: bool, verdict: Verdict) -> None:
    company = {"facts": {"flag": True, "sales": 39}}
    decision = decide(LAWS, company=company, on=date.fromisoformat(on)).of("rdi")
    assert (decision.version.id, decision.in_force, decision.verdict) == (version, in_force, verdict)
    assert decision.open is in_force


def test_a_closed_programme_still_answers_about_the_company() -> None:
    closed = programme(status="closed", valid_from="2020-01-01", valid_to="2020-12-31")
    decision = decide(closed, company={"facts": {"flag": True}}).of("p")
    assert (decision.verdict, decision.open, decision.in_force) == (Verdict.YES, False, False)


def test_of_an_unknown_programme() -> None:
    with pytest.raises(KeyError):
        decide(programme()).of("q")


def test_two_programmes_of_one_id() -> None:
    with pytest.raises(Fault, match="two programmes"):
        decide(programme(), programme())


def rdi(**more: Any) -> dict[str, Any]:
    together = {"field": "permit", "op": "eq", "value": True}
    rows = [
        ("industrial research", "small", 70, None), ("industrial research", "small", 80, together),
        ("industrial research", "medium", 60, None), ("industrial research", "medium", 75, together),
        ("industrial research", "large", 50, None), ("industrial research", "large", 65, together),
        ("experimental development", "small", 45, None), ("experimental development", "small", 60, together),
        ("experimental development", "medium", 35, None), ("experimental development", "medium", 50, together),
        ("experimental development", "large", 25, None), ("experimental development", "large", 40, together),
    ]  # fmt: skip
    intensity = [
        {"cost_category": category, "size": size, "max_rate": rate, "needs": needs}
        for category, size, rate, needs in rows
    ]
    return programme(intensity=intensity, **more)


COSTS = {
    "costs": [
        {"category": "industrial research", "eur": 100_000},
        {"category": "Experimental  development", "eur": 200_000},
    ]
}


@pytest.mark.parametrize(
    ("size", "permit", "low", "high"),
    [  # the example of the data sheet, then what an open fact leaves open
        ("small", True, 200_000, 200_000),
        ("micro", True, 200_000, 200_000),
        ("small", False, 160_000, 160_000),
        ("small", None, 160_000, 200_000),
        ("medium", True, 175_000, 175_000),
        ("large", False, 100_000, 100_000),
        (None, True, 145_000, 200_000),
        (None, None, 100_000, 200_000),
    ],
)
def test_amount_of_a_mixed_project(size: str | None, permit: bool | None, low: int, high: int) -> None:
    company = {"facts": {"company_size": size, "permit": permit}}
    explanation = decide(rdi(), company=company, project=COSTS)
    found = aid_of(explanation, explanation.of("p"))
    assert found is not None
    assert (found.low, found.high) == (Money.eur(low), Money.eur(high))
    assert found.steps[0].fr.startswith("industrial research: ")


def test_the_steps_are_written_out() -> None:
    explanation = decide(rdi(), company={"facts": {"company_size": "small", "permit": True}}, project=COSTS)
    found = aid_of(explanation, explanation.of("p"))
    assert found is not None
    assert [step.en for step in found.steps] == [
        "industrial research: 80 % × EUR 100,000 = EUR 80,000",
        "experimental development: 60 % × EUR 200,000 = EUR 120,000",
        "Sum: EUR 200,000",
    ]
    assert found.steps[2].de == "Summe: 200.000 EUR"


def test_a_step_cites_the_article_of_its_rate() -> None:
    rows = [
        {
            "cost_category": "industrial research",
            "size": "all",
            "max_rate": 50,
            "source": "GBER, art. 25(5)(b)",
        }
    ]
    explanation = decide(programme(intensity=rows), project={"costs": COSTS["costs"][:1]})
    found = aid_of(explanation, explanation.of("p"))
    assert found is not None
    assert found.steps[0].de == "industrial research: 50 % × 100.000 EUR = 50.000 EUR (GBER, art. 25(5)(b))"


def test_no_amount_for_a_refused_company_or_without_costs() -> None:
    refused = decide(rdi(), company={"facts": {"flag": False}}, project=COSTS)
    assert aid_of(refused, refused.of("p")) is None
    without = decide(rdi())
    assert aid_of(without, without.of("p")) is None


def amount(company: Any = None, costs: Any = None, **version: Any) -> tuple[int, int] | None:
    explanation = decide(programme(**version), company=company, project={"costs": costs} if costs else None)
    found = document_of(explanation)["results"][0]["amount"]
    return None if found is None else (found["min_eur"], found["max_eur"])


def row(rate: float, category: str = "study", size: str = "all", **more: Any) -> dict[str, Any]:
    return {"cost_category": category, "size": size, "max_rate": rate, **more}


def limit(kind: str, eur: float, **more: Any) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "eur": eur, **more}


STUDY = [{"category": "Study", "eur": 20_000}]


@pytest.mark.parametrize(
    ("version", "costs", "expected"),
    [
        ({"intensity": [row(50)]}, STUDY, (10_000, 10_000)),
        ({"intensity": [row(50, condition={"en": "if green"})]}, STUDY, (0, 10_000)),
        ({"intensity": [row(50), row(70, condition="if green")]}, STUDY, (10_000, 14_000)),
        ({"intensity": [row(50, cap_eur=7_500)]}, STUDY, (7_500, 7_500)),
        ({"intensity": [row(33.3)]}, [{"category": "study", "eur": 0.1}], (0, 0)),
        ({"intensity": [row(50)], "amounts": [limit("max", 8_000)]}, STUDY, (8_000, 8_000)),
        ({"intensity": [row(50)], "amounts": [limit("min", 10_000)]}, STUDY, (10_000, 10_000)),
        ({"intensity": [row(50)], "amounts": [limit("min", 10_001)]}, STUDY, (0, 0)),
        ({"intensity": [row(50)], "amounts": [limit("min_cost", 20_000)]}, STUDY, (10_000, 10_000)),
        ({"intensity": [row(50)], "amounts": [limit("min_cost", 20_001)]}, STUDY, (0, 0)),
        ({"intensity": [row(50)], "amounts": [limit("max_cost", 15_000)]}, STUDY, (7_500, 7_500)),
        ({"intensity": [row(50)], "amounts": [limit("fee_cap", 15_000, cost_category="study")]}, STUDY, (7_500, 7_500)),
        ({"intensity": [row(50)], "amounts": [limit("other", 1)]}, STUDY, (10_000, 10_000)),
        ({"intensity": [row(50)]}, [*STUDY, {"category": "car", "eur": 9}], (10_000, 10_000)),
        ({"intensity": [row(50)]}, [{"category": "car", "eur": 9}], None),
        ({"intensity": [row(50)]}, [{"category": "{0}", "eur": 9}, *STUDY], (10_000, 10_000)),
        ({"intensity": [row(70, "project", cap_eur=17_500)]}, [*STUDY, {"category": "car", "eur": 20_000}],
         (17_500, 17_500)),
        ({"intensity": [row(70, size="sme")]}, STUDY, (0, 14_000)),
        ({"amounts": [limit("flat", 5_000)]}, None, (5_000, 5_000)),
        ({"amounts": [limit("flat", 5_000)]}, STUDY, (5_000, 5_000)),
        ({"amounts": [limit("flat", 5_000)], "intensity": [row(50)]}, None, (0, 5_000)),
        ({"amounts": [limit("flat", 5_000) | {"id": "a"}, limit("flat", 12_500)]}, None, (5_000, 12_500)),
        ({"amounts": [limit("max", 5_000)]}, STUDY, None),
        ({"intensity": [row(50)]}, [{"category": "study", "eur": 10_000}] * 2, (10_000, 10_000)),
    ],
)  # fmt: skip
def test_rates_and_limits(version: dict[str, Any], costs: Any, expected: tuple[int, int] | None) -> None:
    assert amount(costs=costs, **version) == expected


def test_next_question_is_the_one_that_settles_most() -> None:
    flag, permit = RULE, {"field": "permit", "op": "eq", "value": True}
    staff = {"field": "staff", "op": "gte", "value": 2}
    books = [
        programme("a", {"all": [flag, permit]}),
        programme("b", {"all": [flag]}),
        programme("c", {"all": [flag, staff]}),
        programme("d", {"any": [staff, {"unknown": "not published"}]}),
        programme("e", {"field": "sales", "op": "gte", "value": None}),
    ]
    questions = next_questions(decide(*books))
    assert [question.field for question in questions] == ["flag", "staff", "permit"]
    assert questions[0].programmes == ("a", "b", "c")
    assert questions[0].settles == 2  # yes settles b; no settles a, b and c
    assert questions[1].settles == 1  # yes settles d, no settles c
    by_worth = next_questions(decide(*books), worth={"d": 100.0, "c": 1.0})
    assert by_worth[0].field == "staff"
    answered = next_questions(decide(*books, company={"facts": {"flag": False}}))
    assert [question.field for question in answered] == ["staff"]
    assert answered[0].programmes == ("d",)


def test_questions_about_a_size_ask_for_its_figures() -> None:
    sme = {"field": "company_size", "op": "in", "value": ["micro", "small", "medium"]}
    (question,) = next_questions(decide(programme(rule=sme)))
    assert (question.ask, question.field) == ("headcount", "company_size")
    (question,) = next_questions(decide(programme(rule=sme), company={"headcount": 60}))
    assert question.ask == "turnover_eur"
    assert next_questions(decide(programme(rule=sme), company={"headcount": 300})) == ()


def test_only_open_programmes_are_worth_a_question() -> None:
    closed = programme(status="closed", window=window("closed"))
    assert len(next_questions(decide(closed))) == 1
    assert next_questions(decide(closed), only_open=True) == ()


def test_a_finding_can_be_stored() -> None:
    rule = RULE | {"source": "article 2", "label": {"en": "Flag", "fr": "Drapeau"}}
    finding = decide(programme(rule=rule), company={"facts": {"flag": False}}).of("p").findings[0]
    reason = finding.reason()
    assert (reason.code, reason.actual, reason.expected, reason.source) == (
        "flag",
        "False",
        "yes",
        "article 2",
    )
    assert reason.text.fr == "Drapeau"
