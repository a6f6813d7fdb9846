"""`grappe topics refresh`: take over what was written since the last time, and bring the topics of the field up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from grappe.apps.trends.operations.topic_runs import find_now
from grappe.ui import clock
from grappe.ui.commands import FileCommand


class Command(FileCommand):
    help = "Bring the topics of the field up to date, at once, as the job does each night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("refresh", help="take over new and edited texts, place their sentences, count")

    def answer(self, **options: Any) -> None:
        run = find_now(at=clock.now())
        self.stdout.write(
            f"  {run.added} texts added, {run.changed} changed, {run.removed} removed; "
            f"{run.sentences} sentences read, {run.born} topics new"
        )
