"""Does our catalogue say all that the collected facts say, and nothing else? Read beside the data it was made from."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "catalogues" / "luxembourg"
FACTS = ROOT.parent / "shared" / "data" / "lu_programmes.json"

STATUS = {
    "open": "open", "open by calls": "by_calls", "open (scheme exists)": "open", "in force": "open",
    "closed": "closed", "unknown": "unknown",
    "superseded (theme moved into Fit 4 Sustainability in 2022 - inferred)": "superseded",
}  # fmt: skip
CONFIDENCE = {"from general knowledge": "general_knowledge"}
SIZES = {"micro/small": ["micro", "small"], "medium/large": ["medium", "large"], "depends on size": ["all"]}
# Thresholds in words: enough room for the largest aid or loan is certainly enough (README of the catalogue).
IN_WORDS = {"aid amount": 150_000, "gross grant equivalent": 200_000}
# Amounts that are shares or numbers, not euros: where they stand in our form.
SHARES = {
    ("snci-creation-takeover", "max_share_of_base"): ("rate", 40),
    ("snci-zero-rate", "max_share"): ("rate", 80),
    ("snci-equipment", "max_share_first_establishment"): ("rate", 75),
    ("snci-creation-takeover", "rate_2022"): ("text", "4"),
    ("snci-equipment", "mean_share_industrial"): ("text", "25"),
    ("primo-creation", "months"): ("text", "6"),
}


def facts():
    return json.loads(FACTS.read_text())["programmes"] if FACTS.exists() else []


def pairs():
    if not FACTS.exists():
        reason = f"{FACTS.name} is not there: the collected facts are not part of the project"
        return [pytest.param(None, None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(fact, ours(fact["id"]), id=fact["id"]) for fact in facts()]


def ours(name):
    return yaml.safe_load((CATALOGUE / "programmes" / f"{name}.yaml").read_text())


def criteria(node):
    """Return every criterion below a node of a rule."""
    if isinstance(node, list):
        return [one for inner in node for one in criteria(inner)]
    if not isinstance(node, dict):
        return []
    if "field" in node:
        return [node]
    return [one for inner in node.values() for one in criteria(inner)]


def numbers(text):
    """Return the numbers of a text, however they are written; the month of a date may be a word."""
    text = re.sub(r"(\d+)-(\d+)k\b", lambda m: f"{m[1]}000 {m[2]}000", text)
    text = re.sub(r"(\d{4})-(\d{2})-(\d{2})", lambda m: f"{m[1]} {int(m[3])}", text)
    text = re.sub(r"(\d{4})-(\d{2})\b", lambda m: m[1], text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return {float(number) for number in re.findall(r"(?<![A-Za-z\d])\d+(?:\.\d+)?", text)}


def english(texts):
    return [text["en"] for text in texts]


def holds(ours_text, fact_text):
    return numbers(fact_text) <= numbers(ours_text)


FORMER = {"law-2017", "2014"}  # versions under a law that the facts only mention


def current(entry):
    """Return the versions that the facts describe; those under a former law have a test of their own."""
    return [version for version in entry["versions"] if version["id"] not in FORMER]


def law_days(fact):
    """Return the days of the laws that the legal basis names, as ISO text."""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    found = re.findall(
        r"(\d{1,2}) (" + "|".join(m[:3] + "[a-z]*" for m in months) + r") (\d{4})", fact["legal_basis"] or ""
    )
    return {
        f"{year}-{[m[:3] for m in months].index(month[:3]) + 1:02d}-{int(day):02d}"
        for day, month, year in found
    }


def of_2017(row):
    return bool(row["condition"]) and row["condition"].startswith("2017 law")


with_facts = pytest.mark.parametrize(("fact", "entry"), pairs())


@pytest.mark.skipif(not FACTS.exists(), reason=f"{FACTS.name} is not there")
def test_every_programme_is_there_and_no_other():
    assert {path.stem for path in (CATALOGUE / "programmes").glob("*.yaml")} == {
        fact["id"] for fact in facts()
    }


@with_facts
def test_name_status_kind_confidence_and_sources(fact, entry):
    assert entry["name"] == {code: fact["name"].get(code) for code in ("en", "fr", "de")}
    assert entry["status"] == STATUS[fact["status"]]
    assert entry["kind"] == fact["kind"].replace("-", "_")
    assert entry["confidence"] == CONFIDENCE.get(fact["confidence"], fact["confidence"])
    assert [source["url"] for source in entry["sources"]] == fact["sources"]
    # The facts hold no day of checking: writing one would be an invention.
    assert all(source["checked_on"] is None for source in entry["sources"])
    assert (entry["legal_basis"] is None) == (fact["legal_basis"] is None)
    assert holds(entry["legal_basis"] or "", fact["legal_basis"] or "")
    assert (entry["instrument"] is None) == (fact["instrument"] is None)


@with_facts
def test_each_condition_with_its_operator_value_confidence_and_note(fact, entry):
    for version in current(entry):
        found = criteria(version["eligibility"])
        for wanted in fact["eligibility"]:
            value = IN_WORDS.get(str(wanted["value"]), wanted["value"])
            same = [one for one in found if (one["field"], one["op"]) == (wanted["field"], wanted["op"])]
            same = [one for one in same if as_written(one["value"]) == value]
            assert same, f"{wanted['field']} {wanted['op']} {wanted['value']} is missing"
            assert same[0]["confidence"] == CONFIDENCE.get(wanted["confidence"], wanted["confidence"])
            if wanted.get("note"):
                assert holds(same[0]["note"]["en"] + version_text(version), wanted["note"])


def as_written(value):
    return value.isoformat() if isinstance(value, date) else value


def version_text(version):
    return json.dumps(version, ensure_ascii=False, default=str)


@with_facts
def test_no_condition_was_made_up(fact, entry):
    stated = {wanted["field"] for wanted in fact["eligibility"]}
    # Written out from a note: "large only", "if not closed by order", the tier of a lump sum.
    from_notes = {"company_size", "closed_by_order", "headcount_fte"}
    for version in entry["versions"]:
        for one in criteria(version["eligibility"]):
            assert one["field"] in stated | from_notes
        assert not version.get("open_to_all")
        if not stated:
            assert "unknown" in version["eligibility"]["all"][0]


@with_facts
def test_each_rate_for_each_size_with_its_confidence(fact, entry):
    for version in current(entry):
        have = Counter(
            (
                row["cost_category"]["en"].replace("at most 3", "<=3"),
                row["size"],
                row["max_rate"],
                row["confidence"],
            )
            for row in version["intensity"]
        )
        wanted = Counter(
            (
                row["cost_category"],
                size,
                round(row["max_rate"] * 100, 6),
                CONFIDENCE.get(row["confidence"], row["confidence"]),
            )
            for row in fact["intensity"]
            if not of_2017(row)
            for size in SIZES.get(row["company_size"], [row["company_size"]])
        )
        shares = [
            share for (name, _), (kind, share) in SHARES.items() if name == fact["id"] and kind == "rate"
        ]
        assert not wanted - have
        assert sorted(row[2] for row in (have - wanted).elements()) == sorted(shares)


@with_facts
def test_the_condition_of_each_rate_keeps_its_figures(fact, entry):
    for version in current(entry):
        text = version_text(version)
        for row in fact["intensity"]:
            if row["condition"] and not of_2017(row):
                assert holds(text, row["condition"])
        conditional = [row for row in fact["intensity"] if row["condition"] and not of_2017(row)]
        told = [row for row in version["intensity"] if row.get("condition") or row.get("note")]
        assert len(told) >= len(conditional)


@with_facts
def test_each_amount(fact, entry):
    amounts = {row["id"]: row["eur"] for version in entry["versions"] for row in version["amounts"]}
    rates = [row["max_rate"] for version in entry["versions"] for row in version["intensity"]]
    terms = " ".join(text for version in entry["versions"] for text in english(version.get("terms", [])))
    for name, value in fact["amounts"].items():
        kind, share = SHARES.get((fact["id"], name), ("eur", None))
        if kind == "rate":
            assert share in rates and share == pytest.approx(value * 100)
        elif kind == "text":
            assert float(share) in numbers(terms)
        elif isinstance(value, str):
            assert numbers(value) <= numbers(terms) or value == "unknown" and entry["unknowns"], name
        else:
            assert amounts[name] == value, name


@with_facts
def test_each_step_cost_unknown_and_conflict(fact, entry):
    for version in current(entry):
        for ours_key, key in (("process", "process"), ("eligible_costs", "eligible_costs")):
            texts = english(version.get(ours_key, []))
            assert len(texts) == len(fact[key])
            assert all(holds(text, said) for text, said in zip(texts, fact[key], strict=True))
    for key in ("unknowns", "conflicts"):
        texts = english(entry[key])
        assert len(texts) == len(fact[key])
        assert all(holds(text, said) for text, said in zip(texts, fact[key], strict=True))


@with_facts
def test_days_are_those_of_the_facts_and_vague_ones_stay_vague(fact, entry):
    first, last = current(entry)[0], current(entry)[-1]
    for version, side, said in (
        (first, "valid_from", fact["valid_from"]),
        (last, "valid_to", fact["valid_to"]),
    ):
        exact = version[side]
        if said is None:
            # The day of a law is told by its name.
            assert exact is None or side == "valid_from" and exact.isoformat() in law_days(fact)
            assert f"{side}_earliest" not in version
        elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            assert exact.isoformat() == said
        else:
            assert exact is None
            assert version[f"{side}_earliest"] <= version[f"{side}_latest"]
            assert str(version[f"{side}_earliest"]).startswith(said[:4])
            whole = version_text(version) + json.dumps(entry["conflicts"])
            assert holds(whole, said)
    for version in current(entry):
        window = fact["application_window"]
        if window and window != "unknown":
            assert version["window"]["note"]["en"]
            assert holds(version_text(version) + version_text(first), window)


@pytest.mark.skipif(not FACTS.exists(), reason=f"{FACTS.name} is not there")
def test_every_field_is_described_in_three_languages():
    fields = yaml.safe_load((CATALOGUE / "fields.yaml").read_text())
    named = {wanted["field"] for fact in facts() for wanted in fact["eligibility"]}
    assert len(named) == 90
    assert named <= set(fields)
    for name, field in fields.items():
        for key in ("label", "question"):
            assert all(field[key][code] for code in ("en", "fr", "de")), f"{name}.{key}"


@pytest.mark.skipif(not FACTS.exists(), reason=f"{FACTS.name} is not there")
def test_the_general_exclusions_are_told_beside_their_questions():
    fields = yaml.safe_load((CATALOGUE / "fields.yaml").read_text())
    exclusions = json.loads(FACTS.read_text())["general_conditions"]
    for key, field in (
        ("sme_law_exclusions", "activity_excluded"),
        ("rdi_2025_exclusions", "rdi_sector_excluded"),
        ("environment_2025_exclusions", "uses_and_owns_asset"),
    ):
        note = fields[field]["note"]["en"]
        assert note.count(";") >= len(exclusions[key]) - 1
        assert "undertakings in difficulty" in note


@with_facts
def test_versions_under_a_former_law_say_what_is_known_and_no_more(fact, entry):
    former = [version for version in entry["versions"] if version["id"] in FORMER]
    replaced = "replaces law of" in (fact["legal_basis"] or "")
    assert bool(former) == (replaced or fact["id"] == "rule-de-minimis")
    for version in former:
        following = current(entry)[0]
        assert version["valid_to"] == following["valid_from"] - timedelta(days=1)
        if replaced:
            assert {version["valid_from"].isoformat(), following["valid_from"].isoformat()} == law_days(fact)
        # What was not recorded stays a question: nobody is eligible by what is left of a rule.
        assert any("unknown" in one for one in version["eligibility"]["all"])
        assert all(one["confidence"] == "general_knowledge" for one in criteria(version["eligibility"]))
        rates = {round(row["max_rate"] * 100, 6) for row in fact["intensity"]}
        said = " ".join(row["condition"] or "" for row in fact["intensity"])
        for row in version["intensity"]:
            assert row["max_rate"] in rates or f"{row['max_rate']}% before" in said
