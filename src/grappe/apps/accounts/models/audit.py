"""What was done that is to be known later? Only added to: the database refuses to change or take away an entry."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from grappe.apps.accounts.enums import AuditKind
from grappe.ui.erasing import rewords

USER = settings.AUTH_USER_MODEL
# The job of retention says in its transaction until when entries may go; nothing else takes one away. The erasure of somebody
# says its number in its transaction: it may put a mark in the place of who it was, never change what was done, when and where.
KEPT = """
IF TG_OP = 'DELETE' AND OLD.at < NULLIF(current_setting('grappe.audit_before', true), '')::timestamptz THEN
  RETURN OLD;
END IF;
RAISE EXCEPTION 'the audit is only added to';
"""


class AuditEntry(models.Model):
    """`user` did it, `about` is whose account it was about. Neither is a constraint: what was written stays as it is."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=30, choices=AuditKind.choices)
    user = models.ForeignKey(
        USER, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    about = models.ForeignKey(
        USER, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    email = models.CharField(max_length=254, blank=True)  # as it was typed, where no account is known
    method = models.CharField(max_length=80, blank=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=100, blank=True)  # the address's name, or the kind of record
    record = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="accounts_audit_user"),
            models.Index(fields=["about", "-id"], name="accounts_audit_about"),
            models.Index(fields=["kind", "-id"], name="accounts_audit_kind"),
            models.Index(fields=["at"], name="accounts_audit_at"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AuditKind.values), name="accounts_audit_kind_is_known"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="only_added_to", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete,
                func=rewords("email", "address", "device", "record", "title", "detail") + KEPT,
            ),
            pgtrigger.Trigger(
                name="never_emptied", level=pgtrigger.Statement, when=pgtrigger.Before, operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the audit is only added to';",
            ),
        ]  # fmt: skip
