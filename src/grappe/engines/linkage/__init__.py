"""The same company, or the same person, written twice: which records are one, how probably, and why?"""

from grappe.engines.linkage.linking import LEAST, Linker, compare
from grappe.engines.linkage.model import Field, Kind, Level, Link, Profile, Weights
from grappe.engines.linkage.names import CompanyName, company_name
from grappe.engines.linkage.profiles import CITIZEN, COMPANY, PERSON

__all__ = [
    "CITIZEN", "COMPANY", "LEAST", "PERSON", "CompanyName", "Field", "Kind", "Level", "Link", "Linker", "Profile",
    "Weights", "company_name", "compare",
]  # fmt: skip
