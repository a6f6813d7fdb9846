"""Is nobody named in what is published, and is what was frozen before that rule still read?"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from factories import reporting, reports
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.accounts.models import User
from grappe.apps.reporting.models import FrozenReport, Indicator
from grappe.apps.reporting.operations import freezing
from grappe.apps.reporting.queries.report_content import canonical, digest_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)
FILES = ("figures.csv", "dictionary.csv", "content.json", "dcat.jsonld", "report.pdf", "report.xlsx")


@pytest.fixture
def frozen(people, clusters):
    for user in people.by_role().values():  # the names of the fixture are roles
        user.name = f"Exemple-{user.pk} Camille"
        user.save()
    for company in CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]]):
        ContactFactory(company=company, state="held", starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC))
    reporting.indicators("contacts-held", "companies-reached", at=NOW)
    Indicator.objects.filter(slug="contacts-held").update(owner=people.other_manager)
    return reports.frozen(people.administrator, at=NOW, published=True)


def _published(client, of) -> dict[str, str]:
    """Return the words of everything that the public reads of a report, by where they stand."""
    place = [of.report.slug, of.number]
    page = client.get(reverse("reporting:public_report", args=place), {"language": "en"})
    found = {"page": page.content.decode()}
    for name in FILES:
        answer = client.get(reverse("reporting:public_file", args=[*place, name]), {"language": "en"})
        assert answer.status_code == 200, name
        found[name] = _words(name, answer.content)
    return found


def _words(name, raw) -> str:
    if name.endswith(".pdf"):
        read = PdfReader(io.BytesIO(raw))
        return " ".join([*(page.extract_text() for page in read.pages), str(read.metadata)])
    if name.endswith(".xlsx"):
        book = load_workbook(io.BytesIO(raw))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return str(rows) + str(book.properties.creator)
    return raw.decode()


def test_nobody_is_named_in_what_is_published(client, people, frozen):
    told = _published(client, frozen)
    names = set(User.objects.values_list("name", flat=True))
    assert len(names) > 3
    for where, words in told.items():
        assert not [name for name in names if name in words], where
    for where in ("page", "content.json", "report.pdf"):
        assert "Cluster manager" in told[where], where
    client.force_login(people.ministry)
    inside = client.get(reverse("reporting:frozen", args=[frozen.pk])).content.decode()
    assert f"by {people.administrator.name}" in inside


def test_a_content_of_the_older_form_is_read_and_names_nobody_on_page_and_paper(
    client, people, frozen, capsys
):
    content = json.loads(frozen.canonical)
    content["format"] = "grappe-report-1"
    content["frozen"]["by"] = people.administrator.name
    for one in content["indicators"]:
        del one["answerable"]
        one["owner"] = people.other_manager.name
    text = canonical(content)
    older = FrozenReport.objects.create(
        report=frozen.report, number=2, titles=frozen.titles, first_year=frozen.first_year, last_year=frozen.last_year,
        canonical=text, digest=digest_of(text), frozen_at=NOW, frozen_by=people.administrator,
    )  # fmt: skip
    freezing.publish(frozen=older, by=people.administrator, at=NOW)
    call_command("reports", "verify")
    assert "2 frozen reports, 0 with" in capsys.readouterr().out
    told = _published(client, older)
    assert told.pop("content.json") == text
    for where, words in told.items():
        assert people.administrator.name not in words and people.other_manager.name not in words, where
    client.force_login(people.administrator)
    compared = client.get(reverse("reporting:report_compare"), {"one": frozen.pk, "other": older.pk})
    assert compared.status_code == 200
