"""As an administrator, I open a figure to its records, and at New Year I change what it counts; everybody sees the break.

From the list I open the contacts held, take the year apart by cluster, and open the figure of one cluster to its contacts. I
write another definition that counts from New Year on, see old and new figures side by side, and save it. The page warns that
from this year on another thing is counted, and shows both on both sides. The ministry reads the same on a telephone.
"""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from factories import reporting
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from grappe.apps.reporting.models import Version
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "held": "Contacts held", "records": "4 records", "change": "Change the definition",
        "preview": "Show what it would count", "save": "Save", "nothing": "Nothing is saved yet.",
        "break": "another definition counts", "show": "Show", "waits": "was not computed yet",
    },
    "fr": {
        "held": "Contacts tenus", "records": "4 enregistrements", "change": "Modifier la définition",
        "preview": "Montrer ce qu’elle compterait", "save": "Enregistrer", "nothing": "Rien n’est encore enregistré.",
        "break": "une autre définition compte", "show": "Afficher", "waits": "n’a pas encore été calculée",
    },
}  # fmt: skip


@pytest.fixture
def year(clusters) -> int:
    """Four companies with a contact two years ago, and two contacts with each of them last year; one of them short."""
    year = clock.today().year - 1
    for company in CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]]):
        for when, minutes in (((year - 1, 3, 3), 45), ((year, 1, 2), 30), ((year, 1, 3), 90)):
            ContactFactory(
                company=company, state="held", starts_at=datetime(*when, 9, tzinfo=UTC), minutes=minutes
            )
    reporting.indicators("contacts-held", "companies-reached", "needs-met", "aid-obtained", at=clock.now())
    return year


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_figure_is_opened_and_defined_anew(
    page, live_server, sign_in, people, year, axe_clean, shot, language
):
    words = WORDS[language]
    sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/reporting/")
    axe_clean(page)
    shot(page, f"indicators-{language}")
    with loads_anew(page):
        page.get_by_role("link", name=words["held"]).click()
    page.locator("#year").select_option(str(year - 1))
    page.wait_for_url(re.compile(rf"year={year - 1}"))
    axe_clean(page)
    shot(page, f"indicator-{language}")
    with loads_anew(page):
        page.locator("section[aria-labelledby=apart] td a").first.click()
    expect(page.locator("main").get_by_role("status").first).to_contain_text(words["records"])
    axe_clean(page)
    page.go_back()
    with loads_anew(page):
        page.get_by_role("link", name=words["change"]).click()
    for code in ("en", "fr", "de"):
        page.locator(f"#id_definitions_{code}").fill("60 min +")
    page.locator("#id_valid_from").fill(f"{year}-01-01")
    page.locator("#id_query").fill('count: {records: contact, where: {state: held, value: {">=": 60}}}')
    with loads_anew(page):
        page.get_by_role("button", name=words["preview"]).click()
    expect(page.get_by_text(words["nothing"])).to_be_visible()
    row = page.locator("[aria-labelledby=preview] tr", has_text=str(year))
    expect(row.locator("td")).to_have_text(["8", "4"])
    axe_clean(page)
    shot(page, f"indicator-definition-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_text(words["waits"])).to_be_visible()
    shot(page, f"indicator-waits-{language}")
    with loads_anew(page):  # when the figures are there
        work()
    expect(page.get_by_role("note")).to_contain_text(words["break"])
    cells = page.locator("[aria-labelledby=years] tbody tr", has_text=str(year)).locator("td")
    expect(cells.nth(0)).to_contain_text("8")
    expect(cells.nth(1)).to_contain_text("4")
    axe_clean(page)
    shot(page, f"indicator-break-{language}")
    assert Version.objects.filter(indicator__slug="contacts-held").count() == 2
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(people.ministry, language)
    page.goto(f"{live_server.url}/reporting/indicators/contacts-held/")
    expect(page.get_by_role("note")).to_contain_text(words["break"])
    nothing_sticks_out(page)
    shot(page, f"indicator-phone-{language}")
