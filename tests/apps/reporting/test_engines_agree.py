"""Do PostgreSQL, DuckDB on the columnar copy, Spark and plain Python say the same of every shipped indicator?"""

from __future__ import annotations

import json
import os
import random
import shutil
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from factories.companies import CompanyFactory
from grappe.apps.reporting.enums import RecordKind
from grappe.apps.reporting.models import Record, Standing, StandingCluster, Value, Version
from grappe.apps.reporting.operations.columns import copy_columns
from grappe.apps.reporting.operations.figures import compute_values
from grappe.apps.reporting.queries.asking import ask_postgresql, engine
from grappe.apps.reporting.queries.definitions import tree_of
from grappe.apps.reporting.queries.documents import figures_document
from grappe.engines import indicators

YEARS = (2024, 2025, 2026)
STATES = (
    "held",
    "planned",
    "met",
    "accepted",
    "running",
    "agreed",
    "T1",
    "captured",
    "jobs",
    "turnover",
    "it's",
)


@pytest.fixture
def busy(db, people, at) -> None:
    """Six hundred records of every kind over three years, as no refresh would make them: all that a query can meet."""
    chance = random.Random(7)
    companies = [company.pk for company in CompanyFactory.create_batch(12)]
    rows = []
    for number in range(600):
        begun = date(2024, 1, 1) + timedelta(days=chance.randrange(1000))
        ended = begun + timedelta(days=chance.randrange(300)) if chance.random() < 0.6 else None
        rows.append(
            Record(
                kind=RecordKind.values[number % len(RecordKind.values)], source_id=str(number),
                company_id=chance.choice([*companies, None]), on=begun, ended_on=ended,
                value=chance.choice([None, Decimal(chance.randrange(400)) / 4]),
                amount=chance.choice([None, Decimal(chance.randrange(10_000)) / 4]),
                state=chance.choice(STATES), theme=chance.choice(["", "skills"]),
                group_key=chance.choice(["", "a", "b"]), changed_at=at,
            )
        )  # fmt: skip
    Record.objects.bulk_create(rows)
    for company in companies:
        for year in YEARS:
            Standing.objects.create(
                company_id=company, year=year, size=chance.choice(["", "micro", "large"]), commune="Wiltz",
                manager=chance.choice([None, people.manager]), changed_at=at,
            )  # fmt: skip
            StandingCluster.objects.create(
                company_id=company, year=year, cluster=chance.choice(["wood", "digital"]), changed_at=at
            )


def world(on: date) -> indicators.World:
    return indicators.World(
        [
            indicators.Record(*row)
            for row in Record.objects.order_by("id").values_list(*indicators.Record._fields)
        ],
        [indicators.Standing(*row) for row in Standing.objects.values_list(*indicators.Standing._fields)],
        [
            indicators.Membership(*row)
            for row in StandingCluster.objects.values_list(*indicators.Membership._fields)
        ],
        YEARS,
        on,
    )


def rounded(found: dict[Any, Any]) -> dict[Any, Any]:
    return {cell: (round(result.value, 6), *result[1:]) for cell, result in found.items()}


def test_postgresql_says_what_plain_python_says(busy, shipped, on):
    everything, asked = world(on), indicators.Asked(YEARS, on)
    for entry in shipped:
        query = entry["versions"][0]["query"]
        found = rounded(ask_postgresql(query, asked))
        assert found == rounded(indicators.compute(tree_of(query), everything)), entry["id"]
        assert found or entry["id"] == "investment", entry["id"]


def test_duckdb_on_the_copy_says_what_postgresql_says(busy, shipped, on, tmp_path):
    copy_columns(tmp_path)
    with engine("postgresql", tmp_path) as near, engine("duckdb", tmp_path) as columns:
        expected = figures_document(near, on=on)
        assert figures_document(columns, on=on) == expected
    assert len(expected["figures"]) > 300


def test_an_empty_copy_has_no_figures(shipped, on, tmp_path):
    copy_columns(tmp_path)
    with engine("duckdb", tmp_path) as columns:
        assert figures_document(columns, on=on)["figures"] == []


def test_spark_on_the_copy_says_what_postgresql_says(busy, shipped, on, tmp_path):
    """A few of the shipped queries, of every form there is."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.fail("This test needs Java 17: `make java`", pytrace=False)
    copy_columns(tmp_path)
    asked = indicators.Asked(YEARS, on)
    with engine("local[2]", tmp_path) as far:
        for slug in ("sme-share", "companies-reached", "time-to-solution", "collaborations", "aid-obtained"):
            query = Version.objects.get(indicator__slug=slug).query
            found = rounded(far(query, asked))
            assert found == rounded(ask_postgresql(query, asked)), slug
            assert found, slug


def test_only_files_whose_rows_changed_are_written_again(busy, tmp_path, at):
    first = copy_columns(tmp_path)
    assert (first.kept, first.removed) == (0, 0)
    again = copy_columns(tmp_path)
    assert (again.written, again.kept, again.removed) == (0, first.written, 0)
    one = Record.objects.filter(kind="contact").first()
    Record.objects.filter(pk=one.pk).update(state="held", changed_at=at + timedelta(hours=1))
    assert copy_columns(tmp_path).written == 1
    Record.objects.filter(kind="idea").delete()
    gone = copy_columns(tmp_path)
    assert gone.written == 0
    assert gone.removed == 3  # an idea's file for each year


def test_stored_figures_are_those_computed(busy, shipped, at, on):
    count = compute_values(at=at)
    version = Version.objects.get(indicator__slug="contacts-held")
    found = {
        (row.year, row.dimension, row.key): (row.value, row.records, row.companies)
        for row in Value.objects.filter(version=version)
    }
    asked = ask_postgresql(version.query, indicators.Asked(YEARS, on))
    assert found == {tuple(cell): tuple(result) for cell, result in asked.items()}
    assert compute_values(at=at) == count == Value.objects.count()


def test_the_command_prints_the_same_from_either(busy, shipped, on, capsys):
    printed = []
    for name in ("duckdb", "postgresql"):
        call_command(
            "figures",
            "compute",
            "--engine",
            name,
            "--year",
            "2025",
            "--indicator",
            "needs-met",
            "--on",
            "2026-06-30",
        )
        printed.append(json.loads(capsys.readouterr().out))
    assert printed[0].pop("engine") == "duckdb"
    assert printed[1].pop("engine") == "postgresql"
    assert printed[0] == printed[1]
    assert {figure["year"] for figure in printed[0]["figures"]} == {2025}


def test_an_engine_that_is_none_is_told_in_one_line(db, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("figures", "compute", "--engine", "oracle")
    assert stop.value.code == 2
    assert "oracle: is no engine" in capsys.readouterr().err
