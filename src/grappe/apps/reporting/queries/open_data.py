"""Under which terms is what is published open data?"""

from __future__ import annotations

from typing import Any

from grappe.apps.reporting.enums import Licence
from grappe.apps.reporting.models import OpenData

THEMES = ("ECON",)


def terms() -> dict[str, Any]:
    """Return licence, themes, country and contact as the catalogue says, or what is taken where it says nothing."""
    row = OpenData.objects.first() or OpenData(licence=Licence.CC_BY)
    return {
        "licence": row.licence,
        "themes": row.themes or list(THEMES),
        "country": row.country,
        "contact": row.contact,
    }
