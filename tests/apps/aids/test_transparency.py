"""Are the awards that must be published marked, listed, and exported in the register's columns, safely?"""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.awards import award
from factories.companies import CompanyFactory, FiguresFactory, reference_data
from grappe.apps.aids.queries.transparency import as_csv, register, safe
from grappe.apps.companies.models import NaceCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(people):
    reference_data()
    found = CompanyFactory(
        name="=Bois Clair", rcs_number="B123456", nace=NaceCode.objects.get(code="62.10"),
        clusters=[people.manager.memberships.first().cluster],
    )  # fmt: skip
    FiguresFactory(company=found, year=2024, headcount=20, turnover_eur=1, balance_sheet_eur=1)
    return found


def published(company, people, eur=150_000, on=date(2025, 3, 4), **values):
    said = {"basis": "gber", "article": "25", "objective": "R&D", "reference": "SA.1", **values}
    return award(company, people.manager, eur, on, **said)


def test_above_the_threshold_and_under_the_right_rule(company, people):
    kept = published(company, people)
    published(company, people, 100_000)  # not more than the limit
    published(company, people, 900_000, basis="de_minimis")
    published(company, people, 400_000, date(2020, 1, 1))  # 500,000 before the amendment
    (row,) = register(for_user=people.analyst)
    assert row.award == kept and not row.missing
    cells = {column.name: value for column, value in row.cells}
    assert cells["beneficiary_id"] == "B123456" and cells["sector"] == "62.1" and cells["region"] == "LU00"
    assert (cells["undertaking_type"], cells["aid_element_eur"], cells["granted_on"]) == (
        "SME",
        "150000",
        "2025-03-04",
    )


def test_an_amount_that_is_not_known_is_listed_not_dropped(company, people):
    published(company, people, 900_000, instrument="loan")
    (row,) = register(for_user=people.analyst)
    assert "aid_element_eur" in row.publication.missing


def test_the_size_is_that_of_the_day(company, people):
    kept = published(company, people)
    assert kept.size_class == "small"
    company.figures.update(headcount=900)
    kept.refresh_from_db()
    assert kept.size_class == "small"


def test_no_cell_is_a_formula(company, people):
    published(company, people, objective="@SUM(A1)", authority="-2+3")
    rows = register(for_user=people.analyst)
    text = as_csv(rows).decode("utf-8-sig")
    (_head, cells) = list(csv.reader(io.StringIO(text)))
    assert cells[0] == "'=Bois Clair" and "'@SUM(A1)" in cells and "'-2+3" in cells
    assert safe("Bois") == "Bois" and safe("\tx") == "'\tx"


def test_the_files(manager, company, people):
    published(company, people)
    answer = manager.get(reverse("aids:transparency_csv"))
    assert answer["Content-Type"].startswith("text/csv") and b"B123456" in answer.content
    book = openpyxl.load_workbook(io.BytesIO(manager.get(reverse("aids:transparency_xlsx")).content))
    head, row = list(book.active.iter_rows())
    assert head[0].value == "Name of the beneficiary" and len(head) == 12
    assert (row[0].value, row[0].data_type) == ("=Bois Clair", "s")
    assert row[5].value == 150_000 and row[7].value.date() == date(2025, 3, 4)
    assert b"B123456" not in manager.get(reverse("aids:transparency_csv"), {"year": "2024"}).content


def test_it_is_marked_on_the_companys_page(manager, company, people):
    published(company, people)
    page = manager.get(reverse("aids:company_awards", args=[company.pk])).content.decode()
    assert "to be published" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    manager, company, people, django_assert_num_queries, count
):
    for _number in range(count):
        published(company, people)
    with django_assert_num_queries(4):
        answer = manager.get(reverse("aids:transparency"))
    assert answer.content.decode().count("<article") == count


def test_who_is_gone_reads_nothing(people):
    people.analyst.is_active = False
    with pytest.raises(PermissionDenied):
        register(for_user=people.analyst)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("EUR 150,000", "2025-03-04", "SME", "Grant / interest rate subsidy")),
        ("fr", ("150\u202f000 EUR", "04/03/2025", "PME", "Subvention / bonification d’intérêts")),
        ("de", ("150.000 EUR", "04.03.2025", "KMU", "Zuschuss / Zinszuschuss")),
    ],
)
def test_the_page_says_it_as_the_reader_writes_and_the_file_as_the_register_wants(
    manager, company, people, language, words
):
    published(company, people)
    people.manager.language = language
    people.manager.save()
    page = manager.get(reverse("aids:transparency")).content.decode()
    assert all(f"<dd>{word}</dd>" in page for word in words)
    file = manager.get(reverse("aids:transparency_csv")).content.decode("utf-8-sig")
    assert "150000" in file and "2025-03-04" in file and "SME" in file
