"""What is written of records, indicators and figures?"""

from grappe.apps.reporting.operations.figures import compute_values
from grappe.apps.reporting.operations.refresh import refresh_records

__all__ = ["compute_values", "refresh_records"]
