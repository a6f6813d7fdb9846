"""Do calls of the European Union become programmes with their windows, rates and amounts, and no more than is certain?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import Catalogue, company_of, explain, parse_programme
from grappe.engines.eligibility.imports import Tally, format_of
from grappe.engines.eligibility.imports.eu_calls import MEMBER_STATES, read_call
from grappe.engines.eligibility.reading import Fault

AS_OF = date(2026, 8, 31)
RIA = "HORIZON  Research and Innovation Actions"
IA = "HORIZON Innovation Actions"


def call(**changed):
    return {
        "topicId": "HORIZON-INVENTED-2026-01", "title": "An invented call", "programme": "Horizon Europe",
        "typesOfAction": RIA, "deadline": "2026-10-08", "deadlineModel": "single-stage", "callStatus": "open",
        "budgetMin": 4_000_000, "budgetMax": 5_000_000, "expectedGrants": 2, "portalUrl": "https://portal.example/",
        "description": "Expected Outcome:Something.Scope:More.",
    } | changed  # fmt: skip


def judged(row, on=date(2026, 9, 15), **facts):
    programme = parse_programme(dict(read_call(row, AS_OF).document))
    names = {"eu_consortium_of_three", "for_profit"}
    country = facts.pop("country", "LU")
    company, _ = company_of({"country": country, "facts": facts}, {}, names)
    (decision,) = explain(Catalogue([programme], home=""), company, on).decisions
    return decision


@given(st.integers(0, 500))
def test_the_deadline_is_the_last_day(days):
    deadline = AS_OF + timedelta(days=days)
    row = call(deadline=deadline.isoformat())
    assert judged(row, AS_OF).open is True
    assert judged(row, deadline).open is True
    assert judged(row, deadline + timedelta(days=1)).open is not True


def test_before_the_file_was_made_nobody_knows_whether_it_was_open():
    assert judged(call(), date(2026, 5, 1)).open is None


def test_a_call_to_come_is_not_said_to_be_open():
    assert judged(call(callStatus="forthcoming")).open is None


def test_a_closed_call_is_closed():
    assert judged(call(callStatus="closed", deadline="2026-03-17")).open is False


def test_of_several_cut_offs_the_one_named_does_not_close_the_call():
    row = call(deadlineModel="multiple cut-off", deadline="2026-03-17")
    assert judged(row, date(2026, 3, 18)).open is None
    window = read_call(row, AS_OF).document["versions"][0]["window"]
    assert "closes" not in window and "2026-03-17" in window["note"]["en"]


def rates(action):
    version = read_call(call(typesOfAction=action)).document["versions"][0]
    return [(rate["max_rate"], rate.get("needs", {}).get("value")) for rate in version["intensity"]]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (RIA, [(100, None)]),
        (IA, [(70, True), (100, False)]),
        ("HORIZON JU Innovation Actions", [(70, True), (100, False)]),
        ("HORIZON Coordination and Support Actions", [(100, None)]),
        ("HORIZON Pre-commercial Procurement", [(100, None)]),
        ("HORIZON Public Procurement of Innovative Solutions", [(50, None)]),
        # Not certain from the type alone: nothing is said.
        ("HORIZON Programme Cofund Actions", []),
        ("HORIZON EIC Grants", []),
        ("LIFE Project Grants", []),
        ("EDF Development Actions", []),
        ("", []),
    ],
)
def test_rates_are_said_only_where_the_type_of_action_decides_them(action, expected):
    assert rates(action) == expected


def test_a_research_action_needs_a_consortium_and_the_call_text_stays_unknown():
    assert judged(call(), eu_consortium_of_three=False).verdict.value == "no"
    decision = judged(call(), eu_consortium_of_three=True)
    assert decision.verdict.value == "unknown"
    assert {f.criterion.id for f in decision.findings if f.verdict.value == "unknown"} == {
        "call_document",
        "other_countries",
    }
    assert judged(call()).verdict.value == "unknown"
    consortium = next(f.criterion for f in decision.findings if f.criterion.id == "consortium")
    assert "annex B" in consortium.source and consortium.confidence == "general_knowledge"


def test_a_single_applicant_is_not_refused_where_the_type_does_not_ask_for_partners():
    decision = judged(
        call(typesOfAction="HORIZON Coordination and Support Actions"), eu_consortium_of_three=False
    )
    assert decision.verdict.value == "unknown"


def test_an_applicant_from_another_country_is_asked_not_refused():
    decision = judged(call(), country="CH", eu_consortium_of_three=True)
    verdicts = {f.criterion.id: f.verdict.value for f in decision.findings}
    assert verdicts["member_state"] == "no" and decision.verdict.value == "unknown"
    assert len(MEMBER_STATES) == len(set(MEMBER_STATES)) == 27


def test_amounts_are_shown_and_limit_nothing():
    amounts = read_call(call()).document["versions"][0]["amounts"]
    assert [(row["id"], row["eur"], row["kind"]) for row in amounts] == [
        ("expected_min", 4_000_000, "other"), ("expected_max", 5_000_000, "other"),
    ]  # fmt: skip
    assert len(read_call(call(budgetMin=5_000_000)).document["versions"][0]["amounts"]) == 1
    assert read_call(call(budgetMin=None, budgetMax=None)).document["versions"][0]["amounts"] == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"deadline": "8 October"}, "deadline"),
        ({"budgetMin": 6, "budgetMax": 5}, "budgetMax"),
        ({"budgetMax": "much"}, "budgetMax"),
        ({"callStatus": "perhaps"}, "callStatus"),
        ({"topicId": ""}, "topicId"),
        ({"title": None}, "title"),
    ],
)
def test_a_bad_row_names_its_field(changed, place):
    with pytest.raises(Fault) as caught:
        read_call(call(**changed))
    assert caught.value.place == place


def test_the_form_of_a_file_is_known_by_its_rows():
    assert format_of(call()).id == "european_union"
    assert format_of({"id": "a", "title": "b", "eligibility": {}, "eligibility_text": {}}).id == "france"
    assert format_of({"id": "a"}) is None and format_of([1]) is None and format_of(None) is None


def test_the_tally_counts_what_became_of_each_condition():
    tally = Tally()
    for row in (call(), call(topicId="B", typesOfAction="LIFE Project Grants", programme="LIFE")):
        tally.add(read_call(row))
    report = tally.document()
    assert (report["programmes"], report["rules"], report["partly"], report["unknowns"]) == (2, 1, 2, 3)
    assert report["conditions"] == 6 and report["by_kind"]["consortium"]["rule"] == 1
