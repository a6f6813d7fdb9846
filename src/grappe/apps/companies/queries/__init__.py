"""What is read of companies, people and contacts? The names that other apps may rely on."""

from grappe.apps.companies.queries.contacts import (
    contact_for,
    contacts_of,
    contacts_of_member,
    contacts_today,
    ends_at,
    has_planned,
    is_in_clusters,
    last_contact_on,
    possible_people,
    possible_team,
    timeline_entries_of_contacts,
)
from grappe.apps.companies.queries.facts import company_facts
from grappe.apps.companies.queries.files import (
    CompanyFile,
    companies,
    company_file,
    company_for,
    file_of,
    person_for,
    search_people,
)
from grappe.apps.companies.queries.groups import OwnershipGroup, ownership_group
from grappe.apps.companies.queries.invitations import invitees, organizer
from grappe.apps.companies.queries.policy import looked_after, of_read_contact, of_visible, readable, visible
from grappe.apps.companies.queries.reference import communes, known_nace, nace_codes
from grappe.apps.companies.queries.replies import answers_waiting
from grappe.apps.companies.queries.search import search
from grappe.apps.companies.queries.taken import TakenByContact, taken_by_contacts
from grappe.apps.companies.queries.timeline import timeline_entries, timeline_entries_of_file
from grappe.apps.companies.queries.veils import hidden_among, told_left_out, veil, words_of_hidden

__all__ = [
    "CompanyFile",
    "OwnershipGroup",
    "TakenByContact",
    "answers_waiting",
    "communes",
    "companies",
    "company_facts",
    "company_file",
    "company_for",
    "contact_for",
    "contacts_of",
    "contacts_of_member",
    "contacts_today",
    "ends_at",
    "file_of",
    "hidden_among",
    "invitees",
    "known_nace",
    "has_planned",
    "is_in_clusters",
    "last_contact_on",
    "looked_after",
    "nace_codes",
    "of_read_contact",
    "of_visible",
    "organizer",
    "ownership_group",
    "person_for",
    "possible_people",
    "possible_team",
    "readable",
    "search",
    "search_people",
    "taken_by_contacts",
    "timeline_entries",
    "timeline_entries_of_contacts",
    "timeline_entries_of_file",
    "told_left_out",
    "veil",
    "visible",
    "words_of_hidden",
]
