"""What is written of companies, people and contacts? The names that other apps may rely on."""

from grappe.apps.companies.operations.companies import change_company, create_company, set_archived
from grappe.apps.companies.operations.contacts import (
    cancel_contact,
    change_contact,
    hold_contact,
    plan_contact,
    reopen_contact,
    set_audience,
)
from grappe.apps.companies.operations.facts import state_fact
from grappe.apps.companies.operations.figures import remove_figures, save_figures
from grappe.apps.companies.operations.latest import rebuild_latest
from grappe.apps.companies.operations.notes import mark_passage, save_notes
from grappe.apps.companies.operations.owners import remove_ownership, save_ownership
from grappe.apps.companies.operations.people import save_person
from grappe.apps.companies.operations.reference import load_reference
from grappe.apps.companies.operations.replies import TakenReply, take_calendar_answers, take_mail_reply

__all__ = [
    "TakenReply",
    "cancel_contact",
    "change_company",
    "change_contact",
    "create_company",
    "hold_contact",
    "load_reference",
    "mark_passage",
    "plan_contact",
    "rebuild_latest",
    "remove_figures",
    "remove_ownership",
    "reopen_contact",
    "save_figures",
    "save_notes",
    "save_ownership",
    "save_person",
    "set_archived",
    "set_audience",
    "state_fact",
    "take_calendar_answers",
    "take_mail_reply",
]
