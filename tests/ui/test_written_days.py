"""How is a day written out? In French the first of a month is "1er", on pages, in letters and where Babel writes it."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from grappe.ui import moments

FIRST, SECOND, ELEVENTH = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 11)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fr", "1er décembre 2026", "2 décembre 2026"),
        ("de", "1. Dezember 2026", "2. Dezember 2026"),
        ("en", "1 December 2026", "2 December 2026"),
    ],
)
def test_pages_write_the_first_of_a_month_as_the_language_does(
    language: str, first: str, second: str
) -> None:
    with translation.override(language):
        page = Template('{{ day|date:"DATE_FORMAT" }}')
        assert page.render(Context({"day": FIRST})) == first
        assert page.render(Context({"day": SECOND})) == second


def test_moments_and_days_without_a_year_too() -> None:
    with translation.override("fr"):
        assert date_format(datetime(2026, 12, 1, 9, 30), "DATETIME_FORMAT") == "1er décembre 2026 09:30"
        assert date_format(FIRST, "MONTH_DAY_FORMAT") == "1er décembre"
        assert date_format(ELEVENTH, "MONTH_DAY_FORMAT") == "11 décembre"


def test_english_ordinals_stay_english() -> None:
    with translation.override("en"):
        assert date_format(SECOND, "jS F") == "2nd December"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "mardi 1er décembre 2026"),
        ("de", "Dienstag, 1. Dezember 2026"),
        ("en", "Tuesday, 1 December 2026"),
    ],
)
def test_days_with_their_weekday(language: str, said: str) -> None:
    with translation.override(language):
        assert moments.full_date(FIRST) == said
        assert moments.span(
            datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)
        ).startswith(said)
    assert moments.full_date_in(ELEVENTH, "fr") == "vendredi 11 décembre 2026"
