"""Do the shared form fields read what people write, show it back the same, and refuse the rest in words?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grappe.ui.fields import AmountField, DayField, EuroField


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 000", "12000"), ("12,000.50", "12000.50"), ("12.000,50", "12000.50"), ("12'000", "12000"),
        ("12,5", "12.50"), ("1e-999999999", "0"), ("€ 7", "7"), (" 1\u202f234,5 ", "1234.50"), ("0", "0"),
        ("99999999999.99", "99999999999.99"),
    ],
)  # fmt: skip
def test_an_amount_as_people_write_it(text: str, number: str) -> None:
    assert EuroField().clean(text) == Decimal(number)


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_blank_is_not_known(blank: str | None) -> None:
    assert AmountField().clean(blank) is None


@pytest.mark.parametrize(
    ("field", "text", "code", "told"),
    [
        (AmountField(), "much", "invalid", "“much” is no number."),
        (AmountField(), "1e999999999", "too_large", "This number is larger than can be."),
        (AmountField(signed=True), "-1e999999999", "too_large", "This number is larger than can be."),
        (AmountField(), "NaN", "invalid", "“NaN” is no number."),
        (AmountField(), "-1", "negative", "A figure cannot be less than zero."),
        (AmountField(most=Decimal(100)), "100.01", "too_large", "This number is larger than can be."),
        (AmountField(signed=True, most=Decimal(5)), "-6", "too_large", "This number is larger than can be."),
        (EuroField(), "-1", "negative", "An amount is zero or more, and less than a hundred billion."),
        (
            EuroField(),
            "99999999999.995",
            "too_large",
            "An amount is zero or more, and less than a hundred billion.",
        ),
    ],
)
def test_what_is_refused_and_in_which_words(field: AmountField, text: str, code: str, told: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(text)
    assert (refused.value.code, refused.value.messages) == (code, [told])


@given(st.decimals(0, Decimal("99999999999.99"), places=2), st.sampled_from(["en", "fr", "de"]))
def test_what_is_shown_is_read_back_the_same(number: Decimal, language: str) -> None:
    with translation.override(language):
        field = EuroField()
        assert field.clean(field.prepare_value(number)) == number


def test_a_signed_amount_and_its_places() -> None:
    assert AmountField(signed=True).clean("-2.5") == Decimal("-2.50")
    assert AmountField(places=1).clean("2.25") == Decimal("2.2")


@pytest.mark.parametrize("text", ["2026-03-05", "05/03/2026", "05.03.2026"])
def test_a_day_picked_or_typed_as_europe_writes_it(text: str) -> None:
    assert DayField().clean(text) == date(2026, 3, 5)
