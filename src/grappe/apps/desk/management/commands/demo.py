"""`grappe demo`: load the invented companies, people and work of the demonstration, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grappe.apps.desk import operations
from grappe.ui import clock
from grappe.ui.commands import positive
from grappe.ui.errors import BadInput

LOGINS = "demo-logins.txt"


class Command(BaseCommand):
    help = "Load the demonstration data (all invented). A second time it keeps what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--size",
            type=positive,
            default=operations.DEMO_SIZE,
            help="how many companies (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        logins = settings.VAR / LOGINS
        try:
            loaded = operations.load_demo(
                catalogue=settings.CATALOGUE,
                logins=logins,
                at=clock.now(),
                size=options["size"],
                say=lambda text: self.stdout.write(f"  {text}"),
            )
        except BadInput as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write("  loaded; logins in " + str(logins) if loaded else "  there already")
