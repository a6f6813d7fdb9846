"""Which tables have the aids? One module for each thing that is kept."""

from grappe.apps.aids.models.awards import Award
from grappe.apps.aids.models.catalogues import Catalogue
from grappe.apps.aids.models.drafts import (
    Difference,
    DifferenceRow,
    Draft,
    DraftEvent,
    DraftText,
    Publication,
)
from grappe.apps.aids.models.programme_imports import ProgrammeImport
from grappe.apps.aids.models.programmes import Programme, ProgrammeVector
from grappe.apps.aids.models.projects import AidProject
from grappe.apps.aids.models.sweeps import SweepExport, SweepResult, SweepRun, SweptProgramme

__all__ = [
    "AidProject",
    "Award",
    "Catalogue",
    "Difference",
    "DifferenceRow",
    "Draft",
    "DraftEvent",
    "DraftText",
    "Programme",
    "ProgrammeImport",
    "ProgrammeVector",
    "Publication",
    "SweepExport",
    "SweepResult",
    "SweepRun",
    "SweptProgramme",
]
