"""What does the form of a report show, and has any of it changed since?"""

from __future__ import annotations

from typing import Any

from grappe.apps.reporting.enums import Chapter
from grappe.apps.reporting.models import Report
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

TEXTS = ("titles", "introductions")
PLACE = "place_"  # a field for each indicator: where it stands


def as_written(report: Report, slugs: list[str]) -> dict[str, Any]:
    """Return a report as its form shows it, by field; `slugs` are the indicators that the form offers."""
    texts = {f"{name}_{code}": getattr(report, name).get(code, "") for name in TEXTS for code in CODES}
    words = {
        f"words_{chapter.value}_{code}": report.words.get(chapter.value, {}).get(code, "")
        for chapter in Chapter
        for code in CODES
    }
    places = {slug: number for number, slug in enumerate(report.indicators, start=1)}
    return texts | words | {
        "first_year": report.first_year,
        "last_year": report.last_year,
        "dimensions": list(report.dimensions),
        "clusters": list(report.clusters),
    } | {f"{PLACE}{slug}": places.get(slug) for slug in slugs}  # fmt: skip


def version_of(report: Report, slugs: list[str]) -> str:
    """Return what a form of this report is filled with, as a version."""
    return conflicts.version_of(as_written(report, slugs))
