"""Does a file with figures become a table, whole or not at all, in the hands of those who may, and stay as it is then?"""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from apps.studies.test_sheets import workbook
from factories import studies as make
from factories.jobs import work
from grappe.apps.documents.models import Document
from grappe.apps.studies.models import Table, Upload
from grappe.apps.studies.operations import tables, uploads
from grappe.apps.studies.queries.figures import digest_of, label_of, shown_column, shown_table
from grappe.ui.errors import BadInput, Stale

AT = make.AT
WASTE = workbook(
    ["Year", "Waste (t)", "Share (%)", "Site"], [2021, 1200.5, 40, "Esch"], [2022, 1300, 42, "Wiltz"], [2023, 1400, 45, "Esch"]
)  # fmt: skip
SENT = ("name", "kind", "unit", "period", "territory", "decimal", "dates", "mixed")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


def file(content=WASTE, name="waste.xlsx"):
    return SimpleUploadedFile(name, content)


def fields(upload, **changes):
    """What the page's form sends of an upload's columns."""
    sent = {"then": "import", "titles_en": "Waste by year", "titles_fr": "Déchets par an"}
    for number, column in enumerate(upload.columns):
        sent |= {f"c{number}-{name}": column[name] or "" for name in SENT}
        if column["keep"]:
            sent[f"c{number}-keep"] = "on"
    return sent | changes


def refused(study, by, upload):
    """What is said of a file that is not taken; nothing is kept of it."""
    with pytest.raises(BadInput) as fault:
        uploads.receive(study=study, upload=upload, by=by, at=AT)
    assert not Upload.objects.exists() and not Document.objects.exists()
    return str(fault.value)


