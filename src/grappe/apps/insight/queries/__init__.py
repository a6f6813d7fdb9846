"""What is read of themes and action plans? The names that other apps may rely on."""

from grappe.apps.insight.queries.plans import measures_due, plan_for, plans

__all__ = ["measures_due", "plan_for", "plans"]
