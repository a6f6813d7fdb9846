"""`grappe reports verify`: is every frozen report what it was when it was frozen?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from grappe.apps.reporting.queries.frozen import verified
from grappe.ui.commands import FileCommand


class Command(FileCommand):
    help = "Check the checksums of all frozen reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("verify", help="compute each checksum anew; exit code 1 where one does not hold")

    def answer(self, **options: Any) -> None:
        broken = count = 0
        for frozen, holds in verified():
            count += 1
            broken += not holds
            said = "holds" if holds else "DOES NOT HOLD"
            self.stdout.write(f"  {frozen.report.slug} no. {frozen.number}  {frozen.digest}  {said}")
        self.stdout.write(f"  {count} frozen reports, {broken} with a checksum that does not hold")
        if broken:
            raise SystemExit(1)
