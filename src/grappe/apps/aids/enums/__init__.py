"""Which fixed lists of values do the aids use? One module for each thing that is kept."""

from grappe.apps.aids.enums.awards import AwardState, GgeSource, Instrument, LegalBasis
from grappe.apps.aids.enums.drafts import (
    DifferenceState,
    DraftStart,
    DraftState,
    DraftStep,
    PublicationOrigin,
)
from grappe.apps.aids.enums.programme_imports import ProgrammeImportState
from grappe.apps.aids.enums.sweeps import SizeClass, SweepState, SweptVerdict

__all__ = [
    "AwardState",
    "DifferenceState",
    "DraftStart",
    "DraftState",
    "DraftStep",
    "GgeSource",
    "Instrument",
    "LegalBasis",
    "ProgrammeImportState",
    "PublicationOrigin",
    "SizeClass",
    "SweepState",
    "SweptVerdict",
]
