"""`grappe import companies FILE`: a dry run first; `--apply` writes."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from grappe.apps.companies.operations.imports import Outcome, import_companies
from grappe.apps.companies.operations.rejections import write_rejections
from grappe.apps.companies.queries.columns import guess, override
from grappe.apps.companies.queries.tables import Table, open_table
from grappe.ui import clock
from grappe.ui.errors import BadInput


class Command(BaseCommand):
    help = "Import companies from CSV or XLSX. Without --apply nothing is written: it says what would happen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        companies = kinds.add_parser(
            "companies", help="companies, with figures of a year and a contact person"
        )
        companies.add_argument("file", type=Path)
        companies.add_argument("--apply", action="store_true", help="write; without it, a dry run")
        companies.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="which column is which field (repeatable)",
        )
        companies.add_argument(
            "--cluster", action="append", default=[], help="cluster for new companies (repeatable)"
        )
        companies.add_argument(
            "--rejected", type=Path, help="where refused rows go (default: FILE.rejected.csv)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.import_file(**options)
        except BadInput as fault:
            self.stderr.write(f"grappe import: {fault}")
            raise SystemExit(2) from fault

    def import_file(
        self,
        *,
        file: Path,
        apply: bool,
        map: list[str],
        cluster: list[str],
        rejected: Path | None,
        **_rest: Any,
    ) -> None:
        table = open_table(file)
        mapping = override(table.headers, guess(table.headers), dict(self._pair(text) for text in map))
        self._say_how(table, mapping)
        outcome = import_companies(
            table=table, mapping=mapping, by=None, at=clock.now(), dry_run=not apply, clusters=cluster,
            progress=lambda now: self.stderr.write(f"  {now.rows} …") if now.rows % 5000 == 0 else None,
        )  # fmt: skip
        self._say_what(outcome, apply)
        if outcome.rejections:
            target = rejected or file.with_suffix(f"{file.suffix}.rejected.csv")
            write_rejections(outcome.rejections, table.headers, target)
            self.stdout.write(_("Refused rows, with column and reason: %(file)s") % {"file": target})

    def _pair(self, text: str) -> tuple[str, str]:
        header, mark, name = text.rpartition("=")
        if not mark:
            raise BadInput(_("--map takes COLUMN=FIELD, not “%(text)s”.") % {"text": text})
        return header, name

    def _say_how(self, table: Table, mapping: dict[str, str]) -> None:
        shape = f"{table.encoding}, “{table.delimiter}”" if table.kind == "csv" else "Excel"
        self.stdout.write(f"{table.path.name} ({shape})")
        for header in table.headers:
            self.stdout.write(f"  {header or '—'} → {mapping.get(header, '—')}")

    def _say_what(self, outcome: Outcome, applied: bool) -> None:
        self.stdout.write(_("Imported:") if applied else _("Dry run, nothing was written (--apply writes):"))
        self.stdout.write(
            _(
                "%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, %(rejected)d refused"
            )
            % {
                "rows": outcome.rows,
                "created": outcome.created,
                "updated": outcome.updated,
                "unchanged": outcome.unchanged,
                "rejected": outcome.rejected,
            }
        )
