"""Which tables does this app have?"""

from grappe.apps.reporting.models.indicators import Indicator, Target, Value, Version
from grappe.apps.reporting.models.records import Record, Refresh, Standing, StandingCluster

__all__ = ["Indicator", "Record", "Refresh", "Standing", "StandingCluster", "Target", "Value", "Version"]
