"""Is every kind of file read cell by cell, exactly, and what is too large or no table refused as soon as that is seen?"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from grappe.apps.studies.queries import sheets
from grappe.apps.studies.queries.sheets import Cell, address, open_file
from grappe.apps.studies.queries.wording import Fault


def workbook(*rows, merge=(), formats=None, sheets_more=()):
    """A real workbook of rows; `formats` by address."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Data"
    for row in rows:
        sheet.append(list(row))
    for where, how in (formats or {}).items():
        sheet[where].number_format = how
    for each in merge:
        sheet.merge_cells(each)
    for name, state in sheets_more:
        book.create_sheet(name).sheet_state = state
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def patched(content, *changes, part="xl/worksheets/sheet1.xml"):
    """The workbook with its sheet's XML changed, as another program would have written it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            text = old.read(each)
            if each.filename == part:
                for before, after in changes:
                    assert before.encode() in text
                    text = text.replace(before.encode(), after.encode())
            new.writestr(each, text)
    return target.getvalue()


def rows_of(content, kind="xlsx", **how):
    return list(open_file(content, kind=kind, **how).rows())


class TestWorkbooks:
    def test_values_are_exact(self):
        content = workbook(
            [
                "a",
                1,
                0.1,
                0.1 + 0.2,
                -1250000.5,
                date(2024, 3, 1),
                datetime(2024, 3, 1, 9, 30),
                True,
                None,
                " b\t",
            ]
        )
        (number, cells), *_rest = rows_of(content)
        assert number == 1
        assert [cell.value for cell in cells] == [
            "a", Decimal(1), Decimal("0.1"), Decimal("0.3"), Decimal("-1250000.5"), date(2024, 3, 1),
            "2024-03-01 09:30", "TRUE", None, "b",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "value", "unit"),
        [
            ("0.0%", "12.5", "%"),
            ('#,##0 "t"', "0.125", "t"),
            ("#,##0.00 [$€-407]", "0.125", "€"),
            ('_-* #,##0 "€"_-;-* #,##0 "€"_-', "0.125", "€"),
            ("0.00", "0.125", ""),
            ("General", "0.125", ""),
        ],
    )
    def test_a_number_format_writes_the_unit(self, text, value, unit):
        ((_n, cells),) = rows_of(workbook([0.125], formats={"A1": text}))
        assert cells == (Cell(Decimal(value), unit),)

    def test_formulas_come_with_the_value_of_the_file_and_without_one_are_told(self):
        content = patched(
            workbook(["=1+1", "=1/0", '=""', "=A1"]),
            ("<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>"),
            ('<c r="B1"><f>1/0</f><v></v>', '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v>'),
            ('<c r="C1"><f>""</f><v></v>', '<c r="C1" t="str"><f>""</f><v></v>'),
        )
        ((_n, cells),) = rows_of(content)
        assert cells == (
            Cell(Decimal(2), state="formula"), Cell("#DIV/0!", state="error"), Cell(None), Cell(None, state="unvalued"),
        )  # fmt: skip

    def test_merged_cells_are_known_after_the_rows(self):
        file = open_file(workbook(["a", 1], ["", 2], merge=["A1:A2"]), kind="xlsx")
        list(file.rows())
        assert file.merged() == ["A1:A2"]

    def test_hidden_sheets_and_unknown_ones(self):
        content = workbook(["a"], sheets_more=[("Second", "visible"), ("Secret", "hidden")])
        assert open_file(content, kind="xlsx").sheets == ("Data", "Second")
        with pytest.raises(Fault, match="no such sheet"):
            open_file(content, kind="xlsx", sheet="Secret")

    def test_a_zip_bomb_is_refused_before_it_unpacks(self):
        target = io.BytesIO(workbook(["a"]))
        with (
            zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
            archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part,
        ):
            for _n in range(510):
                part.write(b" " * 1_000_000)
        assert len(target.getvalue()) < 1_000_000
        with pytest.raises(Fault, match="unpacks to far more"):
            open_file(target.getvalue(), kind="xlsx")

    def test_entities_are_refused(self):
        bomb = patched(workbook(["a"]), ("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))
        with pytest.raises(Fault, match="damaged"):
            open_file(bomb, kind="xlsx")

    def test_what_is_no_workbook(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("readme.txt", "x")
        with pytest.raises(Fault, match="not an Excel workbook"):
            open_file(target.getvalue(), kind="xlsx")
        with pytest.raises(Fault, match="damaged"):
            open_file(workbook(["a"])[:-30], kind="xlsx")
        broken = patched(workbook(["a", 1], ["b", 2]), ("<v>2</v>", "<v>two</v>"))
        with pytest.raises(Fault, match="damaged"):
            rows_of(broken)


class TestTexts:
    @pytest.mark.parametrize(
        ("content", "encoding", "delimiter", "first"),
        [
            ("Année;Déchets\n2021;1,5\n".encode("cp1252"), "cp1252", ";", ("Année", "Déchets")),
            ("\ufeffAnnée;Déchets\n2021;1,5\n".encode(), "utf-8-sig", ";", ("Année", "Déchets")),
            ("Année\tDéchets\n2021\t1,5\n".encode("utf-16"), "utf-16", "\t", ("Année", "Déchets")),
            (b"a,b\n1,2\n", "utf-8-sig", ",", ("a", "b")),
            (b"a|b\n1|2\n", "utf-8-sig", "|", ("a", "b")),
            (b"alone\n1\n2\n", "utf-8-sig", ",", ("alone",)),
            (b'"a;b",c\n"1;2",3\n', "utf-8-sig", ",", ("a;b", "c")),
            (b"A title, with a comma\nx;y\n1,5;2\n3,5;4\n", "utf-8-sig", ";", ("A title, with a comma",)),
        ],
    )
    def test_encoding_and_delimiter_are_found(self, content, encoding, delimiter, first):
        file = open_file(content, kind="csv")
        assert (file.encoding, file.delimiter) == (encoding, delimiter)
        assert tuple(cell.value for cell in next(iter(file.rows()))[1]) == first

    def test_they_can_be_said(self):
        content = "a;é\n".encode("cp850")
        file = open_file(content, kind="csv", encoding="cp850", delimiter=";")
        assert [cell.value for cell in rows_of(content, "csv", encoding="cp850", delimiter=";")[0][1]] == [
            "a",
            "é",
        ]
        assert file.encoding == "cp850"

    def test_rows_keep_their_numbers_and_blank_ones_go(self):
        assert [number for number, _cells in rows_of(b"a,b\n\n,\n1,2\n", "csv")] == [1, 4]

    def test_a_field_without_end(self):
        with pytest.raises(Fault, match="cannot be read"):
            rows_of(b'a,b\n"' + b"x" * 1_100_000, "csv")


class TestLimits:
    def test_rows(self):
        within = b"a\n" + b"1\n" * sheets.MOST_ROWS
        assert sum(1 for _row in open_file(within, kind="csv").rows()) == sheets.MOST_ROWS + 1
        with pytest.raises(Fault, match="too large for a study"):
            rows_of(within + b"1\n", "csv")

    def test_columns(self):
        assert len(rows_of(b",".join([b"a"] * 60), "csv")[0][1]) == 60
        with pytest.raises(Fault, match="Row 1 has 61 columns"):
            rows_of(b",".join([b"a"] * 61), "csv")
        with pytest.raises(Fault, match="61 columns"):
            rows_of(workbook(["a"] * 70))

    def test_cells(self):
        line = b",".join([b"1"] * 50) + b"\n"
        with pytest.raises(Fault, match="500,000 cells"):
            rows_of(line * 10_003, "csv")

    def test_a_text_is_no_figure(self):
        with pytest.raises(Fault, match="B2 holds more than"):
            rows_of(b"a,b\n1," + b"x" * 2_001, "csv")

    def test_a_sheet_formatted_down_to_its_end(self):
        content = patched(
            workbook(["a"]), ("</sheetData>", f'<row r="{sheets.MOST_SCANNED + 1}"/></sheetData>')
        )
        with pytest.raises(Fault, match="blank rows counted"):
            rows_of(content)


def test_addresses_as_spreadsheets_write_them():
    assert [address(3, position) for position in (0, 25, 26, 51, 52, 701, 702)] == [
        "A3", "Z3", "AA3", "AZ3", "BA3", "ZZ3", "AAA3",
    ]  # fmt: skip
