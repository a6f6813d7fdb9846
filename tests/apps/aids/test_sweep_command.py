"""Does `grappe sweep` answer as `grappe eligible` for each row of a Parquet file, and refuse bad files in one line?"""

from __future__ import annotations

import json
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command

from factories.commands import grappe
from factories.programmes import catalogue_folder
from grappe.apps.aids.queries import company_tables
from grappe.apps.aids.queries.catalogue import read_catalogue
from grappe.engines.eligibility import VERDICT_WORDS, company_of, explain
from grappe.engines.kernel import Verdict

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "catalogues" / "luxembourg"
ON = "2026-11-01"
FIELDS = """
business_permit: {type: boolean}
company_size: {type: choice, choices: [micro, small, medium, large]}
drop: {type: percent, min: 0, max: 100}
theme: {type: choice, choices: [energy, water]}
tags: {type: set}
"""
PROGRAMME = """
id: aid
name: {en: Aid}
status: open
versions:
  - id: "2021"
    valid_from: 2021-01-01
    window: {kind: continuous}
    eligibility:
      all:
        - {id: permit, field: business_permit, op: eq, value: true, source: article 2}
        - {id: size, field: company_size, op: in, value: [micro, small], source: article 3}
        - {id: drop, field: drop, op: gte, value: 40, source: article 4}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small catalogue of our own."""
    return catalogue_folder(tmp_path / "book", FIELDS, PROGRAMME)


@pytest.fixture
def ask(tmp_path, folder, capsys):
    """Run the command on a table; return the document and what was said on standard error."""

    def run(table: Any, *options: str, catalogue: Path = folder) -> tuple[Any, list[str]]:
        file = tmp_path / "companies.parquet"
        pl.DataFrame(table).write_parquet(file)
        call_command("sweep", "--companies", str(file), "--catalogue", str(catalogue), "--on", ON, *options)
        shown = capsys.readouterr()
        return json.loads(shown.out), shown.err.splitlines()

    return run


@pytest.fixture
def refused(tmp_path, folder, capsys):
    """Run the command on something bad; return its one line."""

    def run(table: Any, *options: str) -> str:
        file = tmp_path / "companies.parquet"
        if isinstance(table, bytes):
            file.write_bytes(table)
        elif table is not None:
            pl.DataFrame(table).write_parquet(file)
        with pytest.raises(SystemExit) as stop:
            call_command("sweep", "--companies", str(file), "--catalogue", str(folder), "--on", ON, *options)
        shown = capsys.readouterr()
        assert (stop.value.code, shown.out) == (2, "")
        (line,) = shown.err.splitlines()
        assert line.startswith("grappe sweep: ")
        return line.removeprefix("grappe sweep: ").replace(f"{tmp_path}/", "")

    return run


def test_the_document_counts_and_says_what_to_ask(ask) -> None:
    table = {
        "id": ["a", "b", "c", "d"],
        "business_permit": [True, False, None, True],
        "company_size": ["micro", "micro", "Small", None],
        "drop": [50, 50, 50, None],
    }
    document, said = ask(table)
    assert said == []
    assert (document["on"], document["companies"]) == (ON, 4)
    (result,) = document["results"]
    assert result == {
        "programme": "aid", "version": "2021", "open": True,
        "eligible": 1, "not_eligible": 1, "undetermined": 2, "criteria": ["permit", "size", "drop"],
        "questions": [
            {"field": "business_permit", "companies": 1, "settles": 1.0},
            {"field": "company_size", "companies": 1, "settles": 0.5},
            {"field": "drop", "companies": 1, "settles": 0.5},
        ],
    }  # fmt: skip


def test_each_answer_is_written_with_its_bits(ask, tmp_path) -> None:
    out = tmp_path / "answers.parquet"
    table = {
        "id": [7, 8],
        "business_permit": [False, True],
        "company_size": ["large", "micro"],
        "drop": [None, 40.0],
    }
    ask(table, "--out", str(out))
    assert pl.read_parquet(out).rows() == [
        ("7", "aid", "not_eligible", 0b011, 0b100),
        ("8", "aid", "eligible", 0, 0),
    ]
    told = pl.read_parquet_metadata(out)
    assert json.loads(told["grappe.criteria"]) == {"aid": ["permit", "size", "drop"]}
    assert (json.loads(told["grappe.versions"]), told["grappe.on"]) == ({"aid": "2021"}, ON)
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name.split(".")] == []


