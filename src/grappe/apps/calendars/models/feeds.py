"""At which secret address does somebody's own calendar look for what they have planned here?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Feed(models.Model):
    """The calendar of somebody's contacts and events; without a row there is none, and no address opens anything."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    salt = models.CharField(max_length=40)  # a new one stops the address there was
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(salt=""), name="calendars_feed_has_a_salt"),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
