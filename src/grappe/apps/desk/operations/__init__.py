"""How do the catalogue and the demonstration come into the database? Both cross all apps."""

from grappe.apps.desk.operations.catalogue import Part, load_catalogue
from grappe.apps.desk.operations.demo import SIZE as DEMO_SIZE
from grappe.apps.desk.operations.demo import load_demo

__all__ = ["DEMO_SIZE", "Part", "load_catalogue", "load_demo"]
