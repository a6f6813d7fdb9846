"""Whom of a file did we erase? Their company comes in all the same, they do not, unless somebody says why they come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grappe.apps.companies.models import Company
from grappe.apps.companies.operations.import_changes import new_person, says_something_new
from grappe.apps.companies.queries.kept_out import Comer, erased_among
from grappe.apps.companies.queries.rows import CUSTOM_OF_PERSON, Row

Plan = tuple[Row, tuple[Any, ...], Company | None, bool]
MOST = 500  # rows that a run keeps and offers; whoever else was erased is not taken over either


@dataclass(frozen=True, slots=True)
class Erased:
    """A row that names somebody who was erased: its number, its company and the day. Not who: the file says so."""

    row: int
    company: str
    erased_on: date


def without_erased(plans: Sequence[Plan], brought_back: Mapping[int, str], found: list[Erased]) -> list[Plan]:
    """Return the rows without whoever was erased, and add these to `found`; rows (numbers) that are brought back stay whole.

    Two queries for a block, one where nobody was ever erased.
    """
    bringing = [plan for plan in plans if "name" in new_person(plan[0], plan[2])]
    days = erased_among([_comer(row, company) for row, _cells, company, _changes in bringing])
    days_of = {plan[0].number: day for plan, day in zip(bringing, days, strict=True) if day is not None}
    kept: list[Plan] = []
    for row, cells, company, says_more in plans:
        day = days_of.get(row.number)
        if day is not None and row.number not in brought_back:
            found.append(Erased(row.number, row.values["name"], day))
            for name in ("person_name", "person_email", "person_phone", CUSTOM_OF_PERSON):
                row.values.pop(name, None)
            says_more = company is None or says_something_new(row, company)
        kept.append((row, cells, company, says_more))
    return kept


def _comer(row: Row, company: Company | None) -> Comer:
    person = new_person(row, company)
    country = row.values.get("country", "LU")
    name, country = (company.name, company.country) if company else (row.values["name"], country)
    return Comer(person["name"], person.get("email", ""), company.pk if company else None, name, country)


def told(found: Sequence[Erased], reasons: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return whom a run found as it keeps them: those brought back with their reasons first, at most 500 others."""
    back = [dict(each) for each in reasons if each["reason"]]
    return back + [
        {"row": each.row, "company": each.company, "erased_on": each.erased_on.isoformat(), "reason": ""}
        for each in found[:MOST]
    ]
