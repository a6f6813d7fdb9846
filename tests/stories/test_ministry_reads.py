"""As somebody in the ministry, I read figures, frozen reports and open data; of what was said in confidence I read nothing.

A contact is kept in confidence. It counts in the figure that I read. I open the figure to its records, ask the search, the
company's file and timeline, and take every file that I am offered; its words stand nowhere, and its own page says no.
"""

import io
import re
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from factories import reporting, reports
from factories.companies import CompanyFactory, ContactFactory
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SECRET = "Zwetschkenkrieg"
PLAIN = "Visit of the clean room"


@pytest.fixture
def told(people, clusters):
    """Four companies with contacts last year; one more contact in confidence, of the first; a report frozen of it."""
    year = clock.today().year - 1
    companies = CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]])
    for company in companies:
        ContactFactory(
            company=company, subject=PLAIN, state="held", starts_at=datetime(year, 3, 3, 9, tzinfo=UTC)
        )
    confided = ContactFactory(
        company=companies[0], subject=SECRET, notes=f"They talk of a {SECRET}.", state="held", audience="confidence",
        starts_at=datetime(year, 3, 4, 9, tzinfo=UTC),
    )  # fmt: skip
    reporting.indicators("contacts-held", at=clock.now())
    frozen = reports.frozen(people.administrator, at=clock.now(), dimensions=["cluster"])
    return year, companies[0], confided, frozen


def test_figures_and_no_confidential_note(page, live_server, sign_in, people, told, axe_clean, shot):
    year, company, confided, frozen = told
    sign_in(people.ministry)
    seen = []

    def look(address: str) -> str:
        page.goto(live_server.url + address)
        seen.append((address, page.content()))
        return page.locator("main").inner_text()

    look("/reporting/")
    row = page.get_by_role("row", name="Contacts held")
    expect(row.locator("td").nth(1)).to_have_text(re.compile(r"\b5$"))  # last year: it counts
    look(f"/reporting/indicators/contacts-held/?year={year}")
    behind = look(f"/reporting/indicators/contacts-held/records/?year={year}")
    assert (
        behind.count(PLAIN) == 4 and "1 more" in page.locator("main").get_by_role("status").first.inner_text()
    )
    axe_clean(page)
    shot(page, "ministry-behind")
    for address in (
        f"/companies/{company.pk}/", f"/companies/{company.pk}/?year={year}", f"/companies/{company.pk}/contacts/",
        f"/search/?q={SECRET}", f"/search/?q={PLAIN}", "/", "/reporting/reports/",
    ):  # fmt: skip
        look(address)
    assert (
        "contacts-held"
        in page.request.get(f"{live_server.url}/reporting/indicators/contacts-held/figures.csv").text()
    )
    base = f"{live_server.url}/reporting/reports/frozen/{frozen.pk}/"
    look(f"/reporting/reports/frozen/{frozen.pk}/")
    expect(page.get_by_text("The checksum holds")).to_be_visible()
    files = [
        link.get_attribute("href")
        for link in page.get_by_role("region", name="To keep").get_by_role("link").all()
    ]
    assert len(files) == 6
    for name in files:
        answer = page.request.get(live_server.url + name)
        assert answer.ok and SECRET.encode() not in answer.body()
    paper = PdfReader(io.BytesIO(page.request.get(base + "report.pdf").body()))
    words = " ".join(sheet.extract_text() for sheet in paper.pages)
    assert "Contacts held" in words and SECRET not in words
    book = load_workbook(io.BytesIO(page.request.get(base + "report.xlsx").body()))
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not any(SECRET in cell for cell in cells) and "5" in cells
    refused = page.request.get(f"{live_server.url}/companies/contacts/{confided.pk}/")
    assert refused.status == 403
    told_of = [address for address, html in seen if SECRET in html.replace(f'value="{SECRET}"', "")]
    assert told_of in ([], [f"/search/?q={SECRET}"])  # the search repeats what was asked
    if told_of:
        look(f"/search/?q={SECRET}")
        expect(page.get_by_role("main").get_by_role("link", name=SECRET)).to_have_count(0)
