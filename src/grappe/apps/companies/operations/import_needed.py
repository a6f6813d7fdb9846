"""What do rows of an import lack that has to be filled in, and which value is given to all that lack it?

It is asked of new companies and of new contact persons, as the form of a new one asks it; records on file stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.companies.queries.columns import OF_PERSON
from grappe.apps.companies.queries.rows import CUSTOM_OF_PERSON, Fault, Row
from grappe.ui.custom import CustomField, kept_value

NAMED = 10  # rows that are named of those that lack a field; the rest is counted


@dataclass
class Lacking:
    """So many rows say nothing in a field that has to be filled in; the first of them by their numbers."""

    rows: int = 0
    first: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Needed:
    """The custom fields of companies and people with the name each has in a mapping, and what all rows get that lack one."""

    custom: Mapping[str, CustomField]
    fill: Mapping[str, Any]
    columns: Mapping[str, str]  # field -> header
    lacking: dict[str, Lacking]

    def of_row(self, row: Row, new_company: bool, new_person: bool) -> list[Fault]:
        """Fill in what a row's new company and new person lack; return what they lack still."""
        faults = []
        if new_company:
            faults += self.faults_of(row.number, row.values.setdefault("custom", {}), of_person=False)
        if new_person:
            said = row.values.setdefault(CUSTOM_OF_PERSON, {})
            faults += self.faults_of(row.number, said, of_person=True)
        return faults

    def faults_of(self, number: int, values: dict[str, Any], *, of_person: bool) -> list[Fault]:
        """Fill in what a new record lacks and a value was given for; return what it lacks still, and count it."""
        own = [(name, each) for name, each in self.custom.items() if name.startswith(OF_PERSON) == of_person]
        faults = []
        for name, each in own:
            if each.name in values or not each.is_needed(values):
                continue
            if (given := self.fill.get(name)) is not None:
                values[each.name] = given
                continue
            found = self.lacking.setdefault(name, Lacking())
            found.rows += 1
            found.first += [number] if len(found.first) < NAMED else []
            column = self.columns.get(name, str(each))
            faults.append(Fault(column, "", _("%(field)s: this has to be filled in.") % {"field": each}))
        return faults


def needed(
    custom: Mapping[str, CustomField],
    fill: Mapping[str, Any],
    mapping: Mapping[str, str],
    lacking: dict[str, Lacking],
) -> Needed:
    """Return what is asked of new records. Raises BadInput for a value that does not fit (any more)."""
    given = {name: kept_value(custom[name], value) for name, value in fill.items() if name in custom}
    return Needed(custom, given, {name: header for header, name in mapping.items()}, lacking)


def told(lacking: Mapping[str, Lacking]) -> list[dict[str, Any]]:
    """Return what rows lack as a run keeps it."""
    return [{"field": name, "rows": each.rows, "first": each.first} for name, each in lacking.items()]


def names(rows: Iterable[int], all_rows: int) -> str:
    """Return the first row numbers in words, with dots where there are more."""
    said = ", ".join(map(str, rows))
    return f"{said} …" if all_rows > NAMED else said
