"""Which figures may be shown, to somebody and to the public?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import reporting, reports
from factories.companies import CompanyFactory, ContactFactory, reference_data
from grappe.apps.reporting.models import Indicator, Record, Refresh, Standing, StandingCluster, Value, Version
from grappe.apps.reporting.operations import catalogue, compute_values, freezing, runs
from grappe.apps.reporting.queries import parts, previews, series
from grappe.apps.reporting.queries.disclosed import Wanted, published
from grappe.ui import clock
from grappe.ui.errors import BadInput

NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def contacts(people, clusters):
    """Contacts of four companies in 2025 and of one in 2026, one of them in confidence."""
    companies = CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]])
    for company in companies:
        ContactFactory(company=company, state="held", starts_at=datetime(2025, 3, 3, 9, tzinfo=UTC))
    ContactFactory(
        company=companies[0],
        state="held",
        starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        audience="confidence",
    )
    reporting.indicators("contacts-held", at=NOW)
    return Version.objects.get().pk


def test_what_the_public_and_the_ministry_may_see(people, contacts, django_assert_num_queries):
    few, many, nothing = Wanted(contacts, 2026), Wanted(contacts, 2025), Wanted(contacts, 2025, "theme", "x")
    with django_assert_num_queries(2):
        assert published([few, many, nothing], for_user=None) == {many, nothing}
    with django_assert_num_queries(3):
        assert published([few, many], for_user=people.ministry) == {many}
    assert published([few, many], for_user=people.administrator) == {few, many}


def test_what_was_never_computed_is_not_shown(contacts):
    Version.objects.update(computed_at=None)
    assert published([Wanted(contacts, 2025), Wanted(contacts + 1, 2025)], for_user=None) == frozenset()


def _definition(query, **more):
    return {
        "from": date(2020, 1, 1),
        "definition": dict.fromkeys(("en", "fr", "de"), "x"),
        "query": query,
    } | more


def _entry(slug, *versions, unit="count"):
    return {
        "id": slug, "name": {"en": slug, "fr": slug, "de": slug}, "chapter": "reach", "unit": unit,
        "versions": list(versions),
    }  # fmt: skip


@pytest.fixture
def field(people, clusters, monkeypatch):
    """Ten companies with a call each in 2025, one of them short; nine in wood, all in digital; three communes; sums of aid."""
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    monkeypatch.setattr(clock, "now", lambda: NOW)
    reference_data()
    companies = CompanyFactory.create_batch(10)
    communes = ["Wiltz"] * 5 + ["Mersch"] * 4 + ["Vianden"]
    amounts = [1_000_000, 400, 400, 300, 300, 300, 300, 200, 200, 200]
    for number, company in enumerate(companies):
        common = {"company": company, "on": date(2025, 3, 3), "changed_at": NOW, "confidential": number == 0}
        Record.objects.create(
            kind="contact", source_id=str(number), state="held", value=20 if number == 3 else 90, **common
        )
        Record.objects.create(kind="aid_paid", source_id=str(number), amount=amounts[number], **common)
        Standing.objects.create(
            company=company, year=2025, size="micro", commune=communes[number], changed_at=NOW
        )
        for cluster in ("wood", "digital") if number != 5 else ("digital",):
            StandingCluster.objects.create(company=company, year=2025, cluster=cluster, changed_at=NOW)
    held = {"records": "contact", "where": {"state": "held"}}
    long = {"records": "contact", "where": {"state": "held", "value": {">=": 60}}}
    later = _definition({"count": long}, **{"from": date(2026, 1, 1)})
    entries = [
        _entry("calls", _definition({"count": held}), later),
        _entry(
            "share", _definition({"share": {"companies": long}, "of": {"companies": held}}), unit="percent"
        ),
        _entry("paid", _definition({"sum": {"records": "aid_paid"}, "of": "amount"}), unit="euros"),
        _entry("middle", _definition({"median": long, "of": "value"}), unit="days"),
    ]
    catalogue.load(catalogue={"indicators": entries}, at=NOW)
    compute_values(at=NOW)
    return companies


def _shown(slug, version=0):
    """Return which parts of 2025 of a version everybody may see, and which not."""
    pk = Indicator.objects.get(slug=slug).versions.all()[version].pk
    rows = Value.objects.filter(version=pk, year=2025)
    return (
        {(row.dimension, row.key) for row in rows if row.shown},
        {(row.dimension, row.key) for row in rows if not row.shown},
    )


def test_what_could_be_worked_out_is_left_out_over_parts_versions_and_indicators(field):
    shown, left_out = _shown("calls", version=1)
    assert ("all", "") in shown
    assert {("cluster", "wood"), ("commune", "Vianden")} <= left_out  # nine of ten; one company
    assert left_out & {("commune", "Wiltz"), ("commune", "Mersch")}  # the total would give Vianden away
    older, gone = _shown("calls", version=0)
    assert ("all", "") in gone  # ten calls, of which nine are long: the difference is one company
    assert not older & {("cluster", "wood"), ("commune", "Vianden")}
    assert ("all", "") in _shown("share")[1]  # nine of ten companies: its complement is one
    assert ("all", "") in _shown("paid")[1]  # one company has nearly all
    assert ("all", "") in _shown("middle")[0] and ("commune", "Mersch") in _shown("middle")[1]


def test_a_zero_that_one_company_said_is_left_out(field):
    """That a company had no aid is told of that company; where there is nothing at all, nobody stands behind the zero."""
    alone = CompanyFactory()
    Record.objects.create(
        kind="aid_paid", source_id="zero", amount=0, company=alone, on=date(2025, 3, 3), changed_at=NOW
    )
    Standing.objects.create(company=alone, year=2025, size="micro", commune="Clervaux", changed_at=NOW)
    compute_values(at=NOW)
    assert ("commune", "Clervaux") in _shown("paid")[1]


def test_a_definition_that_is_saved_takes_from_others_what_it_would_give_away(field, people):
    indicator = Indicator.objects.get(slug="calls")
    before = indicator.versions.last()
    Version.objects.filter(indicator=indicator).exclude(pk=before.pk).delete()
    compute_values(at=NOW)
    assert ("all", "") in _shown("calls")[0]
    narrower = {
        "count": {
            "records": "contact",
            "where": {"state": "held", "value": {">=": 60}},
            "standing": {"commune": ["Wiltz", "Mersch"]},
        }
    }
    Version.objects.filter(pk=before.pk).update(valid_until=date(2026, 12, 31))
    Version.objects.create(
        indicator=indicator,
        definitions=before.definitions,
        query=narrower,
        valid_from=date(2027, 1, 1),
        origin="page",
        made_at=NOW,
    )
    compute_values(at=NOW)
    old, new = (("all", "") in _shown("calls", version=number)[0] for number in (0, 1))
    assert (old, new) == (False, True)


def test_the_preview_goes_by_the_same_rule(field, people, monkeypatch):
    """The owner may not open all. Against what is published, eight long calls are one company fewer than nine."""
    indicator = Indicator.objects.get(slug="calls")
    indicator.owner = people.other_manager
    indicator.save()
    found = series.series_of("calls", for_user=people.other_manager, on=NOW.date())

    def drafted(query, user=people.other_manager):
        rows = previews.compared(found, query, on=NOW.date(), for_user=user)
        return next(new for year, _old, new in rows if year == 2025)

    query = "count: {records: contact, where: {state: held, value: {'>=': 60}}, standing: {commune: [Wiltz, Mersch]}}"
    assert drafted(query).hidden and drafted(query).text == "left out"
    assert drafted(query, people.administrator).value == 8
    few = "count: {records: contact, where: {state: held, value: {'>=': 60}}, standing: {commune: Mersch}}"
    assert drafted(few).value == 4 and not drafted(few).counted
    monkeypatch.setattr(previews, "MOST", 40)  # three definitions beside it, ten contacts
    with pytest.raises(BadInput, match="cannot be shown to you at once"):
        drafted(few)
    assert drafted(few, people.administrator).value == 4


def test_an_indicator_that_left_the_catalogue_tells_nothing_beside_those_that_stay(field, people, client):
    """Its figures are of the day on which it was computed last: beside newer ones they could tell of one company."""
    report = reports.report(people.administrator, at=NOW, indicators=["calls", "share"])
    old = Version.objects.filter(indicator__slug="calls").last()
    assert published([Wanted(old.pk, 2025)], for_user=None)
    Indicator.objects.filter(slug="calls").update(active=False)
    assert published([Wanted(old.pk, 2025)], for_user=None) == frozenset()
    assert published([Wanted(old.pk, 2025)], for_user=people.ministry) == frozenset()
    line = series.series_of("calls", for_user=people.ministry, on=NOW.date()).lines[-1]
    assert line.figures[2025].hidden
    assert not parts.parts_of(line.version, year=2025, dimension="commune", for_user=people.ministry)
    client.force_login(people.administrator)
    page = client.get(reverse("reporting:indicator", args=["calls"]), {"year": 2025}).content.decode()
    assert "no longer in the catalogue" in page
    with pytest.raises(BadInput, match="“calls” is no longer computed"):
        freezing.freeze(report=report, by=people.administrator, at=NOW)
    page = client.get(reverse("reporting:report_edit", args=[report.pk])).content.decode()
    assert "calls (no longer computed)" in page


def test_the_pages_say_left_out_and_not_zero(field, people, client):
    client.force_login(people.ministry)
    url = reverse("reporting:indicator", args=["calls"])
    page = client.get(url, {"by": "commune", "year": 2025}).content.decode()
    assert 'fill="url(#left-out)"' in page and "Vianden: left out" in page and "Vianden: 0" not in page
    assert "hatched: left out, which is not zero" in page and "“Left out” is not zero" in page
    table = client.get(reverse("reporting:indicator_csv", args=["calls"])).content.decode()
    first = next(
        row for row in table.splitlines() if row.startswith("calls,count,2020-01-01") and ",2025,yes," in row
    )
    assert ",,yes,,," in first
    part = {
        "year": 2025,
        "by": "commune",
        "key": "Wiltz",
        "version": Version.objects.get(indicator__slug="paid").pk,
    }
    behind = client.get(reverse("reporting:behind", args=["paid"]), part).content.decode()
    assert "how many is not told" in behind
    client.force_login(people.administrator)
    page = client.get(url, {"by": "commune", "year": 2025}).content.decode()
    assert "left out" not in page and "Vianden: 1" in page


def test_a_map_of_shares_says_per_cent(field, people):
    version = Version.objects.get(indicator__slug="share")
    found = parts.parts_of(version, year=2025, dimension="commune", for_user=people.administrator)
    counts = {place.name: place.count for place in parts.map_of_parts(found).places}
    assert (counts["Wiltz"], counts["Mersch"]) == (80, 100)


def test_the_hourly_job_brings_records_and_figures_up_to_date(people, clusters, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    company = CompanyFactory(clusters=[clusters["wood"]])
    ContactFactory(company=company, state="held", starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC))
    catalogue.load(
        catalogue={"indicators": [_entry("calls", _definition({"count": {"records": "contact"}}))]}, at=NOW
    )
    runs.refresh_hourly(at=NOW)
    run = Refresh.objects.get()
    assert (run.state, run.ordered_by, run.finished_at, run.message) == ("done", None, NOW, "")
    assert run.added >= 1 and run.steps_done == run.steps_total
    assert Value.objects.get(dimension="all").value == 1
    assert (tmp_path / "columns" / "manifest.json").exists()


def test_a_refresh_that_fails_says_so_and_leaves_the_figures(people, field, monkeypatch):
    def broken(**more):
        raise ValueError("no more rows")

    monkeypatch.setattr(runs, "refresh_records", broken)
    before = Value.objects.count()
    with pytest.raises(ValueError, match="no more rows"):
        runs.refresh_hourly(at=NOW)
    run = Refresh.objects.get()
    assert (run.state, run.message) == ("failed", "ValueError: no more rows")
    assert Value.objects.count() == before
