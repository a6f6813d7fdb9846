"""Which mails were taken in, from whom to whom, and with which companies do they stand?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from grappe.apps.companies.enums import Audience
from grappe.apps.mail.enums import MessageState, Note, Role, Why

USER = settings.AUTH_USER_MODEL


class Message(models.Model):
    """A mail, stored once however often it was seen: the same Message-ID with the same content is the same mail."""

    message_id = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    thread = models.CharField(max_length=500)  # of one conversation the same
    references = ArrayField(models.CharField(max_length=500), default=list)
    subject = models.CharField(max_length=500, blank=True)
    bare_subject = models.CharField(max_length=500, blank=True)  # without Re, AW, Fwd: in small letters
    sent_at = models.DateTimeField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=2, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    notes = ArrayField(models.CharField(max_length=6, choices=Note.choices), default=list)
    state = models.CharField(max_length=5, choices=MessageState.choices, default=MessageState.WAITS)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.CONFIDENCE)
    chosen = models.BooleanField(default=False)  # somebody said who reads it: another mailbox changes nothing
    taken_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-sent_at", "-id"], name="mail_message_waits"),
            models.Index(fields=["thread"], name="mail_message_thread"),
            models.Index(fields=["bare_subject", "-sent_at"], name="mail_message_subject"),
            GinIndex(fields=["references"], name="mail_message_references"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message_id", "digest"], name="mail_message_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="mail_audience_is_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="mail_message_state"),
        ]

    def __str__(self) -> str:
        return self.subject

    confidential = property(lambda self: self.audience != Audience.EVERYONE)
    named_only = property(lambda self: self.audience == Audience.NAMED)


class Party(models.Model):
    """Somebody who wrote a mail or whom it was sent to."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=5, choices=Role.choices)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)  # in small letters
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # a colleague: reads it

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["email"], name="mail_party_email")]

    def __str__(self) -> str:
        return self.name or self.email


class Sighting(models.Model):
    """Where a mail lies: in which folder of which mailbox, under which number."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="sightings")
    folder = models.ForeignKey("mail.Folder", models.CASCADE, related_name="+")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="mail_sighting_once"),
        ]


class Filing(models.Model):
    """A mail stands with a company."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="filings")
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    why = models.CharField(max_length=7, choices=Why.choices)
    sent_at = models.DateTimeField()  # the mail's own: the timeline walks one index
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["company", "-sent_at"], name="mail_filing_timeline"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["message", "company"], name="mail_filing_once"),
        ]

    def __str__(self) -> str:
        return str(self.message)


class Attachment(models.Model):
    """A file that came with a mail."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    document = models.OneToOneField("documents.Document", models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return str(self.document)
