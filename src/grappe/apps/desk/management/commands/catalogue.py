"""Is the catalogue sound, and how does it come into the database? `grappe catalogue check`, `grappe catalogue load`.

`check` needs no database and exits with 0 when there is nothing worse than a warning, 1 when there are errors, 2 when
the catalogue cannot be read. `load` takes a folder whole or not at all; it crosses the apps, so the command lives here.
"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.aids.queries.lint import ERROR, Finding, lint
from grappe.apps.aids.queries.yaml_pages import read_page
from grappe.apps.desk import operations
from grappe.apps.privacy.queries import catalogue as privacy
from grappe.apps.reporting.operations.catalogue import faults
from grappe.ui import clock
from grappe.ui.commands import FileCommand, day, one_line


class Command(FileCommand):
    help = "Check a catalogue, or load it into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        check = actions.add_parser("check", help="say what is wrong with a catalogue folder")
        load = actions.add_parser("load", help="load a catalogue folder; again: only what changed")
        for action in (check, load):
            action.add_argument(
                "path", nargs="?", metavar="PATH", help="a catalogue folder (catalogues/luxembourg)"
            )
        load.add_argument(
            "--as", dest="slug", default="", metavar="SLUG",
            help="load its programmes as a catalogue of this name beside the home one",
        )  # fmt: skip
        check.add_argument(
            "--on", type=day, metavar="DATE", help="the day as of which sources are old (today)"
        )

    def answer(self, **options: Any) -> None:
        getattr(self, f"answer_{options['action']}")(**options)

    def answer_check(self, *, path: str | None = None, on: date | None = None, **options: Any) -> None:
        """Print the findings of a folder, one a line, and how many there are to standard error."""
        folder = Path(path or settings.CATALOGUE)
        findings = [
            *lint(folder, on=on or clock.today()),
            *indicator_findings(folder),
            *privacy_findings(folder),
        ]
        for finding in findings:
            self.stdout.write(one_line(_as_seen(finding)))
        errors = sum(finding.severity == ERROR for finding in findings)
        warnings = len(findings) - errors
        self.stderr.write(
            _("%(folder)s: %(errors)s, %(warnings)s")
            % {
                "folder": _shown(folder),
                "errors": ngettext("%d error", "%d errors", errors) % errors,
                "warnings": ngettext("%d warning", "%d warnings", warnings) % warnings,
            }
        )
        if errors:
            raise SystemExit(1)

    def answer_load(self, *, path: str | None = None, slug: str = "", **options: Any) -> None:
        """Load a folder and say what each part did; BadFile when it cannot be, and nothing was loaded."""
        folder = Path(path or settings.CATALOGUE)
        for part in operations.load_catalogue(folder, at=clock.now(), beside=slug):
            self.stdout.write(f"  {part.name}: {part.done}")


def indicator_findings(folder: Path) -> list[Finding]:
    """Return what is wrong with the indicators of a catalogue folder; one without this file has none."""
    path = folder / "indicators.yaml"
    if not path.exists():
        return []
    page = read_page(path)
    return [
        Finding(
            path, page.line(("indicators", place) if place is not None else ()), ERROR, "indicator", message
        )
        for place, message in faults(page.document)
    ]


def privacy_findings(folder: Path) -> list[Finding]:
    """Return what is wrong with what a catalogue folder says of personal data; one without this file has none."""
    path = folder / privacy.FILE
    if not path.exists():
        return []
    page = read_page(path)
    return [
        Finding(path, page.line(place), ERROR, "privacy", f"{privacy.written(place)}: {message}")
        for place, message in privacy.faults(page.document)
    ]


def _as_seen(finding: Finding) -> str:
    shown = _shown(finding.file)
    return f"{shown}:{finding.line}: {finding.severity}: {finding.code}: {finding.message}"


def _shown(path: Path) -> Path:
    """Return a path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
