"""Is the catalogue sound? `grappe catalogue check`: findings by file and line; no database.

`check` exits with 0 when there is nothing worse than a warning, 1 when there are errors, 2 when the catalogue cannot be read.
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
from grappe.ui import clock
from grappe.ui.commands import FileCommand, day, one_line


class Command(FileCommand):
    help = "Check a catalogue of programmes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        self.add_check(actions.add_parser("check", help="say what is wrong with a catalogue folder"))

    def add_check(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", metavar="PATH", help="a catalogue folder (catalogues/luxembourg)"
        )
        parser.add_argument(
            "--on", type=day, metavar="DATE", help="the day as of which sources are old (today)"
        )

    def answer(self, **options: Any) -> None:
        getattr(self, f"answer_{options['action']}")(**options)

    def answer_check(self, *, path: str | None = None, on: date | None = None, **options: Any) -> None:
        """Print the findings of a folder, one a line, and how many there are to standard error."""
        folder = Path(path or settings.CATALOGUE)
        findings = lint(folder, on=on or clock.today())
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


def _as_seen(finding: Finding) -> str:
    shown = _shown(finding.file)
    return f"{shown}:{finding.line}: {finding.severity}: {finding.code}: {finding.message}"


def _shown(path: Path) -> Path:
    """Return a path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