def test_without_id_the_name_and_without_a_name_the_row(ask, tmp_path) -> None:
    out = tmp_path / "answers.parquet"
    ask({"name": ["Invented", None], "drop": [1, 2]}, "--out", str(out))
    assert pl.read_parquet(out)["company"].to_list() == ["Invented", "2"]
    ask({"drop": [1, 2]}, "--out", str(out))
    assert pl.read_parquet(out)["company"].to_list() == ["1", "2"]


def _rows(count: int) -> list[dict[str, Any]]:
    draw = random.Random(5)

    def perhaps(*values: Any) -> Any:
        return draw.choice([None, *values])

    return [
        {
            "id": f"c{i}", "country": perhaps("LU", "fr"), "commune": perhaps("Wiltz", "  luxembourg", "Metz"),
            "nace": perhaps("62.10", "C", "5510"), "legal_form": perhaps("SARL", "SA"),
            "founded": perhaps(date(2024, 2, 29), date(2010, 1, 1)), "headcount": perhaps(0, 9, 50, 300),
            "turnover_eur": perhaps(1e6, 2e7), "balance_sheet_eur": perhaps(1e6, 9e7),
            "clusters": perhaps(["digital"], ["Wood", "digital"], []), "business_permit": perhaps(True, False),
            "undertaking_in_difficulty": perhaps(True, False), "for_profit": perhaps(True, False),
            "turnover_eur_2019": perhaps(100, 1e6), "sector": perhaps(["craft"], ["tourism"]),
            "closed_by_order": perhaps(True, False), "turnover_drop_pct": perhaps(30, 60.5),
        }
        for i in range(count)
    ]  # fmt: skip


