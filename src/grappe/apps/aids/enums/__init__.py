"""Which fixed lists of values do the aids use? One module for each thing that is kept."""

from grappe.apps.aids.enums.sweeps import SizeClass, SweepState, SweptVerdict

__all__ = ["SizeClass", "SweepState", "SweptVerdict"]
