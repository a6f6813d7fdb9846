"""What does the form of a trend sheet show, and has any of it changed since?"""

from __future__ import annotations

from typing import Any

from grappe.apps.trends.models import Sheet
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

TEXTS = ("titles", "what", "so_what")
PLAIN = ("horizon", "impact", "direction", "review_on")


def as_written(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as its form shows it, by field; theme and clusters by slug, people by id."""
    words = {f"{name}_{code}": getattr(sheet, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(sheet, name) for name in PLAIN} | {
        "theme": sheet.theme.slug,
        "clusters": [each.slug for each in sheet.clusters.all()],
        "lead": str(sheet.lead_id),
        "team": [str(each.pk) for each in sheet.team.all()],
    }  # fmt: skip


def version_of(sheet: Sheet) -> str:
    """Return what a form of this sheet is filled with, as a version."""
    return conflicts.version_of(as_written(sheet))
