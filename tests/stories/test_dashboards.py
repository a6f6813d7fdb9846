"""As a manager, the ministry or a director, I see on a dashboard how it stands, and from a figure get to its records.

A manager opens their portfolio, sees that companies have not been spoken with for a year, opens that number to the companies
and one of them to its file; then the late steps. The ministry reads figures against targets with a forecast, in French, opens one
to its records, and sees where a cluster could move next. The director, in German, sees all clusters and opens the workload of a
manager. Everything is read on a telephone too.
"""

import pytest
from playwright.sync_api import expect

from factories import moves, reporting
from factories.boards import SHIPPED, work_of
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting.models import Indicator, Value
from grappe.apps.reporting.operations import definitions
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def work(people, clusters):
    """Work of two managers, activities that go together, figures of seven years and a target."""
    now = clock.now()
    moves.neighbours(clusters, at=now)
    for place in range(4):
        cluster, manager = ("wood", people.other_manager) if place == 3 else ("healthtech", people.manager)
        company = CompanyFactory(name=f"Atelier {place} S.A.", clusters=[clusters[cluster]])
        work_of(company, manager, months=6 * place, at=now)
        if place == 0:
            ContactFactory(company=company, state="held", starts_at=now.replace(year=now.year - 7, day=1))
    reporting.indicators(*SHIPPED, at=now)
    held = Indicator.objects.get(slug="contacts-held")
    version = held.versions.last()
    for back, value in enumerate((70, 66, 61, 55, 52, 44, 40), start=1):
        Value.objects.update_or_create(
            version=version, year=now.year - back, dimension="all", key="",
            defaults={"value": value, "records": value, "companies": 9, "computed_at": now, "shown": True},
        )  # fmt: skip
    definitions.set_targets(indicator=held, targets={now.year: 75.0}, by=people.administrator, at=now)


def test_a_manager_gets_from_a_figure_to_a_company(page, live_server, sign_in, people, work, axe_clean, shot):
    sign_in(people.manager, "en")
    page.goto(f"{live_server.url}/dashboards/")
    axe_clean(page)
    shot(page, "dashboards-en")
    with loads_anew(page):
        page.get_by_role("main").get_by_role("link", name="My portfolio").click()
    expect(page.locator("[data-chart][data-drawn]").first).to_be_visible()
    axe_clean(page)
    shot(page, "dashboard-manager-en", document="dashboard-manager")
    row = page.locator("#portfolio tr", has_text="6 to 12 months ago")
    with loads_anew(page):
        row.get_by_role("link").click()
    listed = page.locator("#companies tbody tr")
    expect(listed).to_have_count(1)
    with loads_anew(page):
        listed.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Atelier 1")
    page.go_back()
    with loads_anew(page):
        page.locator("#workload tr", has_text="Roadmap steps due").get_by_role("link").click()
    expect(page.locator("#latest tbody tr")).to_have_count(6)
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, "dashboard-manager-phone")


def test_the_ministry_reads_figures_and_no_names(page, live_server, sign_in, people, work, axe_clean, shot):
    sign_in(people.ministry, "fr")
    page.goto(f"{live_server.url}/dashboards/ministry/")
    expect(page.locator("[data-chart][data-drawn]").first).to_be_visible()
    row = page.locator("#targets tr", has_text="Contacts tenus")
    expect(row).to_contain_text("75")
    expect(row).to_contain_text(" à ")
    expect(page.get_by_role("main")).not_to_contain_text(people.other_manager.name)
    axe_clean(page)
    shot(page, "dashboard-ministry-fr")
    with loads_anew(page):
        row.get_by_role("link", name="Contacts tenus", exact=True).click()
    expect(page.get_by_role("heading", name="Comment cela peut continuer")).to_be_visible()
    expect(page.locator("tr.forecast")).to_have_count(3)
    axe_clean(page)
    page.goto(f"{live_server.url}/reporting/diversification/healthtech/")
    expect(page.locator("[data-chart][data-drawn]").first).to_be_visible()
    axe_clean(page)
    shot(page, "diversification-fr")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, "diversification-phone")
    page.goto(f"{live_server.url}/dashboards/ministry/")
    nothing_sticks_out(page)
    shot(page, "dashboard-ministry-phone")


def test_the_director_opens_a_managers_workload(page, live_server, sign_in, people, work, axe_clean, shot):
    sign_in(people.administrator, "de")
    page.goto(f"{live_server.url}/dashboards/initiative/")
    expect(page.locator("[data-chart][data-drawn]").first).to_be_visible()
    axe_clean(page)
    shot(page, "dashboard-director-de")
    row = page.locator("#managers tr", has_text=people.other_manager.name).first
    waiting = row.locator("td").nth(1).inner_text().strip()
    with loads_anew(page):
        row.get_by_role("link", name=people.other_manager.name).click()
    expect(page.locator(".board-tiles .day-number").nth(1)).to_have_text(waiting)
    axe_clean(page)
    page.goto(f"{live_server.url}/dashboards/clusters/healthtech/")
    axe_clean(page)
    shot(page, "dashboard-cluster-de")