@pytest.mark.django_db
class TestWhatIsTaken:
    def test_what_is_not_taken_is_told(self, people):
        study = make.study(people.manager)
        directory = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
        locked = OLE + b"\0" * 504 + "EncryptionInfo".encode("utf-16-le").ljust(128, b"\0") + directory
        say = lambda upload: refused(study, people.manager, upload)  # noqa: E731
        assert "protected by a password" in say(file(locked))
        assert "old .xls workbook" in say(file(OLE + b"\0" * 2000, "old.xls"))
        assert "60 MB" in say(file(b"x" * 60_000_000, "large.csv"))
        assert "csv, txt, xlsx" in say(file(b"x", "page.html"))
        assert "csv, txt, xlsx" in say(file(WASTE, "sheet.ods"))
        assert "empty" in say(file(b"", "none.csv"))
        assert "not what its ending says" in say(file(b"a;b\n1;2\n", "text.xlsx"))

    def test_only_the_team_uploads(self, people):
        study = make.study(people.manager)
        for user in (people.analyst, people.other_manager, people.ministry):
            with pytest.raises(PermissionDenied):
                uploads.receive(study=study, upload=file(), by=user, at=AT)
        assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestImport:
    def looked(self, people, content=WASTE, name="waste.xlsx", study=None):
        study = study or make.study(people.manager)
        upload = uploads.receive(study=study, upload=file(content, name), by=people.manager, at=AT)
        work()
        upload.refresh_from_db()
        return upload

    def test_from_the_page_to_the_table(self, inside, people):
        study = make.study(people.manager)
        source = make.source(study)
        page = inside.post(f"/studies/{study.pk}/figures/", {"file": file()})
        upload = Upload.objects.get()
        assert page.url == f"/studies/uploads/{upload.pk}/"
        assert "progress" in inside.get(page.url).content.decode()
        work()
        upload.refresh_from_db()
        assert (upload.state, upload.sheet, upload.header_row, upload.rows_total) == ("looked", "Data", 1, 3)
        text = inside.get(page.url).content.decode()
        assert "Import 3 rows" in text and "1200.5" in text
        sent = fields(
            upload, **{"c1-territory": "LU", "c1-source": source.pk, "c1-label_fr": "Déchets", "c3-keep": ""}
        )
        assert inside.post(page.url, sent).url == page.url
        assert not Table.objects.exists()
        work()
        table = Table.objects.get()
        assert inside.get(page.url).url == f"/studies/tables/{table.pk}/"
        assert table.rows == [["2021", "1200.5", "40"], ["2022", "1300", "42"], ["2023", "1400", "45"]]
        assert table.digest == digest_of(table.columns, table.rows) and table.drawn_by == people.manager
        assert table.columns[1] == {
            "name": "Waste", "labels": {"fr": "Déchets"}, "kind": "number", "unit": "t", "period": "2021–2023",
            "territory": "LU", "source": source.pk,
        }  # fmt: skip
        text = inside.get(f"/studies/tables/{table.pk}/").content.decode()
        assert "1,200.5" in text and "2021–2023" in text and "Composite recycling" in text
        assert "Waste by year" in inside.get(f"/studies/{study.pk}/figures/").content.decode()

    def test_mixed_units_stop_the_import_until_somebody_decides(self, inside, people):
        upload = self.looked(people, b"Site;Waste\nA;12 t\nB;13 kg\nC;14 t\n", "waste.csv")
        address = f"/studies/uploads/{upload.pk}/"
        assert "B3 “13 kg”" in inside.get(address).content.decode()
        inside.post(address, fields(upload))
        work()
        upload.refresh_from_db()
        assert upload.state == "looked" and not Table.objects.exists()
        assert "Nothing was imported" in inside.get(address).content.decode()
        inside.post(address, fields(upload, **{"c1-mixed": "split", "then": "look"}))
        work()
        upload.refresh_from_db()
        assert upload.state == "looked" and upload.warnings == [] and not Table.objects.exists()
        inside.post(address, fields(upload))
        work()
        assert [column["unit"] for column in Table.objects.get().columns] == ["", "t", "kg"]

    def test_a_table_that_is_too_large_is_refused_in_every_language(self, inside, people):
        upload = self.looked(people, b"a\n" + b"1\n" * 50_001, "many.csv")
        assert upload.state == "failed" and set(upload.message) == {"en", "fr", "de"}
        address = f"/studies/uploads/{upload.pk}/"
        assert "too large for a study" in inside.get(address).content.decode()
        inside.post(f"{address}discard/")
        assert not Upload.objects.exists() and not Document.objects.exists()

    def test_another_sheet_and_another_row_of_headings(self, inside, people):
        content = workbook(["Cover"], sheets_more=[("More", "visible")])
        upload = self.looked(people, content)
        assert upload.state == "failed" and "no figures below" in upload.message["en"]
        assert upload.sheets == ["Data", "More"]
        address = f"/studies/uploads/{upload.pk}/"
        page = inside.post(f"{address}read/", {"sheet": "Elsewhere"})
        assert page.status_code == 422
        inside.post(f"{address}read/", {"sheet": "More", "header_row": 3})
        upload.refresh_from_db()
        assert (upload.state, upload.sheet, upload.header_row) == ("looking", "More", 3)

    def test_what_is_filled_in_wrongly_is_told(self, inside, people):
        upload = self.looked(people)
        address = f"/studies/uploads/{upload.pk}/"
        for changes, says in [
            ({"c0-name": "Waste"}, "Two columns are called “Waste”"),
            ({"c0-name": ""}, "needs a name"),
            ({"titles_en": "", "titles_fr": ""}, "needs a title"),
            ({f"c{n}-keep": "" for n in range(4)}, "Keep at least one column"),
            ({"c0-kind": "colour"}, "marked below"),
            ({"c0-source": "999999"}, "marked below"),
        ]:
            page = inside.post(address, fields(upload, **changes))
            assert page.status_code == 422 and says in page.content.decode(), says
        assert Upload.objects.get().state == "looked"

    def test_a_job_given_out_twice_makes_one_table(self, inside, people):
        upload = self.looked(people)
        inside.post(f"/studies/uploads/{upload.pk}/", fields(upload))
        uploads.import_figures(upload_id=upload.pk, look_only=False, at=AT)
        work()
        assert Table.objects.count() == 1
        with pytest.raises(BadInput, match="imported already"):
            uploads.read_again(upload=upload, how=uploads.How(), by=people.manager)

    def test_while_it_is_read_nothing_is_changed(self, people):
        upload = uploads.receive(study=make.study(people.manager), upload=file(), by=people.manager, at=AT)
        with pytest.raises(BadInput, match="being read"):
            uploads.discard(upload=upload, by=people.manager)

    def test_what_breaks_on_our_side_is_told_and_nothing_is_imported(self, people, monkeypatch):
        upload = self.looked(people)
        monkeypatch.setattr(uploads, "convert", lambda *_args, **_more: 1 / 0)
        upload.columns, upload.state = upload.columns, "importing"
        upload.save()
        with pytest.raises(ZeroDivisionError):
            uploads.import_figures(upload_id=upload.pk, look_only=False, at=AT)
        upload.refresh_from_db()
        assert upload.state == "failed" and "our side" in upload.message["en"] and not Table.objects.exists()


