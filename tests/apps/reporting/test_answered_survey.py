"""Does every place that shows a figure of the yearly survey say how many of those asked answered?"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from factories import reporting, reports, surveys
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.desk.queries.board_figures import part_panel, target_panel
from grappe.apps.reporting.queries.answered import answered, waves_behind
from grappe.apps.reporting.queries.frozen_shown import notes, shown
from grappe.apps.reporting.queries.outlook import outlook_of
from grappe.apps.reporting.queries.series import all_series, series_of
from grappe.apps.surveys.queries.response import Response, response_by_year
from grappe.ui import clock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def asked(people, clusters, monkeypatch):
    """Seven companies asked about 2025: six say how many jobs, four of them what they invested, one only begins."""
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    monkeypatch.setattr(clock, "now", lambda: NOW)
    companies = [surveys.firm(clusters["healthtech"], f"Firm {number}") for number in range(7)]
    wave = surveys.started(people.analyst)
    for number, company in enumerate(companies[:6]):
        spent = number * 1_000 if number < 4 else "refused"
        surveys.answers(
            surveys.part_of(wave, company), jobs=20 + number, turnover=90_000, satisfaction=3, investment=spent,
            send=True,
        )  # fmt: skip
    surveys.answers(surveys.part_of(wave, companies[6]), jobs=500)
    ContactFactory(company=CompanyFactory(), state="held", starts_at=NOW)
    reporting.indicators("jobs", "investment", "contacts-held", at=NOW)


def test_a_number_is_counted_and_a_refusal_or_a_beginning_is_not(asked, django_assert_num_queries):
    with django_assert_num_queries(2):
        (year,) = response_by_year().values()
    assert (year.asked, year.numbers["jobs"], year.numbers["investment"], year.numbers["research"]) == (
        7, 6, 4, 0,
    )  # fmt: skip
    assert year.to({"jobs"}) == Response(6, 7)
    assert year.to({"jobs", "investment"}) == Response(None, 7), "the question that was answered least"
    assert year.to({"no-question"}) is None
    with django_assert_num_queries(0):
        assert (
            answered({"count": {"records": "contact"}}, waves_behind([{"count": {"records": "contact"}}]))
            == {}
        )


def test_the_page_the_list_and_the_table_say_it(client, people, asked):
    client.force_login(people.ministry)
    page = client.get(reverse("reporting:indicator", args=["jobs"])).content.decode()
    assert "6 of 7 answered" in page and "nothing is filled in for the others" in page
    assert (
        "fewer than 5 of 7 answered"
        in client.get(reverse("reporting:indicator", args=["investment"])).content.decode()
    )
    assert "answered" not in client.get(
        reverse("reporting:indicator", args=["contacts-held"])
    ).content.decode().replace("answered_at", "")
    assert "2025: 6 of 7 answered" in client.get(reverse("reporting:indicators")).content.decode()
    table = client.get(reverse("reporting:indicator_csv", args=["jobs"])).content.decode("utf-8-sig")
    rows = {row["year"]: row for row in csv.DictReader(io.StringIO(table))}
    assert (rows["2025"]["survey_answered"], rows["2025"]["survey_asked"]) == ("6", "7")
    assert (rows["2026"]["survey_answered"], rows["2026"]["survey_asked"]) == ("", "")


def test_dashboards_and_the_forecast_say_it(people, asked):
    found = all_series(for_user=people.ministry, on=NOW.date())
    more = {line.label: line.more for line in target_panel(found, on=NOW.date()).lines}
    assert more["Jobs in the companies surveyed"] == "2025: 6 of 7 answered"
    assert more["Contacts held"] == ""
    lines = part_panel("cluster", "healthtech", for_user=people.ministry, on=NOW.date()).lines
    of_part = {line.label: line.more for line in lines}
    assert of_part["Jobs in the companies surveyed"] == "Yearly survey, all companies: 2025: 6 of 7 answered"
    assert of_part["Contacts held"] == ""
    jobs = series_of("jobs", for_user=people.manager, on=NOW.date())
    assert any("part of a change" in note for note in outlook_of(jobs, on=NOW.date()).notes)
    held = series_of("contacts-held", for_user=people.manager, on=NOW.date())
    assert not any("part of a change" in note for note in outlook_of(held, on=NOW.date()).notes)


def test_a_frozen_report_keeps_it(client, people, asked):
    frozen = reports.frozen(people.administrator, at=NOW)
    content = json.loads(frozen.canonical)
    kept = {one["slug"]: one.get("survey") for one in content["indicators"]}
    assert kept == {"jobs": {"2025": [6, 7]}, "investment": {"2025": [None, 7]}, "contacts-held": {}}
    with translation.override("en"):
        said = [note for note in notes(shown(content, "en")) if "only companies that answered" in note]
    assert len(said) == 2 and any("2025: fewer than 5 of 7 answered." in note for note in said)
    client.force_login(people.ministry)
    page = client.get(reverse("reporting:frozen", args=[frozen.pk])).content.decode()
    assert "2025: 6 of 7 answered." in page
    # A report that was frozen before this was kept is shown as it was.
    for one in content["indicators"]:
        one.pop("survey")
    with translation.override("en"):
        assert not [note for note in notes(shown(content, "en")) if "only companies that answered" in note]
