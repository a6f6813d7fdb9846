"""What is known of a programme whose first or last day is known to the month only, or whose criterion names no source?"""

from __future__ import annotations

from datetime import date

import pytest

from grappe.engines.eligibility import Fault, parse_programme

SPAN = {
    "valid_from_earliest": "2020-06-01",
    "valid_from_latest": "2020-06-30",
    "valid_to_earliest": "2020-11-01",
    "valid_to_latest": "2020-11-30",
}


def programme(sources=(), **version):
    rule = {"all": [{"field": "permit", "op": "eq", "value": True}, {"unknown": {"label": {"en": "More"}}}]}
    base = {"id": "1", "eligibility": rule, "window": {"kind": "continuous"}}
    return parse_programme(
        {
            "id": "p",
            "name": {"en": "P"},
            "status": "open",
            "sources": list(sources),
            "versions": [{**base, **version}],
        }
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-05-31", False),
        ("2020-06-01", None),
        ("2020-06-29", None),
        ("2020-06-30", True),
        ("2020-11-01", True),
        ("2020-11-02", None),
        ("2020-11-30", None),
        ("2020-12-01", False),
    ],
)
def test_the_days_between_are_not_known(day, expected):
    assert programme(**SPAN).open_on(date.fromisoformat(day)) is expected


def test_spans_that_meet_leave_no_day_certain():
    vague = programme(
        valid_from_earliest="2020-01-01",
        valid_from_latest="2020-06-30",
        valid_to_earliest="2020-03-01",
        valid_to_latest="2020-12-31",
    )
    assert vague.open_on(date(2020, 5, 1)) is None
    assert vague.open_on(date(2021, 1, 1)) is False


@pytest.mark.parametrize(
    ("days", "place"),
    [
        ({"valid_from_earliest": "2020-06-01"}, "valid_from_latest"),
        ({"valid_to_latest": "2020-06-01"}, "valid_to_earliest"),
        ({**SPAN, "valid_from": "2020-06-01"}, "valid_from"),
        ({"valid_from_earliest": "2020-07-01", "valid_from_latest": "2020-06-01"}, "valid_from_latest"),
    ],
)
def test_half_a_span_or_a_day_beside_one_is_a_fault(days, place):
    with pytest.raises(Fault) as told:
        programme(**days)
    assert told.value.place == f"versions[0].{place}"


def test_a_criterion_without_a_source_names_those_of_its_programme():
    sources = [{"url": "https://a.example", "checked_on": "2026-01-02"}, {"url": "https://b.example"}]
    (version,) = programme(sources).versions
    assert [(one.source, one.checked_on) for one in version.eligibility.children] == [
        ("https://a.example https://b.example", None)
    ] * 2
    sources[1]["checked_on"] = "2026-01-01"
    (version,) = programme(sources).versions
    assert {one.checked_on for one in version.eligibility.children} == {date(2026, 1, 1)}
    own = {"all": [{"field": "permit", "op": "eq", "value": True, "source": "law, article 3"}]}
    (version,) = programme(sources, eligibility=own).versions
    assert version.eligibility.children[0].source == "law, article 3"
    assert version.eligibility.children[0].checked_on is None


def test_a_cost_category_goes_by_its_english_words():
    rate = {"cost_category": {"en": "Industrial research", "fr": "recherche industrielle"}, "max_rate": 50}
    (version,) = programme(intensity=[rate]).versions
    assert version.rates[0].cost_category == "industrial research"
    with pytest.raises(Fault):
        programme(intensity=[{"cost_category": {"fr": "étude"}, "max_rate": 50}])
