"""Which tables does this app have?"""

from grappe.apps.reporting.models.diversification import Diversification
from grappe.apps.reporting.models.indicators import Indicator, Target, Value, Version
from grappe.apps.reporting.models.records import Record, Refresh, Standing, StandingCluster
from grappe.apps.reporting.models.reports import FrozenAct, FrozenReport, OpenData, Report

__all__ = [
    "Diversification",
    "FrozenAct",
    "FrozenReport",
    "Indicator",
    "OpenData",
    "Record",
    "Refresh",
    "Report",
    "Standing",
    "StandingCluster",
    "Target",
    "Value",
    "Version",
]
