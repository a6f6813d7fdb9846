"""What do the pages and files of reports show: composed, frozen, compared, and for everybody?"""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from factories import reporting, reports
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting.models import FrozenReport, Indicator, Report
from grappe.apps.reporting.operations import definitions, freezing, runs
from grappe.ui import clock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def figures(people, clusters, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    monkeypatch.setattr(clock, "now", lambda: NOW)
    many = CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]])
    one = CompanyFactory(clusters=[clusters["creative"]])
    for company in [*many, one]:
        ContactFactory(
            company=company, state="held", starts_at=datetime(2025, 3, 3, 9, tzinfo=UTC), minutes=45
        )
    reporting.indicators("contacts-held", "companies-reached", "sme-share", at=NOW)
    return many


@pytest.fixture
def inside(client, people):
    client.force_login(people.administrator)
    return client


def text(client, *address, **query) -> str:
    page = client.get(reverse(*address[:1], args=address[1:]), query)
    assert page.status_code == 200, page.content.decode()[:2000]
    return page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, people, figures, rows, django_assert_num_queries):
    for _number in range(rows):
        report = reports.report(people.analyst, at=NOW)
        frozen = freezing.freeze(report=report, by=people.analyst, at=NOW)
        freezing.freeze(report=report, replaces=frozen, by=people.analyst, at=NOW)
    with django_assert_num_queries(9):
        page = inside.get("/reporting/reports/").content.decode()
    assert page.count('title="') >= 2 * rows and page.count("Replaced") == rows


def fields(**more) -> dict[str, str]:
    return {
        "titles_en": "Our year", "introductions_fr": "Une année", "words_reach_en": "More came.", "first_year": "2024",
        "last_year": "2026", "dimensions": ["cluster"], "place_companies-reached": "1", "place_contacts-held": "2", **more,
    }  # fmt: skip


def test_a_report_is_composed_changed_and_frozen_from_its_pages(inside, figures):
    assert inside.post("/reporting/reports/new/", fields(titles_en="")).status_code == 422
    page = inside.post("/reporting/reports/new/", fields())
    made = Report.objects.get()
    assert page.url == f"/reporting/reports/{made.pk}/" and made.indicators == [
        "companies-reached",
        "contacts-held",
    ]
    assert made.words == {"reach": {"en": "More came."}}
    shown = text(inside, "reporting:report", made.pk)
    assert "today’s figures" in shown and shown.index("Companies reached") < shown.index("Contacts held")
    form = inside.get(f"/reporting/reports/{made.pk}/edit/").content.decode()
    version = form.split('name="version" value="')[1].split('"')[0]
    swapped = fields(**{"place_companies-reached": "9", "version": version})
    assert inside.post(f"/reporting/reports/{made.pk}/edit/", swapped).status_code == 302
    assert Report.objects.get().indicators == ["contacts-held", "companies-reached"]
    stale = inside.post(f"/reporting/reports/{made.pk}/edit/", fields(titles_en="Mine", version=version))
    assert stale.status_code == 409 and "Nothing is saved or lost" in stale.content.decode()
    assert inside.post(f"/reporting/reports/{made.pk}/freeze/", {"replaces": ""}).status_code == 302
    frozen = FrozenReport.objects.get()
    shown = text(inside, "reporting:frozen", frozen.pk)
    assert frozen.digest in shown and "The checksum holds" in shown and "More came." in shown


def test_the_preview_says_what_would_be_frozen(inside, people, figures):
    report = reports.report(people.analyst, at=NOW)
    preview = text(inside, "reporting:report", report.pk)
    assert preview.count("left out</em>") > 0
    frozen = freezing.freeze(report=report, by=people.analyst, at=NOW)
    assert text(inside, "reporting:frozen", frozen.pk).count("left out</em>") == preview.count(
        "left out</em>"
    )


