"""Is what was found and what is asked for said in the reader's language, in words, with numbers as written there?"""

from __future__ import annotations

from datetime import date

import pytest

from grappe.engines.eligibility import parse_fields, parse_tree
from grappe.engines.eligibility.model import Criterion
from grappe.engines.eligibility.values import AtLeast, Begins, Between, OneOf
from grappe.engines.eligibility.wording import expected, known, said
from grappe.engines.kernel import Text

NARROW = "\u202f"
FIELDS = parse_fields(
    {
        "company_size": {
            "type": "choice",
            "label": {"en": "Size"},
            "choices": ["micro", "small", "medium", "large"],
        },
        "project": {
            "type": "choice",
            "label": {"en": "Project"},
            "choices": ["industrial research", "other"],
            "choice_labels": {
                "industrial research": {
                    "en": "industrial research",
                    "fr": "recherche industrielle",
                    "de": "industrielle Forschung",
                },
            },
        },
        "turnover": {
            "type": "money",
            "label": {"en": "Turnover", "fr": "Chiffre d’affaires", "de": "Umsatz"},
        },
        "share": {"type": "percent", "label": {"en": "Share"}},
        "office": {"type": "country", "label": {"en": "Office"}},
        "begun": {"type": "date", "label": {"en": "Begun"}},
        "profit": {"type": "boolean", "label": {"en": "Profit"}},
    }
)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("company_size", "medium", Text("medium-sized", "moyenne", "mittel")),
        (
            "company_size",
            OneOf(frozenset({"large", "medium"})),
            Text("medium-sized or large", "moyenne ou grande", "mittel oder groß"),
        ),
        (
            "project",
            "Industrial research",
            Text("industrial research", "recherche industrielle", "industrielle Forschung"),
        ),
        ("project", "other", Text("other", "other", "other")),
        ("profit", True, Text("yes", "oui", "ja")),
        ("profit", False, Text("no", "non", "nein")),
        ("turnover", 1_500_000, Text("1,500,000", f"1{NARROW}500{NARROW}000", "1.500.000")),
        ("turnover", 1_500_000.5, Text("1,500,000.5", f"1{NARROW}500{NARROW}000,5", "1.500.000,5")),
        ("turnover", 2019, Text("2019", "2019", "2019")),  # may be a year: not set apart
        ("share", 12.5, Text("12.5", "12,5", "12,5")),
        ("share", 0.0625, Text("0.0625", "0,0625", "0,0625")),
        (
            "turnover",
            Between(0, 1_500_000),
            Text("0 to 1,500,000", f"de 0 à 1{NARROW}500{NARROW}000", "0 bis 1.500.000"),
        ),
        ("turnover", Between(10, None), Text("at least 10", "au moins 10", "mindestens 10")),
        ("turnover", Between(None, 10), Text("at most 10", "au plus 10", "höchstens 10")),
        ("begun", date(2026, 5, 2), Text("2026-05-02", "02/05/2026", "02.05.2026")),
        ("office", "lu", Text("LU", "LU", "LU")),
        ("text", Begins("ab"), Text("AB…", "AB…", "AB…")),
        ("text", frozenset({"b", "a"}), Text("a, b", "a, b", "a, b")),
        ("text", AtLeast(frozenset({"b", "a"})), Text("a, b, …", "a, b, …", "a, b, …")),
        ("turnover", None, Text()),
    ],
)
def test_a_value_found_is_said_in_each_language(name: str, value: object, words: Text) -> None:
    found = said(value, FIELDS.get(name))
    assert [found.in_language(code) for code in ("en", "fr", "de")] == [words.en, words.fr, words.de]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            {"field": "company_size", "op": "in", "value": ["micro", "medium"]},
            Text("micro or medium-sized", "micro ou moyenne", "Kleinst oder mittel"),
        ),
        (
            {"field": "project", "op": "ne", "value": "industrial research"},
            Text("not industrial research", "pas recherche industrielle", "nicht industrielle Forschung"),
        ),
        (
            {"field": "turnover", "op": "between", "value": [0, 1_500_000]},
            Text("0 to 1,500,000", f"de 0 à 1{NARROW}500{NARROW}000", "0 bis 1.500.000"),
        ),
        (
            {"field": "share", "op": "lt", "value": 0.5},
            Text("less than 0.5", "moins de 0,5", "weniger als 0,5"),
        ),
        (
            {"field": "begun", "op": "lte", "value": date(2026, 5, 2)},
            Text("on or before 2026-05-02", "au plus tard le 02/05/2026", "spätestens am 02.05.2026"),
        ),
        (
            {"field": "turnover", "op": "lt", "value": {"field": "turnover", "year": 2019, "times": 0.75}},
            Text(
                "less than 0.75 times Turnover 2019",
                "moins de 0,75 fois Chiffre d’affaires 2019",
                "weniger als 0,75 mal Umsatz 2019",
            ),
        ),
        ({"field": "profit", "op": "eq", "value": True}, Text("yes", "oui", "ja")),
    ],
)
def test_what_is_asked_for_is_said_in_each_language(rule: dict[str, object], words: Text) -> None:
    criterion = parse_tree(rule)
    assert isinstance(criterion, Criterion)
    assert expected(criterion, FIELDS) == words


def test_a_document_keeps_the_bare_value() -> None:
    assert known(Between(0, 1_500_000.0)) == "0 to 1500000"
    assert known(OneOf(frozenset({"medium", "micro"}))) == "micro or medium"
    assert known("medium") == "medium" and known(True) is True