def test_every_row_is_what_eligible_says_of_it(ask, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(company_tables, "PAIRS_AT_ONCE", 6400)  # several parts
    rows, out = _rows(300), tmp_path / "answers.parquet"
    document, said = ask(rows, "--out", str(out), catalogue=SHIPPED)
    assert said == []
    answers = {(row[0], row[1]): row[2:] for row in pl.read_parquet(out).iter_rows()}
    catalogue = read_catalogue(SHIPPED)
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        known = {name: value for name, value in row.items() if name not in ("id", "turnover_eur_2019")}
        top = {name: known.pop(name, None) for name in company_of.__globals__["TOP_TYPES"]}
        company, _ = company_of(
            top | {"facts": known, "figures": {"2019": {"turnover_eur": row["turnover_eur_2019"]}}},
            catalogue.fields, catalogue.field_names(),
        )  # fmt: skip
        for decision in explain(catalogue, company, date.fromisoformat(ON)).decisions:
            bits = [
                sum(1 << i for i, finding in enumerate(decision.findings) if finding.verdict is verdict)
                for verdict in (Verdict.NO, Verdict.UNKNOWN)
            ]
            word = VERDICT_WORDS[decision.verdict]
            assert answers.pop((row["id"], decision.programme.id)) == (word, *bits)
            counted[decision.programme.id, word] = counted.get((decision.programme.id, word), 0) + 1
    assert not answers
    for result in document["results"]:
        for word in ("eligible", "not_eligible", "undetermined"):
            assert result[word] == counted.get((result["programme"], word), 0)


def test_dates_as_text_or_midnights_and_texts_as_categories(ask) -> None:
    book = {"founded": ["2020-01-01"], "nace": pl.Series(["62.10"], dtype=pl.Categorical)}
    document, said = ask(book, catalogue=SHIPPED)
    assert (document["companies"], said) == (1, [])
    assert ask({"founded": [datetime(2020, 1, 1)]}, catalogue=SHIPPED)[1] == []


def test_what_nobody_knows_is_left_aside_and_said(ask) -> None:
    _, said = ask({"drop": [0.5, 30.0], "shoe_size": [1, 2], "theme": ["coal", "water"]})
    assert [line.split("companies.parquet, ")[1] for line in said] == [
        "column shoe_size: unknown name, left aside",
        "column drop: 0.5 is read as 0.5 percent; percentages are 0 to 100",
        'column theme: "coal" is none of the values known: energy, water',
    ]


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (None, "No such file or directory"),
        (b"", "is empty"),
        (b"name;drop\nA;1\n", "is not Parquet"),
        ({"drop": pl.Series([], dtype=pl.Int64)}, "holds no company"),
        ({"shoe_size": [1]}, "has no column of a company (country, commune, nace, founded, headcount, …)"),
        ({"drop": ["many"]}, "column drop: must hold numbers, not text"),
        ({"business_permit": [1]}, "column business_permit: must hold true or false, not numbers"),
        ({"nace": [62]}, "column nace: must hold NACE codes as text, not numbers"),
        ({"drop": [1, None, 101]}, "row 3, column drop: must be at most 100, not 101"),
        ({"headcount": [1, -1]}, "row 2, column headcount: must be at least 0, not -1"),
        ({"turnover_eur_2019": [1, -1]}, "row 2, column turnover_eur_2019: must be at least 0, not -1"),
        ({"drop": [1.0, float("nan")]}, "row 2, column drop: must be a number of ordinary size, not nan"),
        ({"nace": ["62", "sixty"]}, 'row 2, column nace: must be a NACE code such as C, 62 or 62.10, not "sixty"'),
        ({"country": ["LU", "Lux"]}, 'row 2, column country: must be a country code of two letters such as LU, not "Lux"'),
        ({"company_size": ["tiny"]}, 'row 1, column company_size: must be one of micro, small, medium, large, not "tiny"'),
        ({"founded": ["2020-13-01"]}, 'row 1, column founded: must be a date written YYYY-MM-DD, not "2020-13-01"'),
        ({"founded": [datetime(2020, 1, 1, 8)]},
            "row 1, column founded: must be a date without a time of day, not 2020-01-01 08:00:00"),
        ({"commune": ["Wiltz", " "]}, "row 2, column commune: is empty (leave it out, or write null, where it is not known)"),
        ({"tags": [["a"], ["b", ""]]}, "row 2, column tags: is empty (leave it out, or write null, where it is not known)"),
        (
            {"de_minimis_grants": [[{"date": date(2026, 1, 1), "gge_eur": -1}]]},
            "row 1, column de_minimis_grants: gge_eur: must be at least 0, not -1",
        ),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_one_line(refused, table: Any, line: str) -> None:
    assert refused(table) in (f"companies.parquet, {line}", f"companies.parquet: {line}")


def test_the_row_is_counted_over_all_parts(refused, monkeypatch) -> None:
    monkeypatch.setattr(company_tables.CompanyTable.blocks, "__defaults__", (64,))
    assert "row 201, column drop" in refused({"drop": [1] * 200 + [-1] + [1] * 50})


def test_what_was_written_before_stays_when_the_table_is_bad(refused, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(company_tables, "PAIRS_AT_ONCE", 64)
    out = tmp_path / "answers.parquet"
    out.write_bytes(b"as it was")
    assert "row 201" in refused({"drop": [1] * 200 + [-1]}, "--out", str(out))
    assert out.read_bytes() == b"as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "answers.parquet",
        "book",
        "companies.parquet",
    ]


def test_where_the_answers_cannot_go(refused, tmp_path) -> None:
    table = {"drop": [1]}
    assert refused(table, "--out", str(tmp_path / "no" / "a.parquet")).endswith(
        "no/a.parquet: No such folder"
    )
    assert refused(table, "--out", str(tmp_path)).endswith("is a folder, not a file")
    same = str(tmp_path / "companies.parquet")
    assert (
        refused(table, "--out", same) == "companies.parquet: is the file of the companies: choose another one"
    )


def test_from_the_command_line_without_a_database(tmp_path) -> None:
    pl.DataFrame(_rows(20)).write_parquet(tmp_path / "companies.parquet")
    ran = grappe("sweep", "--companies", str(tmp_path / "companies.parquet"))
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["companies"] == 20
