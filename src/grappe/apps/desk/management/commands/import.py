"""`grappe import companies FILE`, `grappe import programmes FILE`: a dry run first; `--apply` writes.

The kinds of file belong to different apps, so the command lives here.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from grappe.apps.aids import operations as aids
from grappe.apps.companies.operations.import_needed import NAMED, names
from grappe.apps.companies.operations.imports import Outcome, import_companies
from grappe.apps.companies.operations.rejections import write_rejections
from grappe.apps.companies.queries.columns import guess, override
from grappe.apps.companies.queries.imports import custom_columns_on_file
from grappe.apps.companies.queries.tables import Table, open_table
from grappe.ui import clock
from grappe.ui.custom import CustomField, read
from grappe.ui.errors import BadInput


class Command(BaseCommand):
    help = "Import companies (CSV, XLSX) or programmes (JSON). Without --apply nothing is written: it says what would happen."

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
            "--fill",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="what new records get in a custom field that has to be filled in (repeatable)",
        )
        companies.add_argument(
            "--rejected", type=Path, help="where refused rows go (default: FILE.rejected.csv)"
        )
        self._programmes(
            kinds.add_parser("programmes", help="aid programmes, as a catalogue beside the home one")
        )

    def _programmes(self, programmes: ArgumentParser) -> None:
        programmes.add_argument("file", type=Path)
        programmes.add_argument("--apply", action="store_true", help="write; without it, a dry run")
        programmes.add_argument("--catalogue", default="", metavar="SLUG", help="what to call the catalogue")
        programmes.add_argument(
            "--to", type=Path, metavar="FOLDER", help="write a catalogue folder instead; needs no database"
        )
        programmes.add_argument(
            "--rejected", type=Path, help="where refused rows go (default: FILE.rejected.csv)"
        )

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        try:
            getattr(self, f"import_{kind}")(**options)
        except BadInput as fault:
            self.stderr.write(f"grappe import: {fault}")
            raise SystemExit(2) from fault

    # --- Companies ---

    def import_companies(
        self,
        *,
        file: Path,
        apply: bool,
        map: list[str],
        cluster: list[str],
        fill: list[str],
        rejected: Path | None,
        **_rest: Any,
    ) -> None:
        """Read a table, say how its columns are taken, and what it does or would do."""
        table = open_table(file)
        custom = custom_columns_on_file()
        said = dict(self._pair(text, "--map") for text in map)
        mapping = override(table.headers, guess(table.headers, custom), said, custom)
        self._say_how(table, mapping)
        outcome = import_companies(
            table=table, mapping=mapping, by=None, at=clock.now(), dry_run=not apply, clusters=cluster,
            fill=self._values(fill, custom),
            progress=lambda now: self.stderr.write(f"  {now.rows} …") if now.rows % 5000 == 0 else None,
        )  # fmt: skip
        self._say_what(outcome, apply)
        if outcome.rejections:
            target = rejected or file.with_suffix(f"{file.suffix}.rejected.csv")
            write_rejections(outcome.rejections, table.headers, target)
            self._say_where(target)

    def _pair(self, text: str, option: str) -> tuple[str, str]:
        one, mark, other = text.rpartition("=") if option == "--map" else text.partition("=")
        if not mark:
            told = {
                "--map": _("--map takes COLUMN=FIELD, not “%(text)s”."),
                "--fill": _("--fill takes FIELD=VALUE, not “%(text)s”."),
            }
            raise BadInput(told[option] % {"text": text})
        return one, other

    def _values(self, fill: list[str], custom: Mapping[str, CustomField]) -> dict[str, Any]:
        found = {}
        for name, text in (self._pair(each, "--fill") for each in fill):
            if name not in custom:
                raise BadInput(
                    _("There is no field “%(name)s”. There are: %(all)s.")
                    % {"name": name, "all": ", ".join(custom)}
                )
            found[name] = read(custom[name], text)
        return found

    def _say_how(self, table: Table, mapping: dict[str, str]) -> None:
        shape = f"{table.encoding}, “{table.delimiter}”" if table.kind == "csv" else "Excel"
        self.stdout.write(f"{table.path.name} ({shape})")
        for header in table.headers:
            self.stdout.write(f"  {header or '—'} → {mapping.get(header, '—')}")

    def _say_what(self, outcome: Outcome, applied: bool) -> None:
        self._say_whether(applied)
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

        if outcome.erased:
            told = _("%(n)d people were erased earlier and are not taken over: rows %(rows)s")
            rows = names([each.row for each in outcome.erased[:NAMED]], len(outcome.erased))
            self.stdout.write(told % {"n": len(outcome.erased), "rows": rows})

    # --- Programmes ---

    def import_programmes(
        self, *, file: Path, apply: bool, catalogue: str, to: Path | None, rejected: Path | None, **_rest: Any
    ) -> None:
        """Read a file of programmes and say how many of its conditions became rules, by kind."""
        if to is not None:
            outcome = aids.write_catalogue(path=file, folder=to)
        else:
            outcome = aids.import_programmes(
                path=file, at=clock.now(), catalogue=catalogue, dry_run=not apply
            )
        self._say_whether(apply or to is not None)
        loaded = outcome.loaded
        told = _(
            "catalogue %(catalogue)s: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, "
            "%(withdrawn)d withdrawn, %(refused)d refused"
        )
        self.stdout.write(
            told
            % {
                "catalogue": outcome.catalogue,
                "created": loaded.created,
                "updated": loaded.updated,
                "unchanged": loaded.unchanged,
                "withdrawn": loaded.withdrawn,
                "refused": len(outcome.refused),
            }
        )
        self._say_report(outcome.report)
        if outcome.refused:
            target = rejected or file.with_suffix(f"{file.suffix}.rejected.csv")
            aids.write_refusals(refused=outcome.refused, target=target)
            self._say_where(target)

    def _say_report(self, report: Mapping[str, Any]) -> None:
        told = _(
            "%(conditions)d conditions: %(rules)d became rules, %(partly)d in part, %(unknowns)d stay visible unknowns; "
            "%(conflicts)d times the text contradicts the structure, and the text is followed"
        )
        self.stdout.write(told % report)
        names = ("rule", "partly", "unknown", "free", "conflicts")
        self.stdout.write("  ".join([f"{'':<12}", *(f"{name:>9}" for name in names)]))
        for kind, counts in report["by_kind"].items():
            self.stdout.write("  ".join([f"{kind:<12}", *(f"{counts[name]:>9}" for name in names)]))

    # --- Both ---

    def _say_whether(self, applied: bool) -> None:
        self.stdout.write(_("Imported:") if applied else _("Dry run, nothing was written (--apply writes):"))

    def _say_where(self, target: Path) -> None:
        self.stdout.write(_("Refused rows, with field and reason: %(file)s") % {"file": target})
