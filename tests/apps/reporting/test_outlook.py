"""How is an indicator forecast on its page, and when is nothing said?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import reporting
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting.models import Indicator, Value
from grappe.apps.reporting.operations import definitions
from grappe.apps.reporting.queries.outlook import outlook_of
from grappe.apps.reporting.queries.series import series_of
from grappe.engines.forecast import forecast
from grappe.ui import clock

NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
ON = NOW.date()
PAST = {2019: 40, 2020: 44, 2021: 52, 2022: 55, 2023: 61, 2024: 66, 2025: 70}


@pytest.fixture
def held(people, clusters, monkeypatch) -> Indicator:
    """Contacts held, with figures of seven years and of half of 2026."""
    monkeypatch.setattr(clock, "today", lambda: ON)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    ContactFactory(company=company, state="held", starts_at=datetime(2019, 3, 3, 9, tzinfo=UTC), minutes=45)
    reporting.indicators("contacts-held", at=NOW)
    figures(PAST | {2026: 31})
    return Indicator.objects.get()


def figures(by_year: dict[int, int], companies: int = 9) -> None:
    """Keep figures as the job would."""
    version = Indicator.objects.get().versions.last()
    assert version is not None
    Value.objects.filter(version=version, dimension="all").delete()
    for year, value in by_year.items():
        Value.objects.create(
            version=version, year=year, dimension="all", value=value, records=value, companies=companies,
            computed_at=NOW, shown=companies >= 3,
        )  # fmt: skip


def outlook(user):
    return outlook_of(series_of("contacts-held", for_user=user, on=ON), on=ON)


def test_years_that_are_over_are_forecast_and_the_running_one_is_not_multiplied(held, people):
    found = outlook(people.manager)
    assert found.used == tuple(PAST)
    engine = forecast(list(PAST.values()), ahead=3)
    assert [each.year for each in found.years] == [2026, 2027, 2028]
    assert [each.value for each in found.years] == [round(step.point) for step in engine.steps]
    assert found.years[0].under_way
    assert all(each.lower <= each.value <= each.upper for each in found.years)
    assert engine.error is not None
    assert f"In the last {engine.error.forecasts} years" in found.error
    assert "definition changed" not in " ".join(found.notes)
    assert "2026 is not over: its figure so far (31) is not used" in " ".join(found.notes)


def test_a_figure_of_this_year_above_the_interval_is_told(held, people):
    figures(PAST | {2026: 500})
    assert "lies above the interval" in " ".join(outlook(people.manager).notes)


def test_too_few_years_are_said(held, people):
    figures({2022: 1, 2023: 4, 2024: 9, 2025: 12})
    found = outlook(people.manager)
    assert found.years == ()
    assert found.refusal == "4 years that are over can be read; a forecast with its error needs at least 5."


def test_todays_definition_is_used_for_all_years(held, people):
    draft = definitions.Draft(
        valid_from=date(2026, 1, 1),
        definitions={"en": "Long ones.", "fr": "Longs.", "de": "Lange."},
        query="count: {records: contact, where: {state: held, value: {'>=': 60}}}",
    )
    last = held.versions.last()
    definitions.change_definition(
        indicator=held, draft=draft, version=last.pk, by=people.administrator, at=NOW
    )
    figures(PAST)
    notes = " ".join(outlook(people.manager).notes)
    assert "The definition changed: for 2020, 2021, 2022, 2023, 2024, 2025 the figures" in notes


def test_what_is_left_out_for_a_reader_is_not_used_for_them(held, people, clusters):
    """The ministry may not open one contact, so small figures are left out for it: no forecast may tell them."""
    ContactFactory(
        company=CompanyFactory(clusters=[clusters["healthtech"]]), state="held", audience="confidence",
        starts_at=datetime(2025, 3, 3, 9, tzinfo=UTC),
    )  # fmt: skip
    reporting.indicators("contacts-held", at=NOW)
    figures(PAST, companies=2)
    found = outlook(people.ministry)
    assert found.years == ()
    assert "left out" in " ".join(found.notes)
    assert len(outlook(people.administrator).years) == 3


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_page_and_table_mark_what_is_forecast(client, people, held, language):
    client.force_login(people.manager)
    client.cookies["django_language"] = language
    page = client.get(reverse("reporting:indicator", args=["contacts-held"])).content.decode()
    found = outlook(people.manager)
    assert page.count('class="forecast"') == 3
    rows = csv.DictReader(
        io.StringIO(
            client.get(reverse("reporting:indicator_csv", args=["contacts-held"])).content.decode("utf-8-sig")
        )
    )
    ahead = [row for row in rows if row["counts"] == "forecast"]
    assert [(int(row["year"]), float(row["value"])) for row in ahead] == [
        (each.year, each.value) for each in found.years
    ]
    assert all(float(row["forecast_lower"]) <= float(row["value"]) for row in ahead)
