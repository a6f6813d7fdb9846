"""Who works together, and which companies does each role see?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Role, Scope

# The trigger of each account (`scope_of_role`) reads the scope again.
SCOPE_OF_ACCOUNTS = """
IF TG_OP <> 'INSERT' THEN
  UPDATE accounts_user SET scope = scope WHERE role = OLD.role;
END IF;
IF TG_OP <> 'DELETE' THEN
  UPDATE accounts_user SET scope = scope WHERE role = NEW.role;
END IF;
RETURN NULL;
"""


@pghistory.track()
class Team(models.Model):
    """People who look after some companies together, whatever their clusters."""

    name = models.CharField(_("name"), max_length=120)
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="teams", blank=True, verbose_name=_("members")
    )
    version = models.PositiveIntegerField(default=1)  # two people editing at once are told
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_team_has_a_name"),
            models.UniqueConstraint(Lower("name"), name="accounts_team_name_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent("added"), pghistory.DeleteEvent("removed"), obj_field=None)
class TeamMember(Team.members.through):  # type: ignore[name-defined,misc]  # made by Django
    """Somebody is of a team; whose companies they see hangs on it, so its history is kept."""

    class Meta:
        proxy = True


@pghistory.track()
class RoleScope(models.Model):
    """Which companies a role sees; a role without a row sees all. What it says stands on each account (`User.scope`)."""

    role = models.CharField(max_length=20, choices=Role.choices, unique=True)
    scope = models.CharField(max_length=3, choices=Scope.choices, default=Scope.ALL)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values), name="accounts_scope_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.ADMINISTRATOR), name="accounts_administrators_see_all"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="scope_of_accounts", when=pgtrigger.After, func=SCOPE_OF_ACCOUNTS,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.get_scope_display()}"
