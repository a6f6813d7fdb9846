"""What does a row of a letter to somebody without an account have, whatever it is about?

Claimed by a row that is committed before the mail is handed over: what a dying process leaves becomes "uncertain".
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Uncertain: maybe sent")
    LEFT_OUT = "left_out", _("Not sent: overtaken, or nobody to write to")


class LetterBase(models.Model):
    """One mail; the app adds whom it is for and which kind it is of."""

    about = models.CharField(max_length=80, blank=True)  # which one of its kind: "7 days", "sequence 3"
    state = models.CharField(max_length=9, choices=LetterState.choices, default=LetterState.WAITING)
    message_id = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trail = models.JSONField(default=list)  # what the mail server said: {"at", "text"}

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]
