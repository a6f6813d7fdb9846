"""Who sees which dashboard, and are its numbers those of the lists and pages they lead to?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import moves, reporting
from factories.boards import SHIPPED, work_of
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.desk import permissions
from grappe.apps.desk.queries import board_pages as pages
from grappe.apps.desk.queries import workload
from grappe.apps.desk.queries.my_day import my_day
from grappe.apps.needs import queries as needs
from grappe.apps.reporting.operations import definitions
from grappe.apps.reporting.queries.parts import parts_of
from grappe.apps.reporting.queries.series import series_of
from grappe.apps.roadmaps.queries.portfolio import span_of
from grappe.ui import clock

NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def work(people, clusters, today):
    """Three companies in healthtech and one in wood: contacts, follow-ups, needs and steps, of each some late."""
    made = CompanyFactory.create_batch(3, clusters=[clusters["healthtech"]])
    made.append(CompanyFactory(clusters=[clusters["wood"]]))
    for place, company in enumerate(made):
        work_of(company, people.manager if place < 3 else people.other_manager, months=5 * place, at=NOW)
    reporting.indicators(*SHIPPED, at=NOW)
    return made


def number(board, panel: str, label: str, column: int = 0) -> str:
    (found,) = [each for each in board.panels if each.key == panel]
    (line,) = [each for each in found.lines if each.label == label]
    return line.cells[column].text


@pytest.mark.parametrize(
    ("who", "own", "other", "director", "workloads"),
    [
        ("administrator", True, True, True, True),
        ("manager", True, False, False, False),
        ("other_manager", False, True, False, False),
        ("analyst", False, False, True, False),
        ("ministry", False, False, False, False),
    ],
)
def test_who_sees_which_dashboard(client, people, work, who, own, other, director, workloads):
    user = getattr(people, who)
    client.force_login(user)
    answers = {
        reverse("desk:manager_board", args=[people.manager.pk]): own,
        reverse("desk:manager_board", args=[people.other_manager.pk]): other,
        reverse("desk:own_board"): user.is_manager,
        reverse("desk:director_board"): director,
        reverse("desk:ministry_board"): True,
        reverse("desk:cluster_board", args=["wood"]): True,
        reverse("desk:theme_board", args=["digital"]): True,
        reverse("desk:boards"): True,
    }  # fmt: skip
    assert {url: client.get(url).status_code for url in answers} == {
        url: 200 if may else 403 for url, may in answers.items()
    }
    assert permissions.can_view_workloads(user) == workloads
    listed = client.get(reverse("desk:boards")).content.decode()
    for url in re.findall(r'href="(/dashboards/[^"]+)"', listed):
        assert client.get(url).status_code == 200, url  # what is offered opens
    assert client.get(reverse("desk:manager_board", args=[people.analyst.pk])).status_code in {403, 404}
    assert client.get(reverse("desk:cluster_board", args=["nowhere"])).status_code == 404


def test_the_readers_own_comes_first(client, people, work):
    for who, url in (("manager", "desk:own_board"), ("ministry", "desk:ministry_board"),
                     ("administrator", "desk:director_board")):  # fmt: skip
        client.force_login(getattr(people, who))
        page = client.get(reverse("desk:boards")).content.decode()
        first = re.findall(r'href="(/dashboards/[^"]+/)"', page)[0]
        assert first == reverse(url)


def test_a_managers_numbers_are_those_of_my_day_and_of_the_lists(people, work):
    board = pages.manager_board(people.manager, for_user=people.manager, today=TODAY)
    day = my_day(for_user=people.manager, today=TODAY, at=NOW, months=6, language="en")
    assert int(number(board, "workload", "Follow-ups due")) == day.follow_ups.total > 0
    assert int(number(board, "workload", "Needs waiting")) == day.needs.total == 3
    assert int(number(board, "workload", "Introductions unanswered")) == day.introductions.total
    assert (
        number(board, "workload", "Roadmap steps due") == "6"
    )  # of each roadmap one late, one soon, not the far one
    assert number(board, "workload", "Roadmap steps due", 1) == "3"
    assert number(board, "workload", "Roadmap steps due", 2) == "29 days"
    for kind, label in (("steps", "Roadmap steps due"), ("needs", "Needs waiting")):
        opened = pages.manager_board(people.manager, for_user=people.manager, today=TODAY, waits=kind)
        (latest,) = [each for each in opened.panels if each.key == "latest"]
        assert len(latest.lines) == int(number(board, "workload", label))


def test_a_number_of_companies_opens_to_those_companies(people, work):
    board = pages.manager_board(people.manager, for_user=people.manager, today=TODAY)
    (portfolio,) = [each for each in board.panels if each.key == "portfolio"]
    assert sum(int(line.cells[0].text) for line in portfolio.lines) == 3
    for line in portfolio.lines:
        if line.cells[0].url:
            span = re.search(r"contact=(\w+)", line.cells[0].url)
            assert span
            opened = pages.manager_board(
                people.manager, for_user=people.manager, today=TODAY, contact=span[1]
            )
            (listed,) = [each for each in opened.panels if each.key == "companies"]
            assert len(listed.lines) == int(line.cells[0].text)


def test_a_manager_is_compared_with_their_own_year_before(people, work):
    ContactFactory(company=work[0], state="held", starts_at=datetime(2025, 6, 3, 9, tzinfo=UTC)).team.add(
        people.manager
    )
    ContactFactory(company=work[3], state="held", starts_at=NOW).team.add(people.other_manager)
    board = pages.manager_board(people.manager, for_user=people.manager, today=TODAY)
    assert (number(board, "held", "06/2026"), number(board, "held", "06/2026", 1)) == ("1", "1")


def test_the_month_under_way_stands_beside_as_many_days_of_the_year_before(people, work):
    """On the tenth, a contact of the eleventh a year ago is not behind yet."""
    for days in (3, 10, 11):
        ContactFactory(
            company=work[0], state="held", starts_at=datetime(2025, 6, days, 9, tzinfo=UTC)
        ).team.add(people.manager)
    line = pages.held_panel(people.manager, date(2026, 6, 10)).lines[-1]
    assert (line.label, line.cells[1].text) == ("06/2026", "2")
    whole = pages.held_panel(people.manager, TODAY).lines[-1]
    assert whole.cells[1].text == "3"


def test_a_list_that_is_cut_says_so(people, work, monkeypatch):
    monkeypatch.setattr(workload, "MOST", 2)
    board = pages.manager_board(people.manager, for_user=people.manager, today=TODAY, waits="needs")
    (panel,) = [each for each in board.panels if each.key == "latest"]
    assert len(panel.lines) == 2 and panel.notes == ("The first 2 are listed.",)


def test_the_administrators_table_says_what_each_manager_sees(people, work):
    board = pages.director_board(for_user=people.administrator, today=TODAY)
    for manager in (people.manager, people.other_manager):
        own = pages.manager_board(manager, for_user=people.administrator, today=TODAY)
        waiting = sum(int(line.cells[0].text) for line in own.panels[0].lines)
        late = sum(int(line.cells[1].text) for line in own.panels[0].lines)
        assert (number(board, "managers", manager.name, 1), number(board, "managers", manager.name, 2)) == (
            str(waiting), str(late),
        )  # fmt: skip
    analyst = pages.director_board(for_user=people.analyst, today=TODAY)
    assert "managers" not in {panel.key for panel in analyst.panels}


def test_a_clusters_figures_are_those_of_the_indicators_page(client, people, clusters, work):
    board = pages.cluster_board("healthtech", for_user=people.ministry, today=TODAY)
    found = series_of("contacts-held", for_user=people.ministry, on=TODAY)
    parts = parts_of(found.lines[-1].version, year=2026, dimension="cluster", for_user=people.ministry)
    (part,) = [each for each in parts if each.key == "healthtech"]
    assert number(board, "figures", "Contacts held") == part.figure.text
    theme = clusters["healthtech"]
    listed = needs.needs(for_user=people.ministry, filters=needs.Filters(cluster=theme.pk))
    (panel,) = [each for each in board.panels if each.key == "needs"]
    assert sum(int(line.cells[0].text) for line in panel.lines) == listed.count() > 0
    client.force_login(people.ministry)
    for line in panel.lines:
        if line.cells[0].url:
            assert client.get(line.cells[0].url).context["page"].paginator.count == int(line.cells[0].text)


def test_a_small_figure_of_a_cluster_is_left_out_for_whom_its_page_leaves_it_out(people, work):
    """One contact of healthtech is in confidence: two companies stand behind last year's figure there."""
    contact = work[0].contacts.get()
    contact.audience = "confidence"
    contact.save()
    reporting.indicators(*SHIPPED, at=NOW)
    ministry = pages.cluster_board("wood", for_user=people.ministry, today=TODAY)
    everything = pages.cluster_board("wood", for_user=people.administrator, today=TODAY)
    shown = [number(ministry, "figures", "Contacts held", place) for place in (0, 1)]
    assert "left out" in shown
    assert "left out" not in [number(everything, "figures", "Contacts held", place) for place in (0, 1)]


