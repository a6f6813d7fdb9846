"""Who has an account?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet


def user_with_email(email: str) -> User | None:
    """Return the account with an e-mail address, whatever its case; None where there is none."""
    return User.objects.filter(email=email.lower()).first()


def names_of(pks: Collection[int]) -> dict[int, str]:
    """Return the names of users by their keys; nothing for who is gone. One query."""
    return dict(User.objects.filter(pk__in=pks).values_list("pk", "name"))


def machine() -> User:
    """Return the eyes of the nightly jobs: nobody's account, never saved, reads as an administrator does."""
    return User(name="Grappe", role=Role.ADMINISTRATOR, is_active=True)


def colleagues(*roles: str) -> QuerySet[User]:
    """Return the people with an account in one of these roles, by name."""
    return User.objects.filter(is_active=True, role__in=roles).order_by("name", "pk")
