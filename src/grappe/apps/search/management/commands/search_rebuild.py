"""`grappe search_rebuild`: build the index of the search anew; it is kept by triggers, so this is for after a repair by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from grappe.apps.search import operations
from grappe.apps.search.enums import Kind


class Command(BaseCommand):
    help = "Builds the index of the search anew, kind by kind; changes nothing where it is as it should be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kinds", nargs="*", choices=[*Kind.values, []], help="only these kinds")

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in operations.rebuild(options["kinds"] or None):
            self.stdout.write(f"{count:9,}  {kind}")
