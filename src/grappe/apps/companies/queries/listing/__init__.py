"""What can a list of companies, people or contacts show and be asked for?"""

from grappe.apps.companies.queries.listing.companies import kind as companies
from grappe.apps.companies.queries.listing.contacts import kind as contacts
from grappe.apps.companies.queries.listing.contacts import of_companies as contacts_of_companies
from grappe.apps.companies.queries.listing.people import kind as people
from grappe.apps.companies.queries.listing.shared import company_address, company_column, of_company

__all__ = [
    "companies",
    "company_address",
    "company_column",
    "contacts",
    "contacts_of_companies",
    "of_company",
    "people",
]
