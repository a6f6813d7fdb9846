"""What does a row of an import say that is not on file yet? Blank cells never erase what is known."""

from __future__ import annotations

from typing import Any

from grappe.apps.companies.models import Company
from grappe.apps.companies.queries import rows as reading
from grappe.apps.companies.queries.rows import Row

IDENTITY = ("name", "brand", "legal_form", "rcs_number", "vat_number", "activity", "country", "street", "postcode",
            "city", "website", "founded", "business_permit", "language", "external_id")  # fmt: skip
RELATIONS = {"nace": "nace_id", "commune": "commune_id"}


def changed_columns(row: Row, company: Company) -> dict[str, Any]:
    """Return what a row changes of its company, by column."""
    changed = {
        name: row.values[name]
        for name in IDENTITY
        if name in row.values and getattr(company, name) != row.values[name]
    }
    for name, column in RELATIONS.items():
        if name in row.values and getattr(company, column) != row.values[name]:
            changed[column] = row.values[name]
    said = row.values.get("custom", {})
    if (custom := {**company.custom, **said}) != company.custom:
        changed["custom"] = custom
    return changed


def new_figures(row: Row, company: Company | None) -> dict[str, Any]:
    """Return what a row says anew of the figures of its year."""
    given = {name: row.values[name] for name in reading.FIGURES if name in row.values}
    if not given or company is None:
        return given
    known = next((figures for figures in company.figures.all() if figures.year == row.values["year"]), None)
    if known is None:
        return given
    return {name: value for name, value in given.items() if getattr(known, name) != value}


def new_person(row: Row, company: Company | None) -> dict[str, Any]:
    """Return whom a row brings on file, or what it says anew of who is there (`pk`); empty where it says nothing new."""
    given = {
        name.removeprefix("person_"): row.values[name]
        for name in ("person_name", "person_email", "person_phone")
        if name in row.values
    }
    if not given:
        return {}
    given.setdefault("name", given.get("email", given.get("phone", "")))
    said = row.values.get(reading.CUSTOM_OF_PERSON, {})
    known = company.people.all() if company is not None else []
    for person in known:
        same = (
            person.email == given["email"]
            if "email" in given and person.email
            else person.name == given["name"]
        )
        if same:  # of somebody on file the file says more in custom fields, and nothing else
            custom = {**person.custom, **said}
            return {"pk": person.pk, "custom": custom} if custom != person.custom else {}
    return given | ({"custom": said} if said else {})


def new_clusters(row: Row, company: Company | None) -> set[int]:
    """Return the clusters (ids) that a row adds."""
    given = set(row.values.get("clusters", ()))
    return given - {cluster.pk for cluster in company.clusters.all()} if company is not None else given


def says_something_new(row: Row, company: Company) -> bool:
    """Return whether a row changes anything of its company."""
    return bool(
        changed_columns(row, company)
        or new_figures(row, company)
        or new_person(row, company)
        or new_clusters(row, company)
    )
