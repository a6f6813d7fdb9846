"""What do the pages of indicators show, to whom, and how is a definition changed?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import reporting
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting import permissions
from grappe.apps.reporting.models import Indicator, Refresh, Target, Value, Version
from grappe.apps.reporting.operations import definitions, runs
from grappe.apps.reporting.queries import series
from grappe.apps.reporting.queries.disclosed import Wanted, published
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
WORDS = {"en": "Calls only.", "fr": "Appels seulement.", "de": "Nur Anrufe."}
QUERIES_OF_THE_LIST = 10
QUERY = "count: {records: contact, where: {state: held, value: {'>=': 60}}}"


@pytest.fixture
def figures(people, clusters, monkeypatch):
    """Contacts of four companies in 2025 and of one in 2026, and two indicators of them."""
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    monkeypatch.setattr(clock, "now", lambda: NOW)
    companies = CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]])
    for company in companies:
        ContactFactory(
            company=company, state="held", starts_at=datetime(2025, 3, 3, 9, tzinfo=UTC), minutes=45
        )
    for minutes in (30, 90):
        ContactFactory(
            company=companies[0], state="held", starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC), minutes=minutes
        )
    reporting.indicators("contacts-held", "sme-share", at=NOW)
    return companies


def held() -> Indicator:
    return Indicator.objects.get(slug="contacts-held")


def draft(**changes) -> definitions.Draft:
    values = {"valid_from": date(2026, 1, 1), "definitions": WORDS, "query": QUERY} | changes
    return definitions.Draft(**values)


def change(people, **changes) -> Version:
    last = held().versions.last()
    return definitions.change_definition(
        indicator=held(), draft=draft(**changes), version=last.pk, by=people.administrator, at=NOW
    )


def computed() -> None:
    """What the job does that is ordered when a definition is saved."""
    runs.perform_refresh(run_id=Refresh.objects.get(state="ordered").pk, at=NOW)


@pytest.mark.parametrize("slugs", [("contacts-held",), ("contacts-held", "sme-share", "needs-met")])
def test_the_list_shows_figures_in_few_queries(manager, figures, slugs, django_assert_num_queries):
    reporting.indicators(*slugs, at=NOW)
    manager.get(reverse("reporting:indicators"))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        page = manager.get(reverse("reporting:indicators")).content.decode()
    assert "Contacts held" in page
    assert page.count('<tr><th scope="row">') == len(slugs)
    assert ("no data yet" in page) == (len(slugs) > 1)  # nobody is active: no share


def test_a_figure_opens_to_its_records(manager, figures):
    page = manager.get(reverse("reporting:behind", args=["contacts-held"]), {"year": 2026}).content.decode()
    assert "2 records" in page
    assert reverse("companies:contact", args=[figures[0].contacts.first().pk]) in page
    part = manager.get(
        reverse("reporting:behind", args=["contacts-held"]),
        {"year": 2025, "by": "cluster", "key": "healthtech"},
    )
    assert "4 records" in part.content.decode()


def test_how_many_one_may_not_open_does_not_tell_a_figure_that_is_left_out(client, people, figures):
    """In 2026 one company stands behind the figure; one of its two contacts is in confidence."""
    figures[0].contacts.filter(minutes=90).update(audience="confidence")
    reporting.indicators("contacts-held", "sme-share", at=NOW)
    client.force_login(people.ministry)
    page = client.get(reverse("reporting:behind", args=["contacts-held"]), {"year": 2026}).content.decode()
    assert "how many is not told" in page
    assert "which you may not open" not in page
    client.force_login(people.manager)
    page = client.get(reverse("reporting:behind", args=["contacts-held"]), {"year": 2026}).content.decode()
    assert "2 records" in page
    assert "how many is not told" not in page
    figures[1].contacts.update(audience="confidence")
    reporting.indicators("contacts-held", "sme-share", at=NOW)
    client.force_login(people.ministry)
    page = client.get(reverse("reporting:behind", args=["contacts-held"]), {"year": 2025}).content.decode()
    assert "1 more counts, which you may not open" in page


@pytest.mark.parametrize("by", ["cluster", "theme", "size", "commune", "manager", "state", "nonsense"])
def test_a_figure_is_taken_apart(manager, figures, by):
    page = manager.get(reverse("reporting:indicator", args=["contacts-held"]), {"year": 2025, "by": by})
    assert page.status_code == 200
    assert ("not settled" in page.content.decode()) == (by == "size")


def test_a_definition_that_changes_at_new_year_shows_the_break(manager, people, figures):
    change(people)
    computed()
    found = series.series_of("contacts-held", for_user=people.ministry, on=NOW.date())
    assert found.breaks == [2026]
    assert {year: figure.value for year, figure in found.counting.items()} == {2025: 4, 2026: 1}
    old, new = found.lines
    assert (old.figures[2026].value, new.figures[2025].value) == (2, 0)  # both are computed on each side
    assert (
        "From 2026 on another definition counts"
        in manager.get(reverse("reporting:indicator", args=["contacts-held"])).content.decode()
    )
    rows = manager.get(reverse("reporting:indicator_csv", args=["contacts-held"])).content.decode()
    assert rows.count(",2026,yes,") == rows.count(",2026,no,") == 1


@pytest.mark.parametrize("day", [date(2026, 1, 1), None])
def test_nothing_is_shown_of_a_definition_before_it_was_decided(
    client, people, figures, settings, tmp_path, day
):
    """Saving orders the work and waits for none of it; of a query that takes another's place no old figure is left."""
    settings.MEDIA_ROOT = tmp_path
    last = held().versions.last()
    made = change(people, valid_from=day or last.valid_from)
    assert (made.pk == last.pk) == (day is None)
    assert made.computed_at is None and not Value.objects.filter(version=made).exists()
    for user in (people.administrator, people.ministry):
        assert published([Wanted(made.pk, 2025)], for_user=user) == frozenset()
        client.force_login(user)
        page = client.get(reverse("reporting:indicator", args=["contacts-held"])).content.decode()
        assert "was not computed yet" in page and "are being computed anew" in page
    computed()
    page = client.get(reverse("reporting:indicator", args=["contacts-held"])).content.decode()
    assert "was not computed yet" not in page
    assert Value.objects.get(version=made, year=2026, dimension="all").value == 1


