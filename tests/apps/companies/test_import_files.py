"""Does a table come in from any file that people send, and is a broken one refused with its reason?"""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from grappe.apps.companies.queries.columns import guess, override, plain
from grappe.apps.companies.queries.tables import Formula, open_table
from grappe.ui.errors import BadInput


def rows(path):
    return [cells for _number, cells in open_table(path).rows()]


@pytest.mark.parametrize(
    ("text", "encoding", "delimiter"),
    [
        ("name,city\nMüller,Differdange\n", "utf-8", ","),
        ("name;city\nMüller;Differdange\n", "cp1252", ";"),
        ("name;city\r\nMüller;Differdange\r\n", "utf-8-sig", ";"),
        ("name\tcity\nMüller\tDifferdange\n", "utf-16", "\t"),
        ('"name, full";city\nMüller;Differdange\n', "latin-1", ";"),
        ("name|city\rMüller|Differdange\r", "utf-8", "|"),
    ],
)
def test_usual_encodings_and_delimiters(tmp_path, text, encoding, delimiter):
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    table = open_table(path)
    assert table.delimiter == delimiter
    assert rows(path) == [("Müller", "Differdange")]


def test_a_quoted_line_break_stays_in_its_cell_and_blank_rows_are_left_out(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('name,activity\n"A","one\ntwo"\n,\n\nB,three\n')
    assert rows(path) == [("A", "one\ntwo"), ("B", "three")]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n", "no column names"),
        ("line.csv", b"name\n" + b"x" * 1_500_000, "line 2: longer"),
        ("line.csv", b"x" * 3_000_000, "line 1: longer"),
        ("binary.csv", b"name\n\x00\x01\x02", "binary"),
        ("twice.csv", b"Name,city,NAME\nA,B,C\n", "stands twice"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        ("damaged.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
        ("missing.csv", None, "no such file"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, name, content, word):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=word):
        list(open_table(path).rows())


def test_a_zip_named_xlsx_is_refused(tmp_path):
    path = tmp_path / "companies.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    with pytest.raises(BadInput, match="not an Excel workbook"):
        open_table(path)


def test_a_line_of_exactly_a_block_does_not_hide_a_longer_one(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"name\n" + (b"a" * 99 + b"\n") * 30_000)
    assert len(rows(path)) == 30_000


def workbook(path, lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)


def test_a_workbook_gives_values_and_a_formula_without_result_is_seen(tmp_path):
    path = tmp_path / "companies.xlsx"
    workbook(path, [["name", "headcount"], ["A", 12], ["B", "=6*7"], [None, None], ["C", 3.5]])
    found = rows(path)
    assert found[0] == ("A", 12)
    assert found[1] == ("B", Formula("=6*7"))
    assert found[2] == ("C", 3.5)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("Company name", "VAT number", "Employees"), ["name", "vat_number", "headcount"]),
        (("Raison sociale", "N° TVA", "Effectif", "Code postal"), ["name", "vat_number", "headcount", "postcode"]),
        (("Firmenname", "USt-ID", "Mitarbeiter", "PLZ", "Gründungsdatum"),
         ["name", "vat_number", "headcount", "postcode", "founded"]),
        (("Dénominaton sociale", "Chiffre d’affaires"), ["name", "turnover_eur"]),
    ],
)  # fmt: skip
def test_headers_are_guessed_in_three_languages(headers, expected):
    mapping = guess(headers)
    assert [mapping.get(header) for header in headers] == expected


def test_a_field_is_given_to_one_column_only_and_can_be_moved():
    headers = ("Nom", "Entreprise", "Colonne X")
    mapping = guess(headers)
    assert mapping == {"Nom": "name"}
    assert override(headers, mapping, {"Entreprise": "name", "Nom": ""}) == {"Entreprise": "name"}
    assert override(headers, mapping, {"Entreprise": "name"}) == {"Entreprise": "name"}
    with pytest.raises(BadInput, match="no column"):
        override(headers, mapping, {"Y": "name"})
    with pytest.raises(BadInput, match="no field"):
        override(headers, mapping, {"Nom": "colour"})


def test_a_header_is_the_same_with_either_apostrophe():
    """Word and Excel write ’ where a keyboard has '."""
    assert plain("Chiffre d’affaires") == plain("Chiffre d'affaires") == "chiffre d affaires"
