"""`grappe messages update|check|compile`: the translations, without GNU gettext on the machine."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from grappe.ui import messages


class Command(BaseCommand):
    help = "Update, check or compile the French and German texts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "check", "compile"])
        parser.add_argument("apps", nargs="*", help="only these folders (for update), e.g. companies")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "update":
            for home in messages.homes():
                if not options["apps"] or home.name in options["apps"]:
                    messages.update(home)
        elif options["action"] == "compile":
            self.stdout.write(f"{messages.compile_all()} files compiled")
        else:
            gaps = messages.missing()
            for gap in gaps:
                self.stdout.write(f"{gap.app} {gap.language} {gap.place}: {gap.text}")
            if gaps:
                raise CommandError(f"{len(gaps)} texts are not translated")
