"""Which stages may follow which? Prints the diagram of docs/reference/ideas.md, or writes it into that file; no database."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grappe.apps.ideas.queries.diagram import markdown

PLACE = re.compile(r"```mermaid\n.*?\n```", re.DOTALL)


class Command(BaseCommand):
    help = "Print the diagram of the stages of an idea (Mermaid), drawn from the table of transitions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--into", type=Path, metavar="FILE.md", help="replace the diagram in this file")

    def handle(self, *args: Any, **options: Any) -> None:
        into: Path | None = options["into"]
        if into is None:
            self.stdout.write(markdown())
            return
        try:
            text = into.read_text(encoding="utf-8")
        except OSError as fault:
            raise CommandError(f"{into}: {fault.strerror}") from fault
        drawn, places = PLACE.subn(lambda _found: markdown(), text)
        if places != 1:
            raise CommandError(f"{into}: one diagram is wanted, there are {places}")
        into.write_text(drawn, encoding="utf-8")
