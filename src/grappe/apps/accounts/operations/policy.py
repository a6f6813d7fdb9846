"""How do the rules of signing in change?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import SecurityPolicy, User
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries.policy import RULES, in_force


@transaction.atomic
def change_policy(*, rules: dict[str, Any], by: User, at: datetime, where: Where = NOWHERE) -> SecurityPolicy:
    """Put other rules in force; the ones before stay as they were. Raises PermissionDenied."""
    check_can_manage_accounts(by)
    before = in_force()
    changed = {name: rules[name] for name in RULES if rules[name] != getattr(before, name)}
    if not changed:
        return before
    made = SecurityPolicy.objects.create(**{name: rules[name] for name in RULES}, by=by, at=at)
    note(AuditKind.POLICY_CHANGED, at=at, user=by, where=where, detail=changed)
    return made
