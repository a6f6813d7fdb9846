"""Whom might somebody mean who adds a member: people of companies on file, and colleagues?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.companies import queries as companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 8


@dataclass(frozen=True)
class Known:
    """Somebody on file: a person of a company (key "p12") or a colleague (key "u3")."""

    key: str
    name: str
    email: str
    organisation: str
    function: str
    language: str
    person: Any = None
    user: Any = None

    @property
    def company(self) -> Any:
        """The company on file that they are at; None for a colleague."""
        return self.person.company if self.person is not None else None


def suggestions(text: str, *, for_user: User) -> list[Known]:
    """Return the people meant by a few letters, colleagues first; who has left their company is not among them.

    Two queries. Raises PermissionDenied.
    """
    people = companies.search_people(text, for_user=for_user, limit=4 * MOST)
    words = text.lower().split()
    ours = [_of_user(each) for each in _colleagues() if words and all(w in each.name.lower() for w in words)]
    theirs = [_of_person(each) for each in people if each.left_on is None]
    return (ours + theirs)[:MOST]


def known_as(key: str, *, for_user: User) -> Known | None:
    """Return who a key of a suggestion means; None where nobody, or where they have left. One query."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if kind == "u":
        found = _colleagues().filter(pk=int(number)).first()
        return _of_user(found) if found is not None else None
    if kind != "p":
        return None
    try:
        person = companies.person_for(int(number), for_user=for_user)
    except ObjectDoesNotExist:
        return None
    return _of_person(person) if person.left_on is None else None


def _colleagues() -> Any:
    return colleagues(Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)


def _of_user(user: User) -> Known:
    return Known(f"u{user.pk}", user.name, user.email, "", user.get_role_display(), user.language, user=user)


def _of_person(person: Any) -> Known:
    return Known(
        f"p{person.pk}", person.name, person.email, person.company.name, person.function, person.language,
        person=person,
    )  # fmt: skip
