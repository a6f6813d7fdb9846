"""Which figures of a table, or of many tables that overlap, may be shown without giving a company away?"""

from grappe.engines.disclosure.release import NEARER, NOBODY, Figure, Units, shown_together
from grappe.engines.disclosure.suppression import LEAST, hidden_cells

__all__ = ["LEAST", "NEARER", "NOBODY", "Figure", "Units", "hidden_cells", "shown_together"]
