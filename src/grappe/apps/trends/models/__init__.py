"""Which tables do trends have? The names that other modules may rely on."""

from grappe.apps.trends.models.feeds import Entry, Feed
from grappe.apps.trends.models.sheets import Evidence, Sheet, Use

__all__ = ["Entry", "Evidence", "Feed", "Sheet", "Use"]
