"""Which aids may all these companies have? Parquet in, counts as JSON and answers as Parquet out; no database."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from grappe.apps.aids.queries.catalogue import read_catalogue
from grappe.apps.aids.queries.company_tables import CompanyTable, document_of, sweep_table
from grappe.apps.aids.queries.spark_tables import SparkTable, spark_session
from grappe.engines.eligibility.sweep import Sweep
from grappe.ui import clock
from grappe.ui.commands import BadFile, FileCommand, day

QUIET_SECONDS = 2  # what takes longer says how far it is


class Command(FileCommand):
    help = "Tell for each programme how many of many companies may have it: one JSON document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--companies", required=True, metavar="FILE", help="one row a company, facts as columns, Parquet"
        )
        parser.add_argument("--catalogue", metavar="PATH", help="a catalogue folder (catalogues/luxembourg)")
        parser.add_argument("--on", type=day, metavar="DATE", help="the day that is asked about (today)")
        parser.add_argument(
            "--spark",
            metavar="MASTER",
            help="let Spark hand out the table: local[2], spark://host:7077, yarn",
        )
        parser.add_argument(
            "--out", metavar="FILE", help="write the answer to each company and programme, Parquet"
        )

    def answer(self, **options: Any) -> None:
        on = options["on"] or clock.today()
        catalogue = read_catalogue(Path(options["catalogue"] or settings.CATALOGUE))
        sweep = Sweep(catalogue, on)
        if options["spark"]:
            self._on_spark(sweep, options["companies"], options["out"], options["spark"])
            return
        companies = Path(options["companies"])
        table = CompanyTable(companies, catalogue)
        out = self._place(options["out"], companies)
        found = sweep_table(table, sweep, out, self._progress(table.rows))
        self.remark(options["companies"], found.remarks)
        self.print_json(document_of(sweep, found.table))

    def _on_spark(self, sweep: Sweep, companies: str, out: str | None, master: str) -> None:
        with spark_session(master) as session:
            table = SparkTable(session, companies, sweep.catalogue, sweep.on)
            self.stderr.write(f"{self._name()}: Spark on {master} reads {companies} …")
            found = table.tally()
            if out:
                self.stderr.write(f"{self._name()}: Spark writes {out} …")
                table.write(out)
        self.remark(companies, (f"column {name}: unknown name, left aside" for name in table.unknown))
        self.print_json(document_of(sweep, found))

    def _place(self, out: str | None, companies: Path) -> Path | None:
        if out is None:
            return None
        place = Path(out)
        if place.is_dir():
            raise BadFile(out, "is a folder, not a file")
        if not place.absolute().parent.is_dir():
            raise BadFile(out, "No such folder")
        if place.exists() and place.samefile(companies):
            raise BadFile(out, "is the file of the companies: choose another one")
        return place

    def _progress(self, rows: int) -> Callable[[int], None]:
        told = time.monotonic()

        def progress(done: int) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= QUIET_SECONDS:
                told = now
                self.stderr.write(f"{self._name()}: {done:,} of {rows:,} companies ({done / rows:.0%})")

        return progress
