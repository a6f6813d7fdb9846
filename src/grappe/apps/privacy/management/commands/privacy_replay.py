"""grappe privacy_replay: erase again, after a backup was restored, whoever was erased since it was made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from grappe.apps.privacy.operations.replay import replay
from grappe.ui import clock


class Command(BaseCommand):
    """Read the log of erasures (GRAPPE_ERASURE_LOG) and erase whoever of it stands in the database."""

    help = "Erase again, after a backup was restored, whoever the log of erasures names by their marks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say who would be erased, and erase nobody"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for uid, found in replay(at=clock.now(), dry_run=options["dry_run"]):
            count += 1
            self.stdout.write(f"{uid}: {found} names and addresses")
        self.stdout.write(f"{count} {'to erase' if options['dry_run'] else 'erased again'}")
