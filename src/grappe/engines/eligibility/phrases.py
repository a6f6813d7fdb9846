"""How is a figure said in a sentence? Sentences in EN, FR, DE with amounts, numbers, percentages and days
written as each language writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grappe.engines.kernel import Text
from grappe.engines.kernel.text import LANGUAGES

Number = int | float | Decimal | Fraction
_NARROW = "\u202f"


def say(en: str, fr: str, de: str, **values: Text | str | int) -> Text:
    """Return a sentence whose {places} are filled with texts, each in the sentence's language."""
    parts = {"en": en, "fr": fr, "de": de}

    def filled(language: str) -> str:
        return parts[language].format(
            **{k: v.in_language(language) if isinstance(v, Text) else str(v) for k, v in values.items()}
        )

    return Text(filled("en"), filled("fr"), filled("de"))


def exact(value: Number) -> Fraction:
    """Return a number as it was written, without the error of binary fractions: 0.1 is one tenth."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def plain(value: Number | None) -> int | float | None:
    """Return a number for a document: whole where it is whole, else rounded half up to two places."""
    if value is None:
        return None
    rounded = _rounded(value, 2)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def number(value: Number, places: int = 2) -> Text:
    """Return a number with at most so many decimal places: 1,234.5 in EN, 1 234,5 in FR, 1.234,5 in DE."""
    rounded = _rounded(value, places)
    written = f"{rounded:,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return _each(lambda language: _localized(written, language))


def eur(value: Number) -> Text:
    """Return an amount in euros, without cents where there are none."""
    rounded = _rounded(value, 2)
    written = f"{rounded:,.2f}".removesuffix(".00")
    return _each(
        lambda language: f"EUR {written}" if language == "en" else f"{_localized(written, language)} EUR"
    )


def percent(value: Number, places: int = 2) -> Text:
    """Return a percentage (0 to 100) with its sign."""
    amount = number(value, places)
    return _each(lambda language: amount.in_language(language) + ("%" if language == "en" else " %"))


def day(value: date) -> Text:
    """Return a day as it is written in figures: 2026-05-02, 02/05/2026, 02.05.2026."""
    return Text(value.isoformat(), f"{value:%d/%m/%Y}", f"{value:%d.%m.%Y}")


def joined(parts: Iterable[Text], separator: str = ", ") -> Text:
    """Return texts one after another with a separator between them."""
    texts = tuple(parts)
    french = separator.replace("; ", " ; ")
    return _each(
        lambda language: (french if language == "fr" else separator).join(
            text.in_language(language) for text in texts
        )
    )


def _each(written: Callable[[str], str]) -> Text:
    return Text(**{language: written(language) for language in LANGUAGES})


def _localized(written: str, language: str) -> str:
    if language == "en":
        return written
    separator = _NARROW if language == "fr" else "."
    return written.replace(",", "_").replace(".", ",").replace("_", separator)


def _rounded(value: Number, places: int) -> Decimal:
    step = Decimal(1).scaleb(-places)
    fraction = exact(value)
    # Twenty more digits than asked for, so that the division itself never decides the rounding.
    scaled = (fraction * 10 ** (places + 20)).__floor__()
    return Decimal(scaled).scaleb(-(places + 20)).quantize(step, rounding=ROUND_HALF_UP)
