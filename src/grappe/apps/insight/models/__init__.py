"""Which tables does this app have?"""

from grappe.apps.insight.models.plans import ActionPlan, Indicator, Measure, MeasureLink, Reading

__all__ = ["ActionPlan", "Indicator", "Measure", "MeasureLink", "Reading"]
