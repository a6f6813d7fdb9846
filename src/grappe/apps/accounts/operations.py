"""How does an account come to be, and how does it change?"""

from __future__ import annotations

from django.db import transaction

from grappe.apps.accounts.models import User
from grappe.apps.accounts.permissions import check_can_manage_accounts


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    role: str,
    language: str,
    password: str | None,
    by: User | None,
    superuser: bool = False,
) -> User:
    """Create an account; `by` None is the installation itself. `password` None: set by the reset link."""
    if by is not None:
        check_can_manage_accounts(by)
    return User.objects.create_user(
        email, password, name=name, role=role, language=language, is_superuser=superuser
    )


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Give an account a new password; `by` None is the installation itself."""
    if by is not None:
        check_can_manage_accounts(by)
    user.set_password(password)
    user.save(update_fields=["password"])
