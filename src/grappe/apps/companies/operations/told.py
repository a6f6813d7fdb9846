"""Whom does a change of a contact concern in higher apps? HOOKS["companies.contact_changed"], in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from grappe.apps.companies.models import Contact


def contact_changed(contact: Contact, *, also: Iterable[int] = (), at: datetime) -> None:
    """Tell that a contact is another one now for its team, and for those who were of it until now."""
    paths = settings.HOOKS.get("companies.contact_changed", ())
    users = sorted({*contact.team.values_list("pk", flat=True), *also}) if paths else []
    for path in paths:
        import_string(path)(contact=contact.pk, users=users, at=at)
