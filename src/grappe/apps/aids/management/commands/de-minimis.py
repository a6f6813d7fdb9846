"""How much de minimis aid may a single undertaking still have? A file in, one JSON document out; no database
(docs/reference/state-aid.md).
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from decimal import Decimal, InvalidOperation
from typing import Any

from grappe.apps.aids.queries.file_faults import faults_of
from grappe.engines.eligibility.de_minimis import document_of, ledger_of, position
from grappe.ui.commands import FileCommand, day, read_json


def euros(text: str) -> Decimal:
    """Return an amount of at least 0 euros, for an option of the command line."""
    try:
        amount = Decimal(text)
    except InvalidOperation as fault:
        raise ArgumentTypeError(f"an amount in euros is wanted, not {text!r}") from fault
    if not amount.is_finite() or not 0 <= amount <= 10**15:
        raise ArgumentTypeError(f"an amount in euros of at least 0 is wanted, not {text!r}")
    return amount


class Command(FileCommand):
    help = (
        "Tell how much de minimis aid is used and left on a day, and when room comes back: one JSON document."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ledger", required=True, metavar="FILE", help="the members and their awards, JSON"
        )
        parser.add_argument(
            "--on", required=True, type=day, metavar="DATE", help="the day that is asked about"
        )
        parser.add_argument("--amount", type=euros, metavar="EUR", help="new aid: does it still fit?")
        parser.add_argument("--language", choices=("en", "fr", "de"), default="en", help="of the sentences")

    def answer(self, **options: Any) -> None:
        path = options["ledger"]
        with faults_of(path):
            ledger = ledger_of(read_json(path))
        self.remark(path, ledger.remarks)
        self.print_json(document_of(position(ledger, options["on"], options["amount"]), options["language"]))