def test_a_definition_that_is_saved_while_figures_are_computed_is_computed_after_that(people, figures):
    """The run under way may have read the definitions already; one that waits has not."""
    Refresh.objects.all().delete()
    running = Refresh.objects.create(ordered_at=NOW, state="running")
    change(people)
    waiting = Refresh.objects.exclude(pk=running.pk).get()
    change(people, valid_from=date(2026, 2, 1))
    assert list(Refresh.objects.exclude(pk=running.pk)) == [waiting] and waiting.state == "ordered"


def test_what_was_reported_is_not_rewritten(people, figures):
    with pytest.raises(BadInput, match="not rewritten"):
        change(people, valid_from=date(2019, 1, 1))
    with pytest.raises(BadInput, match="English, French and German"):
        change(people, definitions={"en": "Calls only."})
    with pytest.raises(BadInput, match=r"count\.records: one of these is wanted"):
        change(people, query="count: {records: wine}")
    with pytest.raises(BadInput, match="not YAML"):
        change(people, query="count: [")
    assert held().versions.count() == 1


def test_a_short_text_that_stands_for_a_long_query_is_refused(people, figures):
    """By aliases some hundred characters would be 50 to the power of five selections, and hold a worker for hours."""
    inner = ", ".join(["*a"] * 9)
    for query in (
        f"companies: {{any: [&a {{records: contact}}, {inner}]}}",
        "count: &a {records: contact}\nof: *a",
        f"companies: {{any: [{', '.join(['{any: [' + ', '.join(['{records: contact}'] * 40) + ']}'] * 3)}]}}",
    ):
        with pytest.raises(BadInput, match=r"aliases|selects too much"):
            change(people, query=query)


def test_two_who_change_it_at_once(people, figures):
    seen = held().versions.last().pk
    change(people)
    with pytest.raises(Stale):
        definitions.change_definition(
            indicator=held(), draft=draft(), version=seen, by=people.administrator, at=NOW
        )


def test_the_page_previews_before_it_saves(client, people, figures):
    client.force_login(people.administrator)
    url = reverse("reporting:definition", args=["contacts-held"])
    sent = {
        "version": held().versions.last().pk, "valid_from": "2026-01-01", "query": QUERY,
        **{f"definitions_{code}": text for code, text in WORDS.items()},
    }  # fmt: skip
    page = client.post(url, sent | {"preview": "1"})
    assert "Nothing is saved yet" in page.content.decode()
    assert held().versions.count() == 1
    assert client.post(url, sent | {"query": "x", "save": "1"}).status_code == 422
    assert client.post(url, sent | {"save": "1"}).status_code == 302
    assert [version.valid_until for version in held().versions.all()] == [date(2025, 12, 31), None]


def test_targets_and_an_owner(client, people, figures):
    client.force_login(people.administrator)
    client.post(reverse("reporting:owner", args=["contacts-held"]), {"owner": people.analyst.pk})
    assert held().owner == people.analyst
    client.force_login(people.analyst)
    client.post(reverse("reporting:targets", args=["contacts-held"]), {"year_2026": "40", "year_2027": ""})
    assert list(Target.objects.values_list("year", "value")) == [(2026, 40)]
    assert series.series_of("contacts-held", for_user=people.analyst, on=NOW.date()).reached is False


def test_who_may_do_what(people, figures):
    indicator = held()
    indicator.owner = people.manager
    truth = {
        "administrator": (True, True, True, True), "manager": (True, True, True, False),
        "other_manager": (True, True, False, False), "analyst": (True, True, False, False),
        "ministry": (True, False, False, False),
    }  # fmt: skip
    for role, user in people.by_role().items():
        assert (
            permissions.can_view_figures(user), permissions.can_refresh(user),
            permissions.can_define(user, indicator), permissions.can_name_owner(user),
        ) == truth[role], role  # fmt: skip
    with pytest.raises(PermissionDenied):
        definitions.set_targets(indicator=indicator, targets={2026: 1}, by=people.ministry, at=NOW)
