"""What does somebody else's file of programmes say, as rules of ours? French texts, calls of the European Union."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grappe.engines.eligibility.imports import eu_calls, french_programmes
from grappe.engines.eligibility.imports.eu_calls import is_eu_row, read_call
from grappe.engines.eligibility.imports.french_programmes import is_french_row, read_row, slug_of
from grappe.engines.eligibility.imports.model import Imported, Read, Refused, Tally

__all__ = ["FORMATS", "Format", "Imported", "Read", "Refused", "Tally", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of file that is understood: how its rows are known, and how one becomes a programme."""

    id: str  # also the folder that holds the fields and the attribution of what is made of it
    matches: Callable[[Mapping[str, Any]], bool]
    read: Callable[[object, date | None], Imported]
    name: str  # the field by which a row calls itself
    prefix: str  # what the slugs of its programmes begin with

    def slug(self, name: str) -> str:
        """Return the slug of the programme of a row that calls itself `name`."""
        return slug_of(self.prefix, name)


FORMATS = (
    Format("france", is_french_row, lambda row, _as_of: read_row(row), "id", french_programmes.PREFIX),
    Format("european_union", is_eu_row, read_call, "topicId", eu_calls.PREFIX),
)


def format_of(row: object) -> Format | None:
    """Return the form that a row is written in, None where it is none that we know."""
    if not isinstance(row, Mapping):
        return None
    return next((form for form in FORMATS if form.matches(row)), None)
