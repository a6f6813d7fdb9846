"""What do we know of a company: its file, its contacts, the files it came in? Each app imports from here."""

from grappe.apps.companies.models.companies import (
    Company,
    CompanyCluster,
    CompanyFact,
    Latest,
    Ownership,
    Person,
    YearFigures,
)
from grappe.apps.companies.models.contacts import Contact, ContactReader, Mark, NoteRevision
from grappe.apps.companies.models.imports import ImportRun
from grappe.apps.companies.models.kept_out import KeptOut
from grappe.apps.companies.models.reference import Commune, NaceCode, Plain, searched
from grappe.apps.companies.models.replies import Reply

__all__ = [
    "Commune",
    "Company",
    "CompanyCluster",
    "CompanyFact",
    "Contact",
    "ContactReader",
    "ImportRun",
    "KeptOut",
    "Latest",
    "Mark",
    "NaceCode",
    "NoteRevision",
    "Ownership",
    "Person",
    "Plain",
    "Reply",
    "YearFigures",
    "searched",
]