def test_a_published_report_is_read_by_everybody(client, people, figures):
    plain = reports.frozen(people.administrator, at=NOW)
    assert client.get(f"/reporting/reports/p/{plain.report.slug}/1/").status_code == 404
    assert client.get(f"/reporting/reports/frozen/{plain.pk}/").status_code == 302
    frozen = reports.frozen(people.administrator, at=NOW, published=True)
    address = f"/reporting/reports/p/{frozen.report.slug}/1/"
    for language, words in (
        ("fr", "L’année des clusters"),
        ("de", "Das Jahr der Cluster"),
        ("en", "What columns"),
    ):
        page = client.get(address, {"language": language})
        assert page.status_code == 200 and words in page.content.decode() and "Set-Cookie" not in page
    assert frozen.digest in page.content.decode()
    assert (
        client.get(
            address, headers={"if-none-match": page["ETag"]}, query_params={"language": "en"}
        ).status_code
        == 304
    )
    listed = client.get("/reporting/reports/p/", {"language": "en"}).content.decode()
    assert address in listed and listed.count("card card-body") == 1
    assert client.get(f"{address}nothing.zip").status_code == 404
    freezing.withdraw(frozen=frozen, reason={"en": "Counted twice."}, by=people.administrator, at=NOW)
    page = client.get(address, {"language": "en"}).content.decode()
    assert "Counted twice." in page and frozen.digest in page and "Contacts held" not in page
    assert client.get(f"{address}figures.csv").status_code == 404
    assert address not in client.get("/reporting/reports/p/").content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_it_goes_onto_paper_and_into_a_workbook(client, people, figures, language):
    from openpyxl import load_workbook
    from pypdf import PdfReader

    frozen = reports.frozen(people.administrator, at=NOW, published=True)
    address = f"/reporting/reports/p/{frozen.report.slug}/1/"
    pdf = PdfReader(io.BytesIO(client.get(f"{address}report.pdf", {"language": language}).content))
    words = " ".join(page.extract_text() for page in pdf.pages).replace("\n", " ")
    title = reports.TITLES[language]
    assert pdf.metadata.title == title and title in words and frozen.digest in words.replace(" ", "")
    assert pdf.trailer["/Root"]["/Lang"] == language and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.outline  # headings to jump to
    book = load_workbook(io.BytesIO(client.get(f"{address}report.xlsx", {"language": language}).content))
    assert len(book.sheetnames) == 3 + 2
    cells = [cell.value for row in book[book.sheetnames[-1]].iter_rows() for cell in row]
    assert frozen.digest in cells and title in cells
    held = [row for row in book[book.sheetnames[1]].iter_rows(values_only=True) if row[0] == 2025][0]
    assert held[2] == 5 and isinstance(held[2], int)


def test_the_description_holds_what_dcat_ap_asks_for(client, people, figures):
    """DCAT-AP 3.0: what is mandatory and recommended of Catalogue, Dataset, Distribution, Agent and Checksum."""
    from rdflib import Graph, Namespace, URIRef
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

    spdx, dcatap = Namespace("http://spdx.org/rdf/terms#"), Namespace("http://data.europa.eu/r5r/")
    frozen = reports.frozen(people.administrator, at=NOW, published=True)
    withdrawn = reports.frozen(people.administrator, at=NOW, published=True)
    freezing.withdraw(frozen=withdrawn, reason={"en": "x"}, by=people.administrator, at=NOW)
    answer = client.get("/reporting/reports/p/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=answer.content.decode(), format="json-ld")
    wanted = {
        DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset, FOAF.homepage, DCTERMS.language,
                       DCTERMS.license, DCTERMS.issued, DCTERMS.modified, DCAT.themeTaxonomy],
        DCAT.Dataset: [DCTERMS.title, DCTERMS.description, DCAT.contactPoint, DCAT.distribution, DCAT.keyword,
                       DCTERMS.publisher, DCTERMS.temporal, DCAT.theme, DCTERMS.language, DCTERMS.issued],
        DCAT.Distribution: [DCAT.accessURL, dcatap.availability, DCTERMS.description, DCTERMS.format, DCTERMS.license,
                            DCAT.mediaType, DCAT.downloadURL],
        FOAF.Agent: [FOAF.name],
        spdx.Checksum: [spdx.algorithm, spdx.checksumValue],
        DCTERMS.PeriodOfTime: [DCAT.startDate, DCAT.endDate],
    }  # fmt: skip
    for kind, properties in wanted.items():
        things = list(graph.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            assert not [each for each in properties if (thing, each, None) not in graph], (kind, thing)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    titles = {literal.language: str(literal) for literal in graph.objects(dataset, DCTERMS.title)}
    assert titles == reports.TITLES
    authority = "http://publications.europa.eu/resource/authority/"
    for each in (DCAT.theme, DCTERMS.language, DCTERMS.accessRights, DCTERMS.accrualPeriodicity):
        assert all(str(one).startswith(authority) for one in graph.objects(dataset, each))
    checked = 0
    for thing in graph.subjects(RDF.type, DCAT.Distribution):
        url = graph.value(thing, DCAT.downloadURL)
        file = client.get("/" + str(url).split("/", 3)[3], {"language": "de"})
        assert isinstance(url, URIRef) and file.status_code == 200
        checksum = graph.value(thing, spdx.checksum)
        if checksum is not None:
            value = graph.value(checksum, spdx.checksumValue)
            assert value.datatype == XSD.hexBinary
            assert bytes(value.toPython()).hex() == hashlib.sha256(file.content).hexdigest()
            checked += 1
    assert checked == 3
    content = client.get(f"/reporting/reports/p/{frozen.report.slug}/1/content.json").content
    assert hashlib.sha256(content).hexdigest() == frozen.digest
    one = client.get(f"/reporting/reports/p/{frozen.report.slug}/1/dcat.jsonld").content.decode()
    assert (dataset, RDF.type, DCAT.Dataset) in Graph().parse(data=one, format="json-ld")


def test_two_reports_are_compared(inside, people, figures, monkeypatch):
    ContactFactory(
        company=figures[0], state="held", starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC), minutes=30
    )
    runs.refresh_now(at=NOW)
    old = reports.frozen(people.administrator, at=NOW, titles={"en": "First"})
    for company in figures:
        ContactFactory(
            company=company, state="held", starts_at=datetime(2026, 4, 3, 9, tzinfo=UTC), minutes=30
        )
    ContactFactory(
        company=figures[0], state="held", starts_at=datetime(2025, 4, 3, 9, tzinfo=UTC), minutes=30
    )
    reached = Indicator.objects.get(slug="companies-reached")
    draft = definitions.Draft(
        NOW.date(), dict.fromkeys(("en", "fr", "de"), "By call."), "companies: {records: contact}"
    )
    definitions.change_definition(
        indicator=reached, draft=draft, version=reached.versions.get().pk, by=people.administrator, at=NOW
    )
    later = NOW + timedelta(days=2)
    runs.refresh_now(at=later)
    new = reports.frozen(people.administrator, at=later, titles={"en": "Second"})
    for one, other in ((old.pk, new.pk), (new.pk, old.pk)):  # the older one first, however they are asked for
        page = text(inside, "reporting:report_compare", one=one, other=other)
        section = page.split('id="compared-')[1:]
        held = next(part for part in section if "Contacts held" in part)
        row = next(row for row in held.split("<tr>") if ">2025</th>" in row and "Whole" in row)
        assert "+1" in row and "revised" in row
        assert "By call." in next(part for part in section if "Companies reached" in part)
        under_way = next(row for row in held.split("<tr>") if ">2026</th>" in row and "Whole" in row)
        told = [cell.split("</td>")[0] for cell in under_way.split("<td")[2:5]]
        assert (
            "left out" in told[0] and ">5" in told[1] and "–" in told[2]
        )  # no difference to what was left out
    assert inside.get("/reporting/reports/compare/", {"one": old.pk, "other": 10**6}).status_code == 404
    assert inside.get("/reporting/reports/compare/", {"one": "x"}).status_code == 200


