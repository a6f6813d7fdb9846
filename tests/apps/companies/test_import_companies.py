"""Are companies imported whole, once, and with every refusal explained?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from factories.companies import CompanyFactory
from grappe.apps.companies.models import Commune, Company, NaceCode, Person
from grappe.apps.companies.operations.imports import import_companies
from grappe.apps.companies.operations.rejections import rejections_csv
from grappe.apps.companies.queries.columns import guess
from grappe.apps.companies.queries.imports import custom_columns_on_file
from grappe.apps.companies.queries.tables import open_table
from grappe.apps.fields import operations as fields
from grappe.apps.fields.operations import Choice
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "financedatabase_companies_lu_neighbours.csv"


@pytest.fixture
def reference(clusters):
    Commune.objects.create(name="Käerjeng", canton="Capellen")
    NaceCode.objects.create(code="16.23", level=4, section="C", label_en="Builders' joinery")


def take(path, dry_run=False, by=None, **options):
    table = open_table(path)
    return import_companies(
        table=table,
        mapping=guess(table.headers, custom_columns_on_file()),
        by=by,
        at=AT,
        dry_run=dry_run,
        **options,
    )


def write(tmp_path, text):
    path = tmp_path / "companies.csv"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = (
    "Raison sociale;N° TVA;NACE;Commune;Effectif;Chiffre d'affaires;Année;Date de création;Cluster;Dirigeant;E-mail\n"
    "Menuiserie Bëschelt;LU15027442;C16.23;Kaerjeng;12,5;1.234.567,80;2025;31/03/2009;Bois;Léa Kirsch;lea@b.example\n"
)


def test_a_row_becomes_a_company_with_figures_person_and_cluster(tmp_path, reference):
    outcome = take(write(tmp_path, GOOD))
    assert (outcome.rows, outcome.created, outcome.rejected) == (1, 1, 0)
    company = Company.objects.get()
    assert (company.vat_number, company.nace.code, company.commune.name) == (
        "LU15027442",
        "16.23",
        "Käerjeng",
    )
    assert company.founded == date(2009, 3, 31)
    figures = company.figures.get()
    assert (figures.year, figures.headcount, figures.turnover_eur) == (
        2025,
        Decimal("12.5"),
        Decimal("1234567.80"),
    )
    assert [cluster.slug for cluster in company.clusters.all()] == ["wood"]
    assert company.people.get().email == "lea@b.example"


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path, reference):
    path = write(tmp_path, GOOD)
    looked = take(path, dry_run=True)
    assert not Company.objects.exists()
    done = take(path)
    assert (looked.created, looked.updated, looked.rejected) == (done.created, done.updated, done.rejected)


def test_running_again_changes_nothing(tmp_path, reference):
    path = write(tmp_path, GOOD)
    take(path)
    before = Company.objects.values().get()
    again = take(path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert Company.objects.values().get() == before


def test_a_blank_cell_never_erases_and_a_new_value_updates(tmp_path, reference):
    take(write(tmp_path, GOOD))
    outcome = take(write(tmp_path, "name,vat,website,city\nMenuiserie Bëschelt,LU15027442,,Bascharage\n"))
    assert outcome.updated == 1
    company = Company.objects.get()
    assert company.city == "Bascharage"
    assert company.founded == date(2009, 3, 31)


@pytest.mark.parametrize(
    ("header", "value", "word"),
    [
        ("vat", "LU15027443", "check digits"),
        ("rcs", "Z99", "no RCS number"),
        ("nace", "99.99", "NACE"),
        ("commune", "Atlantis", "commune"),
        ("country", "Narnia", "country"),
        ("headcount", "many", "not a number"),
        ("headcount", "-3", "less than zero"),
        ("turnover", "1e999", "larger than can be"),
        ("turnover", "NaN", "not a number"),
        ("year", "1e999999999", "not a year"),
        ("founded", "31.02.2020", "not a date"),
        ("founded", "2031-01-01", "has not been"),
        ("website", "javascript:alert(1)", "web address"),
        ("email", "nobody", "e-mail"),
        ("cluster", "Steel", "no cluster"),
        ("business permit", "perhaps", "yes nor no"),
        ("city", "x" * 500, "longer than"),
        ("headcount", "#DIV/0!", "error value"),
    ],
)
def test_a_wrong_cell_refuses_its_row_with_column_and_reason(tmp_path, reference, header, value, word):
    outcome = take(write(tmp_path, f"name,{header}\nGood,\nBad,{value}\n"))
    assert (outcome.created, outcome.rejected) == (1, 1)
    (rejection,) = outcome.rejections
    (fault,) = rejection.faults
    assert rejection.row == 3
    assert fault.column == header
    assert word in fault.reason
    assert not Company.objects.filter(name="Bad").exists()


def test_every_fault_of_a_row_is_told(tmp_path, reference):
    outcome = take(write(tmp_path, "name,vat,nace,headcount\n,LU1,77.77,x\n"))
    assert {fault.column for fault in outcome.rejections[0].faults} == {"name", "vat", "nace", "headcount"}


def test_the_same_company_twice_in_a_file_is_taken_once(tmp_path, reference):
    outcome = take(write(tmp_path, "name,vat\nA,LU15027442\nB,LU15027442\n"))
    assert (outcome.created, outcome.rejected) == (1, 1)
    assert "row 2" in outcome.rejections[0].faults[0].reason


def test_a_row_that_fits_two_companies_is_refused(tmp_path, reference):
    CompanyFactory(name="Twin", vat_number="LU15027442")
    CompanyFactory(name="Twin two", rcs_number="B1")
    outcome = take(write(tmp_path, "name,vat,rcs\nTwin,LU15027442,B1\n"))
    assert "several companies" in outcome.rejections[0].faults[0].reason


def test_a_row_that_the_database_refuses_goes_alone_and_is_never_half_written(
    tmp_path, reference, monkeypatch
):
    from django.db import connection

    # A rule that only the database knows: the second row breaks after its company row was written.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE companies_yearfigures ADD CONSTRAINT no_unlucky CHECK (headcount <> 13)")
    outcome = take(write(tmp_path, "name,headcount\nA,1\nB,13\nC,3\n"))
    assert (outcome.created, outcome.rejected) == (2, 1)
    assert sorted(Company.objects.values_list("name", flat=True)) == ["A", "C"]
    assert outcome.rejections[0].row == 3


def test_refused_rows_cannot_become_formulas_in_a_spreadsheet(tmp_path, reference):
    path = write(tmp_path, 'name,headcount\n"=HYPERLINK(""http://x"")",many\n')
    outcome = take(path)
    line = list(csv.reader(io.StringIO(rejections_csv(outcome.rejections, ("name", "headcount")))))[1]
    assert line[4].startswith("'=")


def test_a_formula_without_result_refuses_its_row(tmp_path, reference):
    book = openpyxl.Workbook()
    for cells in (["name", "headcount"], ["A", "=1+1"], ["B", 5]):
        book.active.append(cells)
    path = tmp_path / "companies.xlsx"
    book.save(path)
    outcome = take(path)
    assert (outcome.created, outcome.rejected) == (1, 1)
    assert "formula" in outcome.rejections[0].faults[0].reason


def test_only_administrators_import(tmp_path, reference, people):
    path = write(tmp_path, "name\nA\n")
    for role, user in people.by_role().items():
        if role == "administrator":
            assert take(path, by=user).created == 1
        else:
            with pytest.raises(PermissionDenied):
                take(path, by=user)


def test_queries_do_not_grow_with_the_rows_of_a_dry_run(tmp_path, reference, django_assert_num_queries):
    for count in (1, 300):
        text = "name,vat\n" + "".join(f"Company {number},\n" for number in range(count))
        with django_assert_num_queries(6):
            take(write(tmp_path, text), dry_run=True)


def test_the_command_says_what_it_would_do_and_writes_the_refused_rows(tmp_path, reference, capsys):
    path = write(tmp_path, "Firma,Mitarbeiter\nA,5\nB,viele\n")
    call_command("import", "companies", str(path))
    assert "1 new, 0 changed, 0 unchanged, 1 refused" in capsys.readouterr().out
    assert not Company.objects.exists()
    assert "viele" in (tmp_path / "companies.csv.rejected.csv").read_text(encoding="utf-8-sig")
    call_command("import", "companies", str(path), "--apply", "--cluster", "wood")
    assert Company.objects.get().clusters.get().slug == "wood"


def test_the_command_ends_with_2_and_one_line_on_bad_input(tmp_path, reference, capsys):
    path = write(tmp_path, "colour\nred\n")
    with pytest.raises(SystemExit) as ended:
        call_command("import", "companies", str(path))
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.err.strip().count("\n") == 0
    assert "No column is the company's name" in said.err


@pytest.mark.skipif(not REAL.exists(), reason=f"the shared data file {REAL.name} is not here")
def test_the_real_list_of_1577_companies(tmp_path, reference):
    copy = tmp_path / REAL.name
    copy.write_bytes(REAL.read_bytes())
    outcome = take(copy)
    assert (outcome.rows, outcome.created, outcome.rejected) == (1577, 1570, 7)
    again = take(copy)
    assert (again.created, again.updated, again.unchanged, again.rejected) == (0, 0, 1570, 7)


@pytest.fixture
def custom(people):
    said = {"by": people.administrator, "at": AT}
    choices = [Choice({"en": "Eco", "fr": "Écologique"}), Choice({"en": "Fair"})]
    fields.define_field(
        record="company",
        kind="choices",
        label={"en": "Labels", "fr": "Labels de qualité"},
        choices=choices,
        **said,
    )
    fields.define_field(record="company", kind="number", label={"en": "Energy"}, maximum=Decimal(500), **said)
    fields.define_field(record="company", kind="day", label={"en": "Audit"}, **said)
    fields.define_field(record="company", kind="yes_no", label={"en": "Exports"}, **said)
    fields.define_field(record="person", kind="line", label={"en": "Room"}, **said)


def test_custom_fields_come_in_by_their_labels(reference, custom, tmp_path):
    kept = CompanyFactory(name="Alpha", country="LU", custom={"energy": 12, "old": "stays", "exports": True})
    file = tmp_path / "custom.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["Name", "Labels de qualité", "Energy", "Audit", "Exports", "Contact name", "person custom room"],
        ["Alpha", "écologique; Fair", None, date(2026, 3, 1), None, "Ana Weis", "B 12"],
        ["Beta", "Eco", 99.5, "31.03.2026", "oui", None, None],
        ["Gamma", "Blue", 501, "someday", "perhaps", None, "C 3"],
    ):
        book.active.append(row)
    book.save(file)
    dry = take(file, dry_run=True)
    assert (dry.created, dry.updated, dry.rejected) == (1, 1, 1)
    assert {fault.column: fault.reason for fault in dry.rejections[0].faults} == {
        "Labels de qualité": "Labels: “Blue” is no choice. There are: Eco, Fair.",
        "Energy": "Energy: at most 500.",
        "Audit": "not a date; write it as 2019-03-31, 31.03.2019 or 31/03/2019",
        "Exports": "Exports: “perhaps” is neither yes nor no.",
        "person custom room": "the row names no contact person of whom this is said",
    }
    assert Company.objects.get().custom == kept.custom
    take(file)
    assert Company.objects.get(name="Alpha").custom == kept.custom | {
        "labels": ["eco", "fair"],
        "audit": "2026-03-01",
    }
    assert Company.objects.get(name="Beta").custom == {
        "labels": ["eco"], "energy": 99.5, "audit": "2026-03-31", "exports": True,
    }  # fmt: skip
    assert Person.objects.get().custom == {"room": "B 12"}
    again = take(file)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_column_of_a_field_that_was_put_away_is_said(reference, custom, people, tmp_path):
    file = tmp_path / "late.csv"
    file.write_text("Name,Energy\nAlpha,12\n")
    table = open_table(file)
    mapping = guess(table.headers, custom_columns_on_file())
    made = fields.Definition.objects.get(name="energy")
    fields.set_archived(definition=made, archived=True, by=people.administrator, at=AT)
    with pytest.raises(BadInput, match="“Energy” is a custom field that is no more"):
        import_companies(table=table, mapping=mapping, by=None, at=AT, dry_run=True)


def required(people, *of: tuple[str, str], **more) -> None:
    for record, label in of:
        fields.define_field(
            record=record,
            kind="line",
            label={"en": label},
            required=True,
            by=people.administrator,
            at=AT,
            **more,
        )


def test_new_records_are_asked_for_what_has_to_be_filled_in(reference, people, tmp_path):
    required(people, ("company", "Source"), ("person", "Badge"))
    kept = CompanyFactory(name="Alpha", country="LU", city="Wiltz")
    file = tmp_path / "asked.csv"
    file.write_text("Name,Town,Source,Contact name\nAlpha,Esch,,\nBeta,,fair,\nGamma,,,\nDelta,,web,Ana\n")
    dry = take(file, dry_run=True)
    assert (dry.created, dry.updated, dry.rejected) == (1, 1, 2)
    assert [(each.row, [(f.column, f.reason) for f in each.faults]) for each in dry.rejections] == [
        (4, [("Source", "Source: this has to be filled in.")]), (5, [("Badge", "Badge: this has to be filled in.")]),
    ]  # fmt: skip
    assert {name: (each.rows, each.first) for name, each in dry.lacking.items()} == {
        "custom_source": (1, [4]), "person_custom_badge": (1, [5]),
    }  # fmt: skip
    given = {"custom_source": "a list", "person_custom_badge": "none yet"}
    whole = take(file, fill=given)
    assert (whole.created, whole.updated, whole.rejected, whole.lacking) == (3, 1, 0, {})
    assert dict(Company.objects.values_list("name", "custom__source")) == {
        "Alpha": None, "Beta": "fair", "Gamma": "a list", "Delta": "web",
    }  # fmt: skip
    assert Person.objects.get().custom == {"badge": "none yet"}
    kept.refresh_from_db()
    assert kept.custom == {} and kept.city == "Esch"
    assert take(file, fill=given).unchanged == 4


def test_a_value_for_all_fits_its_field(reference, people, tmp_path):
    fields.define_field(
        record="company", kind="number", label={"en": "Staff"}, required=True, maximum=Decimal(5), by=people.administrator,
        at=AT,
    )  # fmt: skip
    file = tmp_path / "asked.csv"
    file.write_text("Name\nAlpha\n")
    with pytest.raises(BadInput, match="at most 5"):
        take(file, fill={"custom_staff": 6})
    assert not Company.objects.exists()
