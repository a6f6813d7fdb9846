"""What does the index of the search hold of people? Words of other tables, kept by their triggers and gone with them."""

from __future__ import annotations

from grappe.apps.search.models import Again, Entry, Meaning, OfCompany
from grappe.ui.personal import Why, nobody

TABLES = (
    nobody(Entry, Why.DERIVED, "titles texts language beside words"),
    nobody(Meaning, Why.DERIVED, "digest vector"),
    nobody(OfCompany, Why.DERIVED, "name facets access"),
    nobody(Again, Why.DERIVED),
)
