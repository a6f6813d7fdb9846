"""Which world does the truth table look at? One company of the manager's cluster with one of everything in it."""

from __future__ import annotations

from typing import Any

from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory


def build(people: Any) -> dict[str, Any]:
    """Make the world and return its values by name; names are what access.py's rows refer to."""
    company = CompanyFactory(clusters=people.manager.memberships.first() and [people.manager.memberships.first().cluster])
    person = PersonFactory(company=company)
    contact = ContactFactory(company=company)
    figures = FiguresFactory(company=company)
    return {"company": company.pk, "person": person.pk, "contact": contact.pk, "figures": figures.pk}
