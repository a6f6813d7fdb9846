"""Which files of programmes were imported, and what does one of the imports say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.enums import ProgrammeImportState
from grappe.apps.aids.models import ProgrammeImport
from grappe.apps.aids.permissions import check_can_manage_catalogues
from grappe.engines.eligibility.imports.model import OUTCOMES

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHOWN = 50  # refused rows on the page; the file has all of them
WORDS = {
    "size": _("Size"), "area": _("Place"), "sector": _("Activity"), "age": _("Age"), "other": _("Other conditions"),
    "validity": _("Validity"), "consortium": _("Consortium"), "applicant": _("Applicant"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindRow:
    """What became of the conditions of one kind, in numbers."""

    name: str | Promise
    rule: int
    partly: int
    unknown: int
    free: int
    conflicts: int


def programme_imports(*, for_user: User) -> QuerySet[ProgrammeImport]:
    """Return the imports, newest first."""
    check_can_manage_catalogues(for_user)
    return ProgrammeImport.objects.defer("report")


def programme_import_for(pk: int, *, for_user: User) -> ProgrammeImport:
    """Return one import. Raises ProgrammeImport.DoesNotExist."""
    check_can_manage_catalogues(for_user)
    return ProgrammeImport.objects.get(pk=pk)


def is_busy(run: ProgrammeImport) -> bool:
    """Return whether the worker is at this import, or about to be."""
    return run.state in (ProgrammeImportState.CHECKING, ProgrammeImportState.RUNNING)


def kinds_of(report: dict[str, Any]) -> list[KindRow]:
    """Return the counts of a report by kind of condition, in words."""
    return [
        KindRow(WORDS.get(kind, kind), *(counts.get(name, 0) for name in (*OUTCOMES, "conflicts")))
        for kind, counts in report.get("by_kind", {}).items()
    ]


def chart_of(report: dict[str, Any]) -> dict[str, Any] | None:
    """Return the chart of what became of the conditions, by kind; None where there are none.

    The figures are those of `kinds_of`: what asks for nothing is left out.
    """
    rows = list(reversed(kinds_of(report)))
    if not rows:
        return None
    series = (
        (_("Rules"), "rule", "#2f9e44"),
        (_("In part"), "partly", "#f08c00"),
        (_("Unknown"), "unknown", "#868e96"),
    )
    return {
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [str(row.name) for row in rows]},
        "series": [
            {
                "type": "bar", "stack": "all", "name": str(name), "itemStyle": {"color": color},
                "data": [getattr(row, key) for row in rows],
            }
            for name, key, color in series
        ],
    }  # fmt: skip
