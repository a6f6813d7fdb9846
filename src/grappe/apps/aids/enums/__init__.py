"""Which fixed lists of values do the aids use? One module for each thing that is kept."""

from grappe.apps.aids.enums.awards import AwardState, GgeSource, Instrument, LegalBasis
from grappe.apps.aids.enums.sweeps import SizeClass, SweepState, SweptVerdict

__all__ = [
    "AwardState",
    "GgeSource",
    "Instrument",
    "LegalBasis",
    "SizeClass",
    "SweepState",
    "SweptVerdict",
]
