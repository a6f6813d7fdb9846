"""Who has sent the form of an event how often? Kept for a day, and never with an address that can be read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Attempt(models.Model):
    """One sending of the registration form: `key` is a keyed digest of the e-mail or of the network address."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "at"], name="events_attempts_of"),
            models.Index(fields=["at"], name="events_attempts_old"),
        ]  # fmt: skip
