"""Does a text in a cell mean the number, unit and day that its writer meant, in three countries' ways?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.apps.studies.queries.cells import day_of, is_nothing, plain, written
from grappe.apps.studies.queries.headings import heading_of
from grappe.apps.studies.queries.sheet_cells import unit_of_format


@pytest.mark.parametrize(
    ("text", "mark", "value", "unit"),
    [
        ("12", "", "12", ""),
        ("12 t", "", "12", "t"),
        ("13,5 kg", ",", "13.5", "kg"),
        ("1.234,5", ",", "1234.5", ""),
        ("1,234.5", ".", "1234.5", ""),
        ("1 234,56 €", ",", "1234.56", "€"),
        ("1\u202f234\u202f567", "", "1234567", ""),
        ("1'234.50 CHF", ".", "1234.50", "CHF"),
        ("€ 1,200,000", ".", "1200000", "€"),
        ("EUR 12", "", "12", "€"),
        ("-5 %", "", "-5", "%"),
        ("−5,2%", ",", "-5.2", "%"),
        ("(120)", "", "-120", ""),
        ("0,125", ",", "0.125", ""),
        (".5", ".", "0.5", ""),
        ("1.5e3", ".", "1500", ""),
        ("2.000.000", ",", "2000000", ""),
        ("3,2 Mio. €", ",", "3.2", "Mio. €"),
        ("250 t CO2eq", "", "250", "t CO2eq"),
        ("12 000 m³/a", "", "12000", "m³/a"),
    ],
)
def test_numbers(text, mark, value, unit):
    found = written(text)
    assert found is not None and (found.mark, found.unit) == (mark, unit)
    assert found.value(mark or ".") == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "12,500", "999.999"])
def test_what_can_mean_two_numbers_says_so(text):
    assert written(text).mark == "?"
    assert written(text).value(".") != written(text).value(",")


@pytest.mark.parametrize(
    "text", ["abc", "2021–2023", "12 – 14", "+352 26 12 34 / 5", "1.2.3 Rue", "--5", "€ 5 €", ""]
)
def test_what_is_no_number(text):
    found = written(text)
    assert found is None or found.value(".") is None and found.value(",") is None


@pytest.mark.parametrize("text", ["12 34", "1,23,456", "1.2345.678", "1 2345", "9" * 40])
def test_groups_that_are_none(text):
    found = written(text)
    assert found is None or found.value(".") is None and found.value(",") is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_what_each_country_writes_is_read_back(number):
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    french = english.replace(",", "\u202f").replace(".", ",")
    assert written(english).value(".") == number
    assert written(german).value(",") == number
    assert written(french).value(",") == number
    assert Decimal(plain(number)) == number and "E" not in plain(number)


@pytest.mark.parametrize(
    ("text", "month_first", "day"),
    [
        ("2024-03-01", False, date(2024, 3, 1)),
        ("01.03.2024", False, date(2024, 3, 1)),
        ("1/3/2024", False, date(2024, 3, 1)),
        ("1/3/2024", True, date(2024, 1, 3)),
        ("31/12/2024", True, None),
        ("30.02.2024", False, None),
        ("2024", False, None),
        ("1.3/2024", False, None),
    ],
)
def test_days(text, month_first, day):
    assert day_of(text, month_first=month_first) == day


def test_nothing():
    assert all(is_nothing(text) for text in ("", " – ", "n.d.", "k.A.", ":", "N/A"))
    assert not is_nothing("0") and not is_nothing("no")


@pytest.mark.parametrize(
    ("text", "name", "unit", "period"),
    [
        ("Waste (t)", "Waste", "t", ""),
        ("Umsatz [Mio. €]", "Umsatz", "Mio. €", ""),
        ("Umsatz 2023 (in Mio. EUR)", "Umsatz 2023", "Mio. €", "2023"),
        ("Turnover in EUR", "Turnover", "€", ""),
        ("Part en %", "Part", "%", ""),
        ("Anteil %", "Anteil", "%", ""),
        ("Production 2021–2023 (kt)", "Production 2021–2023", "kt", "2021–2023"),
        ("Exports (2022)", "Exports (2022)", "", "2022"),
        ("2024", "2024", "", "2024"),
        ("Staff (without temporary agency workers)", "Staff (without temporary agency workers)", "", ""),
        ("Name", "Name", "", ""),
        ("", "", "", ""),
    ],
)
def test_headings(text, name, unit, period):
    found = heading_of(text)
    assert (found.name, found.unit, found.period) == (name, unit, period)


def test_formats_without_a_unit():
    assert [unit_of_format(text) for text in ("", "General", "#,##0", "dd/mm/yyyy", "[Red]0.0")] == [""] * 5
