"""Does the sweep on Spark answer as the local one, row by row, on the same table? Spark in local mode; needs Java 17."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command

from factories.commands import grappe
from grappe.apps.aids.queries.catalogue import read_catalogue
from grappe.apps.aids.queries.company_tables import CompanyTable, document_of, sweep_table
from grappe.apps.aids.queries.spark_tables import SparkTable, spark_session
from grappe.engines.eligibility.sweep import Sweep
from grappe.ui.commands import BadFile

SHIPPED = Path(__file__).parents[3] / "catalogues" / "luxembourg"
ON = date(2026, 11, 1)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    java = shutil.which("java") or (
        os.environ.get("JAVA_HOME") and Path(os.environ["JAVA_HOME"], "bin", "java").exists()
    )
    if not java:
        pytest.fail(
            "These tests need Java 17: `make java`, or apt-get install openjdk-17-jre-headless", pytrace=False
        )
    with spark_session("local[2]") as found:
        yield found


def table(rows: int) -> pl.DataFrame:
    """Return companies in which every type of column stands, much of it unknown."""
    number = pl.int_range(rows)
    every = lambda n, *values: (  # noqa: E731
        pl.lit(pl.Series([*values, None])).gather((number * n + number // 7) % (len(values) + 1))
    )
    return pl.select(
        number.alias("id"),
        every(1, "LU", "fr").alias("country"),
        every(2, "Wiltz", "luxembourg ", "Metz").alias("commune"),
        every(3, "62.10", "C", "47.11", "55.10").alias("nace"),
        every(5, date(2024, 2, 29), date(2021, 11, 1), date(1999, 1, 1)).alias("founded"),
        every(7, 0, 9, 49, 250).alias("headcount"),
        every(11, 1e6, 2e7, 9e7).alias("turnover_eur"),
        every(13, 1e6, 9e7).alias("balance_sheet_eur"),
        every(17, ["digital"], ["Wood", "digital"]).alias("clusters"),
        every(19, True, False).alias("business_permit"),
        every(23, True, False).alias("undertaking_in_difficulty"),
        every(29, True, False).alias("for_profit"),
        every(31, 100.0, 1e6).alias("turnover_eur_2019"),
        every(37, ["craft"], ["tourism"]).alias("sector"),
        every(3, [{"date": date(2025, 1, 1), "gge_eur": 299_999.0}]).alias("de_minimis_grants"),
        pl.lit(1).alias("shoe_size"),
    )  # fmt: skip


def test_spark_answers_as_the_local_sweep_row_by_row(session, tmp_path) -> None:
    file = tmp_path / "companies.parquet"
    table(3000).write_parquet(file, row_group_size=500)
    catalogue = read_catalogue(SHIPPED)
    sweep = Sweep(catalogue, ON)
    found = sweep_table(CompanyTable(file, catalogue), sweep, tmp_path / "local.parquet")
    spark = SparkTable(session, str(file), catalogue, ON)
    assert spark.unknown == ("shoe_size",)
    spark.write(str(tmp_path / "spark"))

    def sort(rows: pl.DataFrame) -> pl.DataFrame:
        texts = rows.with_columns(
            pl.col("programme", "verdict").cast(pl.String), pl.col("not_met", "unknown").cast(pl.UInt64)
        )
        return texts.sort("company", "programme")

    local, far = (pl.read_parquet(tmp_path / name) for name in ("local.parquet", "spark/*.parquet"))
    assert sort(far).equals(sort(local))
    assert local.height == 3000 * len(sweep.programmes)
    assert set(local["verdict"].unique()) == {"eligible", "not_eligible", "undetermined"}
    assert document_of(sweep, spark.tally()) == document_of(sweep, found.table)


def test_a_bad_row_is_told_in_one_line(session, tmp_path) -> None:
    file = tmp_path / "companies.parquet"
    pl.DataFrame({"headcount": [1, -1]}).write_parquet(file)
    spark = SparkTable(session, str(file), read_catalogue(SHIPPED), ON)
    with pytest.raises(BadFile, match="row 2, column headcount: must be at least 0, not -1$"):
        spark.tally()


def test_a_table_that_spark_cannot_read(session, tmp_path) -> None:
    with pytest.raises(BadFile, match="Spark cannot read it"):
        SparkTable(session, str(tmp_path / "nothing.parquet"), read_catalogue(SHIPPED), ON)


def test_the_command_without_java_says_how_to_get_it(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as stop:
        call_command("sweep", "--companies", "x.parquet", "--catalogue", str(SHIPPED), "--spark", "local[1]")
    shown = capsys.readouterr()
    assert (stop.value.code, shown.out) == (2, "")
    assert shown.err.splitlines() == [
        "grappe sweep: Spark: needs Java 17 (apt-get install openjdk-17-jre-headless, or set JAVA_HOME)"
    ]


def test_from_the_command_line(session, tmp_path) -> None:
    file = tmp_path / "companies.parquet"
    table(40).write_parquet(file)
    asked = ("sweep", "--companies", str(file), "--on", ON.isoformat())
    ran = [grappe(*asked, *more) for more in ((), ("--spark", "local[1]"))]
    assert [one.returncode for one in ran] == [0, 0], ran[1].stderr
    assert json.loads(ran[1].stdout) == json.loads(ran[0].stdout)
