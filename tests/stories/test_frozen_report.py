"""As a market analyst, I compose a report and freeze it; whatever changes afterwards, it stays what it was, to the byte.

I choose the years, two indicators in an order and by what they are taken apart, and write words. I look at it with today's
figures and freeze it. Then a contact is added, a definition and a name change, and figures are computed anew: the frozen page
and its files are the same, and its checksum holds. I freeze a second one, which takes its place, and compare the two. The
administrator publishes it; anybody reads it without an account, on a telephone, too, and keeps the PDF and the workbook.
"""

import hashlib
import io
import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import reporting
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting.models import FrozenReport, Indicator
from grappe.apps.reporting.operations import definitions, runs
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "new": "New report", "save": "Save", "freeze": "Freeze the report", "today": "today’s figures",
        "holds": "The checksum holds",
        "replaced": "takes the place of this one", "compare": "Compare with", "revised": "revised",
        "other": "other definition", "publish": "Publish the report", "title": "The year of the clusters",
    },
    "fr": {
        "new": "Nouveau rapport", "save": "Enregistrer", "freeze": "Figer le rapport", "today": "chiffres du jour",
        "holds": "La somme de contrôle est exacte", "replaced": "remplace celui-ci",
        "compare": "Comparer avec", "revised": "révisé", "other": "autre définition", "publish": "Publier le rapport",
        "title": "L’année des clusters",
    },
}  # fmt: skip
FILES = ("figures.csv", "dictionary.csv", "content.json")


@pytest.fixture
def companies(clusters):
    """Ten companies of three clusters, one of them alone in its own, with a contact in each of two years that are over."""
    year = clock.today().year
    many = CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]])
    others = CompanyFactory.create_batch(5, clusters=[clusters["cleantech"]])
    for number, company in enumerate([*many, *others, CompanyFactory(clusters=[clusters["creative"]])]):
        for when in ((year - 2, 3, 3), (year - 1, 3, 3), (year - 1, 5, 5))[: 2 + number % 2]:
            ContactFactory(company=company, state="held", starts_at=datetime(*when, 9, tzinfo=UTC))
    reporting.indicators("contacts-held", "companies-reached", at=clock.now())
    return many


def things_change(companies, boss) -> None:
    """Another contact in a year that is over, another definition from New Year on, another name; all computed anew."""
    year = clock.today().year
    ContactFactory(company=companies[0], state="held", starts_at=datetime(year - 1, 4, 3, 9, tzinfo=UTC))
    reached = Indicator.objects.get(slug="companies-reached")
    draft = definitions.Draft(
        datetime(year, 1, 1).date(), dict.fromkeys(("en", "fr", "de"), "X."), "companies: {records: contact}"
    )
    definitions.change_definition(
        indicator=reached, draft=draft, version=reached.versions.get().pk, by=boss, at=clock.now()
    )
    Indicator.objects.filter(slug="contacts-held").update(names=dict.fromkeys(("en", "fr", "de"), "Renamed"))
    runs.refresh_now(at=clock.now())


def kept(page, server, frozen) -> dict[str, bytes]:
    base = f"{server.url}/reporting/reports/frozen/{frozen.pk}/"
    return {name: page.request.get(base + name).body() for name in FILES}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_report_is_frozen_and_stays(
    page, live_server, sign_in, people, companies, axe_clean, shot, language
):
    words, year = WORDS[language], clock.today().year
    sign_in(people.analyst, language)
    page.goto(f"{live_server.url}/reporting/reports/")
    with loads_anew(page):
        page.get_by_role("link", name=words["new"]).click()
    for code, title in (
        ("en", WORDS["en"]["title"]),
        ("fr", WORDS["fr"]["title"]),
        ("de", "Das Jahr der Cluster"),
    ):
        page.locator(f"#id_titles_{code}").fill(title)
    page.locator("#id_introductions_en").fill("What we did, and whom we reached.")
    page.locator("#id_first_year").fill(str(year - 2))
    page.locator("#id_last_year").fill(str(year))
    page.locator("input[name=dimensions][value=cluster]").check()
    page.locator("[id='id_place_contacts-held']").fill("1")
    page.locator("[id='id_place_companies-reached']").fill("2")
    axe_clean(page)
    shot(page, f"report-edit-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_text(words["today"]).first).to_be_visible()
    axe_clean(page)
    shot(page, f"report-preview-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["freeze"]).click()
    expect(page.get_by_text(words["holds"])).to_be_visible()
    axe_clean(page)
    page.locator("article").first.evaluate("part => part.scrollIntoView()")  # the picture of the documents
    shot(page, f"report-frozen-{language}", document="frozen-report" if language == "en" else "")

    first = FrozenReport.objects.get()
    before, seen = kept(page, live_server, first), page.locator("main article").all_inner_texts()
    assert hashlib.sha256(before["content.json"]).hexdigest() == first.digest
    things_change(companies, people.administrator)
    page.reload()
    expect(page.get_by_text(words["holds"])).to_be_visible()
    assert page.locator("main article").all_inner_texts() == seen
    assert kept(page, live_server, first) == before

    page.goto(f"{live_server.url}/reporting/reports/{first.report_id}/")
    page.locator("#id_replaces").select_option(str(first.pk))
    with loads_anew(page):
        page.get_by_role("button", name=words["freeze"]).click()
    second = FrozenReport.objects.exclude(pk=first.pk).get()
    with loads_anew(page):
        page.get_by_role("region", name=words["compare"]).get_by_role("link").click()
    held = page.get_by_role("region", name="Renamed").first
    row = held.locator("tr", has_text=str(year - 1)).first
    expect(row).to_contain_text("+1")
    expect(row).to_contain_text(words["revised"])
    expect(page.get_by_text(words["other"]).first).to_be_visible()
    axe_clean(page)
    shot(page, f"reports-compared-{language}")
    page.goto(f"{live_server.url}/reporting/reports/frozen/{first.pk}/")
    expect(page.get_by_text(words["replaced"])).to_be_visible()
    assert kept(page, live_server, first) == before

    sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/reporting/reports/frozen/{second.pk}/")
    page.on("dialog", lambda dialog: dialog.accept())
    with loads_anew(page):
        page.get_by_role("button", name=words["publish"]).click()
    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    public = f"{live_server.url}/reporting/reports/p/{first.report.slug}/2/"
    page.goto(f"{public}?language={language}")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["title"])
    axe_clean(page)
    nothing_sticks_out(page)
    shot(page, f"report-public-{language}")
    pdf = PdfReader(io.BytesIO(page.request.get(f"{public}report.pdf?language={language}").body()))
    printed = re.sub(r"\s", "", " ".join(each.extract_text() for each in pdf.pages))
    assert second.digest in printed and "Renamed" in printed
    book = load_workbook(io.BytesIO(page.request.get(f"{public}report.xlsx?language={language}").body()))
    assert len(book.sheetnames) == 4 and "Renamed" in book.sheetnames[0]
