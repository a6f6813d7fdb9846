"""Which world does the truth table look at? One company of the manager's cluster with one of everything in it."""

from __future__ import annotations

from typing import Any

from factories import diagnostics
from factories.companies import WHEN, CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from grappe.apps.companies.enums import MarkKind
from grappe.apps.companies.models import Mark
from grappe.apps.companies.operations import notes as note_operations
from grappe.apps.diagnostics import operations as diagnostic_operations
from grappe.apps.diagnostics import queries as diagnostic_queries
from grappe.apps.needs import operations as need_operations


def build(people: Any) -> dict[str, Any]:
    """Make the world and return its values by name; names are what access.py's rows refer to."""
    company = CompanyFactory(clusters=people.manager.memberships.first() and [people.manager.memberships.first().cluster])
    person = PersonFactory(company=company)
    contact = ContactFactory(company=company)
    note_operations.save_notes(contact=contact, text="They need help.", based_on=0, by=people.manager, at=WHEN)
    figures = FiguresFactory(company=company)
    return {
        "company": company.pk,
        "person": person.pk,
        "contact": contact.pk,
        "notes_version": 1,
        "figures": figures.pk,
        **_diagnostics_and_needs(people, company, contact),
    }


def _diagnostics_and_needs(people: Any, company: Any, contact: Any) -> dict[str, Any]:
    """A finished diagnostic, one under way with a link for the company, a marked passage, a confirmed need."""
    diagnostics.load()
    finished = diagnostics.finish(company, people.manager, {"q8": ["i1"]})
    run = diagnostics.start(company, people.manager, days=300)
    diagnostic_operations.open_link(run=run, by=people.manager, at=WHEN)
    mark = Mark.objects.create(contact=contact, kind=MarkKind.NEED, passage="They need help.", marked_at=WHEN)
    need = need_operations.add_need(
        company=company, title="A need", language="en", theme="digital", by=people.manager, at=WHEN
    )
    return {
        "finished_run": finished.pk,
        "run": run.pk,
        "run_token": diagnostic_queries.link_token(run),
        "question": "q2",
        "mark": mark.pk,
        "need": need.pk,
    }
