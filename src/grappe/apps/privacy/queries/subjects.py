"""Who is meant by a request? Addresses, names and keys; who could be meant by a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from grappe.apps.privacy.permissions import check_can_answer_requests
from grappe.apps.privacy.queries.declared import held_tables

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.privacy.models import Case
    from grappe.ui.personal import Table

MOST = 20  # of one table


@dataclass(frozen=True)
class Subject:
    """Somebody: in lower case and with single blanks, as they are compared."""

    emails: frozenset[str]
    names: frozenset[str]
    person_id: int | None = None
    user_id: int | None = None
    language: str = "fr"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant, and where they stand."""

    name: str
    email: str
    person_id: int | None
    user_id: int | None
    language: str
    labels: tuple[str, ...]


def plain(text: str) -> str:
    """Return a name or an address as it is compared."""
    return " ".join(text.casefold().split())


def subject_of(case: Case) -> Subject:
    """Return who is meant by a request."""
    names = frozenset(plain(each) for each in [case.name, *case.spellings] if each.strip())
    emails = frozenset({plain(case.email)} - {""})
    return Subject(emails, names, case.person_id, case.user_id, case.language)


def subject_of_user(user: User) -> Subject:
    """Return a colleague who asks for themselves."""
    names = frozenset({plain(user.name)} - {""})
    return Subject(frozenset({plain(user.email)}), names, None, user.pk, user.language)


def candidates(text: str, *, for_user: User) -> list[Candidate]:
    """Return who may be meant by a part of a name or address, everybody once. One query a table of people.

    Raises PermissionDenied.
    """
    check_can_answer_requests(for_user)
    if len(text.strip()) < 3:
        return []
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for table in held_tables():
        if table.emails or table.only_named:
            for row in _like(table, text.strip()):
                _add(found, table, row)
    ordered = sorted(found.values(), key=lambda each: (plain(each["name"]), each["email"]))
    return [Candidate(**each | {"labels": tuple(sorted(each["labels"]))}) for each in ordered]


def _like(table: Table, text: str) -> Iterable[Any]:
    asked = Q()
    for column in (*table.emails, *table.names):
        asked |= Q(**{f"{column}__icontains": text})
    return table.model._default_manager.filter(asked).order_by("-pk")[:MOST]


def _add(found: dict[tuple[str, str], dict[str, Any]], table: Table, row: Any) -> None:
    name = next((getattr(row, column) for column in table.names), "")
    email = next((getattr(row, column) for column in table.emails), "").lower()
    if not name and any(key[0] == email for key in found):
        name = next(each["name"] for key, each in found.items() if key[0] == email)
    if not email and not name:
        return
    new: dict[str, Any] = {
        "name": name, "email": email, "person_id": None, "user_id": None, "labels": set(), "language": "fr",
    }  # fmt: skip
    one = found.setdefault((email, plain(name)), new)
    one["labels"].add(str(table.label))
    one["language"] = getattr(row, "language", "") or one["language"]
    label = table.model._meta.label
    if label == "companies.Person":
        one["person_id"] = row.pk
    if label == "accounts.User":
        one["user_id"] = row.pk
