"""How is every company on file swept at once, without a worker? `grappe sweep_now`, for cron."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grappe.apps.aids import operations
from grappe.apps.aids.queries.catalogues import nightly_catalogues
from grappe.ui import clock
from grappe.ui.errors import BadInput


class Command(BaseCommand):
    help = "Sweep every company on file against every programme that is not closed, as of today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--catalogue", default="", help="a catalogue beside the home catalogue, by its slug"
        )
        parser.add_argument(
            "--nightly",
            action="store_true",
            help="every catalogue that is swept by night, one after the other",
        )

    def handle(self, *args: Any, catalogue: str = "", nightly: bool = False, **options: Any) -> None:
        for each in nightly_catalogues() if nightly else [catalogue]:
            self._sweep(each)

    def _sweep(self, catalogue: str) -> None:
        try:
            run = operations.start_sweep(by=None, at=clock.now(), on=clock.today(), catalogue=catalogue)
        except BadInput as fault:
            raise CommandError(str(fault)) from fault
        operations.perform_sweep(run_id=run.pk, at=clock.now())
        run.refresh_from_db()
        named = f"{catalogue}: " if catalogue else ""
        self.stdout.write(
            f"{named}{run.companies_done} companies, {run.companies_eligible} eligible for something, "
            f"{run.companies_newly} newly; {run.seconds:.1f} s"
        )
