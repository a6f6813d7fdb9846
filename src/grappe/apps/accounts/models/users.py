"""Who works here? A user signs in by e-mail and has one role."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language, Role, Scope

SCOPE_OF_ROLE = """
    NEW.scope = COALESCE((SELECT scope FROM accounts_rolescope WHERE role = NEW.role), 'all');
    RETURN NEW;
"""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user; the e-mail is kept in lower case."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator who may also use the raw data pages under /admin/."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    is_active = models.BooleanField(_("active"), default=True)
    # What the role's `RoleScope` says, kept by the trigger below: every request has the account, so that asking costs nothing.
    scope = models.CharField(max_length=3, choices=Scope.choices, default=Scope.ALL, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="scope_of_role", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update,
                func=SCOPE_OF_ROLE,
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_user_role_is_known"
            ),
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the raw data pages under /admin/ open."""
        return self.is_superuser

    @property
    def sees_all(self) -> bool:
        """Whether the role sees every company that is not kept to its clusters or its team."""
        return self.role == Role.ADMINISTRATOR or self.scope == Scope.ALL

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_manager(self) -> bool:
        return self.role == Role.CLUSTER_MANAGER