@pytest.mark.django_db
class TestTables:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(self, inside, people, rows, django_assert_num_queries):
        study = make.study(people.manager)
        for number in range(rows):
            make.table(study, titles={"en": f"Table no. {number}"})
        with django_assert_num_queries(9):
            page = inside.get(f"/studies/{study.pk}/figures/")
        assert page.content.decode().count("Table no. ") >= rows

    def test_in_three_languages(self, people):
        table = make.table(make.study(people.manager), rows=[["2021", "1234.50"]], row_count=1)
        assert [shown_table(table, code).columns[1].unit for code in ("en", "fr")] == ["t", "t"]
        from django.utils import translation

        said = {}
        for code in ("en", "fr", "de"):
            with translation.override(code):
                said[code] = shown_table(table, code).rows[0][1]
        assert said["en"] == "1,234.50" and said["de"] == "1.234,50" and said["fr"].endswith("234,50")

    def test_a_unit_is_not_said_twice(self, people):
        column = make.table(make.study(people.manager)).columns[1] | {"name": "Waste (t)", "labels": {}}
        assert (label_of(column, "en"), shown_column(column, "en", {}).label) == ("Waste (t)", "Waste")

    def test_pages_of_a_long_table(self, inside, people):
        table = make.table(
            make.study(people.manager), rows=[[f"row {n}", str(n)] for n in range(120)], row_count=120
        )
        text = inside.get(f"/studies/tables/{table.pk}/?row=51").content.decode()
        assert "row 50" in text and "row 99" in text and "row 100" not in text and "row 49" not in text
        assert "Rows 51 to 100 of 120" in text

    def test_words_change_and_figures_never(self, inside, people):
        table = make.table(make.study(people.manager))
        before = table.rows
        sent = {
            "titles_en": "New title",
            "version": 1,
            "c0-label_de": "Jahr",
            "c1-unit": "tonnes",
            "c1-period": "2021",
        }
        assert inside.post(f"/studies/tables/{table.pk}/edit/", sent).url == f"/studies/tables/{table.pk}/"
        table.refresh_from_db()
        assert (table.rows, table.version, table.columns[1]["unit"]) == (before, 2, "tonnes")
        assert table.columns[0]["labels"] == {"de": "Jahr"}
        page = inside.post(f"/studies/tables/{table.pk}/edit/", sent)
        assert page.status_code == 409 and "New title" in page.content.decode()
        with pytest.raises(Stale):
            tables.change_table(
                table=table,
                titles={"en": "x"},
                notes={},
                columns=table.columns,
                version=1,
                by=people.manager,
                at=AT,
            )

    def test_places_and_removal(self, inside, people):
        study = make.study(people.manager)
        first, second = make.table(study), make.table(study, position=1)
        inside.post(f"/studies/tables/{second.pk}/move/", {"to": "up"})
        assert list(study.tables.values_list("pk", flat=True)) == [second.pk, first.pk]
        make.evidence(make.finding(study), first)
        with pytest.raises(BadInput, match="rests on this table"):
            tables.remove_table(table=first, by=people.manager, at=AT)
        inside.post(f"/studies/tables/{second.pk}/remove/")
        assert list(study.tables.all()) == [first]

    def test_files_carry_the_notes_of_the_columns_and_are_never_computed(self, inside, people):
        study = make.study(people.manager)
        columns = make.table(study).columns
        columns.append(columns[0] | {"name": "Day", "kind": "date", "labels": {}})
        table = make.table(
            study, columns=columns, rows=[["=1+1", "-1234.5", "2024-03-01"], [None, None, None]]
        )
        text = inside.get(f"/studies/tables/{table.pk}/csv/").content.decode("utf-8-sig")
        assert text.splitlines() == ["Year,Waste (t),Day", "'=1+1,-1234.5,2024-03-01", ",,"]
        book = load_workbook(io.BytesIO(inside.get(f"/studies/tables/{table.pk}/xlsx/").content))
        cells = [cell.value for cell in book.worksheets[0][2]]
        assert cells[:2] == ["=1+1", -1234.5] and book.worksheets[0]["A2"].data_type == "s"
        assert cells[2].date() == date(2024, 3, 1)
        assert [cell.value for cell in book.worksheets[1][3]] == ["Waste", "t", "2021–2023", "LU", None]

    def test_the_ministry_reads_tables_of_published_studies_only(self, client, people):
        client.force_login(people.ministry)
        hidden, shown = (
            make.table(make.study(people.manager)),
            make.table(make.study(people.manager, state="published")),
        )
        assert client.get(f"/studies/tables/{hidden.pk}/").status_code == 403
        assert client.get(f"/studies/tables/{shown.pk}/csv/").status_code == 200
