"""Which figures of a table may be shown without giving a company away?"""

from grappe.engines.disclosure.suppression import LEAST, hidden_cells

__all__ = ["LEAST", "hidden_cells"]
