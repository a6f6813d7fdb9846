"""Is nothing that fewer than five people said shown to anybody, and what everybody said to everybody?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import events
from factories.companies import CompanyFactory
from grappe.apps.events.models import SurveyAnswer
from grappe.apps.reporting.models import Record, Standing, Value, Version
from grappe.apps.reporting.operations import catalogue, compute_values
from grappe.apps.reporting.queries import parts
from grappe.apps.reporting.queries.disclosed import Wanted, published
from grappe.apps.reporting.queries.sources import openable
from grappe.ui import clock

NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
DAY = date(2026, 3, 3)


def _load(query, unit="points"):
    words = dict.fromkeys(("en", "fr", "de"), "x")
    version = {"from": date(2020, 1, 1), "definition": words, "query": query}
    entry = {
        "id": "satisfaction", "name": words, "chapter": "support", "unit": unit, "versions": [version],
    }  # fmt: skip
    catalogue.load(catalogue={"indicators": [entry]}, at=NOW)
    compute_values(at=NOW)
    return Version.objects.get()


def _said(number, value, company=None, on=DAY):
    Record.objects.create(
        kind="satisfaction", source_id=str(number), value=value, company=company, on=on, changed_at=NOW
    )


@pytest.fixture
def answers(people, monkeypatch):
    """Six people of six companies in Wiltz, six in Mersch, and one, who was not content, in Vianden."""
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for number, commune in enumerate([*["Wiltz"] * 6, *["Mersch"] * 6, "Vianden"]):
        company = CompanyFactory()
        Standing.objects.create(company=company, year=2026, size="micro", commune=commune, changed_at=NOW)
        _said(number, 1 if commune == "Vianden" else 4, company)
    return _load({"mean": {"records": "satisfaction"}, "of": "value"})


@pytest.mark.parametrize("role", ["manager", "administrator", "analyst", "ministry"])
def test_what_one_person_said_is_shown_to_nobody(role, answers, people, client):
    user = getattr(people, role)
    found = parts.parts_of(answers, year=2026, dimension="commune", for_user=user)
    by_name = {part.label: part.figure for part in found}
    assert by_name["Vianden"].hidden and by_name["Wiltz"].value == 4
    assert not any(figure.counted for figure in by_name.values())
    alone = Wanted(answers.pk, 2026, "commune", "Vianden")
    assert published([alone], for_user=user) == frozenset()
    client.force_login(user)
    asked = {"year": 2026, "by": "commune", "key": "Vianden", "version": answers.pk}
    page = client.get(reverse("reporting:behind", args=["satisfaction"]), asked)
    assert page.status_code == 200 and not page.context["page"].rows
    assert page.context["page"].others is None


def test_a_single_answer_is_opened_by_nobody(people):
    event = events.event(people.manager)
    given = SurveyAnswer.objects.create(event=event, satisfaction=2, answered_at=NOW)
    assert openable("satisfaction", [str(given.pk)], for_user=people.administrator) == {}


def test_what_all_said_stays_when_the_list_of_who_came_is_erased(people, clusters):
    """Then no answer has a company any more, or only some: five people are five people."""
    for number in range(4):
        _said(number, 5, on=date(2024, 5, 5))
    for number in range(10, 15):
        _said(number, 5, on=date(2025, 5, 5))
    alone = CompanyFactory()
    _said(20, 2, alone, on=date(2025, 5, 5))
    version = _load({"mean": {"records": "satisfaction"}, "of": "value"})
    shown = {row.year: row.shown for row in Value.objects.filter(version=version, dimension="all")}
    assert shown == {2024: False, 2025: True}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"companies": {"records": "satisfaction", "where": {"value": {"<=": 2}}}}, False),
        ({"companies": {"records": "satisfaction"}}, True),
        ({"count": {"records": ["satisfaction", "contact"]}}, False),  # answers and contacts cannot be told apart
    ],
)  # fmt: skip
def test_fewer_than_five_are_hidden_whatever_is_counted(query, expected, people):
    for number in range(8):
        _said(number, 1 if number < 4 else 5, CompanyFactory())
    version = _load(query, "count")
    assert Value.objects.get(version=version, dimension="all").shown is expected