def test_the_ministry_sees_targets_and_no_person(client, people, work):
    held = series_of("contacts-held", for_user=people.administrator, on=TODAY).indicator
    definitions.set_targets(indicator=held, targets={2026: 2.0}, by=people.administrator, at=NOW)
    definitions.name_owner(indicator=held, owner=people.analyst, by=people.administrator)
    client.force_login(people.ministry)
    page = client.get(reverse("desk:ministry_board")).content.decode()
    found = series_of("contacts-held", for_user=people.ministry, on=TODAY)
    board = pages.ministry_board(for_user=people.ministry, today=TODAY)
    assert found.current is not None
    assert number(board, "targets", "Contacts held") == found.current.text
    assert number(board, "targets", "Contacts held", 2) == "2"
    done = f"{round(100 * found.current.shown / 2)} %"
    assert number(board, "targets", "Contacts held", 3) == f"{done} – {'yes' if found.reached else 'not yet'}"
    assert number(board, "targets", "Needs met", 3) == "–", "no target"
    # The table says what the bars say.
    (panel,) = [each for each in board.panels if each.key == "targets"]
    assert [f"{bar['value']} %" for series in panel.chart["series"] for bar in series["data"]] == [done]
    for person in (people.manager, people.other_manager, people.analyst, people.administrator):
        assert f">{person.name}<" not in page
    assert all(str(company) not in page for company in work)
    assert "Stored figures as of" in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "name", "arguments", "queries"),
    [
        ("manager", "own_board", [], 13),
        ("administrator", "director_board", [], 22),
        ("ministry", "ministry_board", [], 13),
        ("ministry", "cluster_board", ["healthtech"], 17),
        ("ministry", "theme_board", ["digital"], 41),
    ],
)
def test_as_many_queries_for_one_as_for_three(
    client, people, clusters, today, rows, who, name, arguments, queries, django_assert_num_queries
):
    for place in range(rows):
        work_of(CompanyFactory(clusters=[clusters["healthtech"]]), people.manager, months=5 * place, at=NOW)
    reporting.indicators(*SHIPPED[: 6 if rows > 1 else 4], at=NOW)
    client.force_login(getattr(people, who))
    url = reverse(f"desk:{name}", args=arguments)
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)


def test_spans_of_months():
    assert [span_of(day, TODAY) for day in (date(2026, 3, 31), date(2026, 3, 30), date(2025, 12, 30),
                                            date(2025, 6, 30), None)] == [
        "upto3", "upto6", "upto12", "longer", "never",
    ]  # fmt: skip


def test_the_directors_dashboard_has_the_nearest_move_of_each_cluster(people, clusters, today):
    moves.neighbours(clusters, at=NOW)
    board = pages.director_board(for_user=people.administrator, today=TODAY)
    (panel,) = [each for each in board.panels if each.key == "moves"]
    assert any(
        line.cells[0].text == "25 Manufacture of fabricated metal products, except machinery and equipment"
        for line in panel.lines
    )
