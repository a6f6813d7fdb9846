"""`grappe figures refresh`: records and figures up to date. `grappe figures compute`: the figures, by any engine, as JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from grappe.apps.reporting.operations.columns import copy_columns
from grappe.apps.reporting.operations.runs import refresh_now
from grappe.apps.reporting.queries.asking import DUCKDB, POSTGRESQL, engine
from grappe.apps.reporting.queries.columns import columns_folder
from grappe.apps.reporting.queries.documents import figures_document
from grappe.ui import clock
from grappe.ui.commands import BadFile, FileCommand, day, positive


class Command(FileCommand):
    help = "Bring indicators up to date, or compute them with PostgreSQL, DuckDB or Spark."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("refresh", help="records, columnar copy and stored figures; only what changed")
        compute = actions.add_parser(
            "compute", help="print figures as JSON; nothing is stored but the columnar copy"
        )
        compute.add_argument("--year", type=positive, help="this year only (all that are reported)")
        compute.add_argument("--indicator", metavar="SLUG", help="this one only (all)")
        compute.add_argument("--on", type=day, metavar="DATE", help="up to this day (today)")
        compute.add_argument(
            "--engine", default=DUCKDB, metavar="ENGINE",
            help="duckdb on the columnar copy (default), postgresql, or a Spark master: local[2], spark://host:7077",
        )  # fmt: skip

    def answer(self, **options: Any) -> None:
        if options["action"] == "refresh":
            changes = refresh_now(at=clock.now())
            self.stdout.write(
                f"  {changes.added} added, {changes.changed} changed, {changes.removed} removed"
            )
        else:
            self._compute(
                options["engine"], options["year"], options["indicator"], options["on"] or clock.today()
            )

    def _compute(self, name: str, year: int | None, slug: str | None, on: date) -> None:
        if name not in {POSTGRESQL, DUCKDB} and not name.startswith(("local", "spark://")):
            raise BadFile(name, "is no engine: duckdb, postgresql, local[2] or spark://host:7077")
        folder = columns_folder()
        if name != POSTGRESQL:
            copied = copy_columns(folder)
            self.stderr.write(
                f"{copied.written} files written, {copied.kept} as before, {copied.removed} removed"
            )
        with engine(name, folder) as ask:
            self.print_json(figures_document(ask, on=on, year=year, slug=slug) | {"engine": name})
