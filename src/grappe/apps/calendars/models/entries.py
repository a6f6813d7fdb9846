"""Which entry of somebody's own calendar is which contact or event here, and what did both sides say last?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from grappe.apps.calendars.enums import EntryState, Why
from grappe.apps.calendars.models.accounts import Account


class Entry(models.Model):
    """One appointment in both calendars. Once its contact or event is gone here, the entry there goes as well."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="entries")
    contact = models.ForeignKey("companies.Contact", models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey("events.Event", models.SET_NULL, null=True, related_name="+")
    href = models.CharField(max_length=500)
    etag = models.CharField(max_length=300, blank=True)
    # What either side said when both agreed: {"when", "subject", "place", "link"}; None before they ever did.
    here = models.JSONField(null=True)
    there = models.JSONField(null=True)
    state = models.CharField(max_length=8, choices=EntryState.choices, default=EntryState.AGREED)
    why = models.CharField(max_length=8, choices=Why.choices, blank=True)  # of a conflict
    refused = models.CharField(max_length=300, blank=True)  # what was said against making it here
    says = models.JSONField(null=True)  # what stands there while somebody is asked
    raised_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "href"], name="calendars_entry_once"),
            models.UniqueConstraint(fields=["account", "contact"], name="calendars_contact_once"),
            models.UniqueConstraint(fields=["account", "event"], name="calendars_event_once"),
            models.CheckConstraint(
                condition=Q(contact=None) | Q(event=None), name="calendars_entry_is_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EntryState.values), name="calendars_entry_state_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.event or self.href)
