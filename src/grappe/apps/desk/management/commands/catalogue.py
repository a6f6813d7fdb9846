"""Is the catalogue sound, and how does it come into the database? `grappe catalogue check`, `grappe catalogue load`.

`load` crosses the apps, so the command stands here; it adds to the one of the aids, which checks.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from grappe.apps.aids.management.commands import catalogue
from grappe.apps.desk import operations
from grappe.ui import clock


class Command(catalogue.Command):
    help = "Check a catalogue, or load it into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        self.add_check(actions.add_parser("check", help="say what is wrong with a catalogue folder"))
        load = actions.add_parser(
            "load", help="load a catalogue folder into the database; again: only what changed"
        )
        load.add_argument(
            "path", nargs="?", metavar="PATH", help="a catalogue folder (catalogues/luxembourg)"
        )

    def answer_load(self, *, path: str | None = None, **options: Any) -> None:
        """Load a folder and say what each part did; BadFile when it cannot be, and nothing was loaded."""
        for part in operations.load_catalogue(Path(path or settings.CATALOGUE), at=clock.now()):
            self.stdout.write(f"  {part.name}: {part.done}")
