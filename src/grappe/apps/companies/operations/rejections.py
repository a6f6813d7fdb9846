"""How are refused rows given back, so that a person can mend them in a spreadsheet and send them again?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.companies.models import ImportRun
from grappe.apps.companies.operations.imports import Rejection
from grappe.apps.companies.queries.rows import Fault
from grappe.apps.companies.queries.tables import Formula
from grappe.ui.workbook import safe


def harmless(value: Any) -> str:
    """Return a cell's text so that a spreadsheet takes it for text, never for a formula (CSV injection, CWE-1236)."""
    text = "" if value is None else str(value.text if isinstance(value, Formula) else value)
    return safe(text)


def rejections_csv(rejections: Sequence[Rejection], headers: Sequence[str]) -> str:
    """Return refused rows as CSV: row, column, value, reason, then the row's own cells; one line a fault."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([_("row"), _("column"), _("value"), _("reason"), *headers])
    for rejection in rejections:
        for fault in rejection.faults:
            cells = [harmless(cell) for cell in rejection.cells]
            writer.writerow([rejection.row, fault.column, harmless(fault.value), fault.reason, *cells])
    return output.getvalue()


def write_rejections(rejections: Sequence[Rejection], headers: Sequence[str], target: Path) -> None:
    """Write refused rows to a CSV file with a byte order mark, so that Excel reads its accents."""
    target.write_text(rejections_csv(rejections, headers), encoding="utf-8-sig", newline="")


def rejections_of_run(run: ImportRun, headers: Sequence[str]) -> str:
    """Return the refused rows of an import made on the page, as the same CSV."""
    kept = [
        Rejection(entry["row"], tuple(entry["cells"]), tuple(Fault(**fault) for fault in entry["faults"]))
        for entry in run.rejections
    ]
    return rejections_csv(kept, headers)
