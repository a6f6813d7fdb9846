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
            "--out", metavar="FILE", help="write the answer to each company and programme, Parquet"
        )

    def answer(self, **options: Any) -> None:
        on = options["on"] or clock.today()
        catalogue = read_catalogue(Path(options["catalogue"] or settings.CATALOGUE))
        companies = Path(options["companies"])
        table = CompanyTable(companies, catalogue)
        out = self._place(options["out"], companies)
        sweep = Sweep(catalogue, on)
        tally = sweep_table(table, sweep, out, self._progress(table.rows))
        self.remark(options["companies"], tally.remarks)
        self.print_json(document_of(sweep, tally.table))

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
