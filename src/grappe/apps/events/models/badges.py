"""Which files of badges were ordered, and where do they lie?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.events.enums import FileState
from grappe.apps.events.models.events import Event


class BadgeFile(models.Model):
    """All badges of an event on their way into one file. It holds names: it is kept for a day, and one an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="badge_files")
    language = models.CharField(max_length=2, default="en")  # of the document; each badge speaks its owner's
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.ORDERED)
    total = models.PositiveIntegerField(default=0)  # badges
    done = models.PositiveIntegerField(default=0)  # badges whose code is made
    stored_as = models.CharField(max_length=60, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(state__in=["ordered", "running"]),
                name="events_one_badge_file_at_work",
            ),
        ]  # fmt: skip