def test_parts_that_one_report_does_not_cover_are_no_difference(inside, people, figures):
    old = reports.frozen(people.administrator, at=NOW, titles={"en": "First"}, dimensions=["cluster"])
    new = reports.frozen(
        people.administrator,
        at=NOW + timedelta(hours=1),
        titles={"en": "Second"},
        dimensions=["size"],
        first_year=2025,
    )
    page = text(inside, "reporting:report_compare", one=old.pk, other=new.pk)
    assert ">2024</th>" not in page and "Cluster, " not in page and "Size, " not in page
    assert "that only one of the reports covers are not listed" in page
    same = text(inside, "reporting:report_compare", one=old.pk, other=old.pk)
    assert "are not listed" not in same


def test_a_reader_of_a_replaced_report_hears_of_the_newer_one_once_it_is_public(client, people, figures):
    """The usual order: frozen in the place of another, published a day later; the older page was read meanwhile."""
    older = reports.frozen(people.administrator, at=NOW, published=True)
    newer = freezing.freeze(report=older.report, replaces=older, by=people.administrator, at=NOW)
    address = f"/reporting/reports/p/{older.report.slug}/{older.number}/"
    before = client.get(address, {"language": "en"})
    link = f"/reporting/reports/p/{older.report.slug}/{newer.number}/"
    assert link not in before.content.decode()
    freezing.publish(frozen=newer, by=people.administrator, at=NOW)
    after = client.get(address, {"language": "en"}, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and link in after.content.decode()


def test_files_that_anybody_asks_for_are_made_once(client, people, figures, monkeypatch):
    from grappe.apps.reporting.queries import frozen_kept

    frozen = reports.frozen(people.administrator, at=NOW, published=True)
    times = []
    monkeypatch.setattr(
        frozen_kept, "made", lambda *asked: times.append(asked) or ("x" * 60, "x.csv", "text/csv")
    )
    monkeypatch.setattr(frozen_kept, "_FILES", frozen_kept.OrderedDict())
    monkeypatch.setattr(frozen_kept, "MOST", 100)
    base = f"/reporting/reports/p/{frozen.report.slug}/{frozen.number}/figures.csv"
    for language in ("en", "en", "fr", "fr", "en"):
        assert client.get(base, {"language": language}).status_code == 200
    assert [asked[2] for asked in times] == ["en", "fr", "en"]  # there is room for one only


def test_every_report_that_is_composed_can_be_reached(inside, people, figures):
    for number in range(27):
        reports.report(people.administrator, at=NOW, titles={"en": f"Report {number}"})
    first = inside.get("/reporting/reports/").context["composed"]
    second = inside.get("/reporting/reports/", {"composed": 2}).context["composed"]
    assert (len(first), len(second)) == (25, 2)
