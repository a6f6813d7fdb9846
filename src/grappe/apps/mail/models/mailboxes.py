"""Which mailboxes on other people's servers are read, how far, and what of them is left out?"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.companies.enums import Audience
from grappe.apps.mail.enums import MailboxState, Security, Takes, Trouble, Words


class Mailbox(models.Model):
    """Somebody's own mailbox, or one that several look after (no `user`); the password is sealed (`ui.sealing`).

    With a `provider`, what is sealed is a right of access that it gave (`ui.oauth.tokens`), made anew before it ends.
    One that was removed keeps its row without either: whoever had it goes on seeing the mails that came by it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True
    )
    name = models.CharField(max_length=200)
    address = models.EmailField(blank=True)  # of ours: never anybody of a company
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    username = models.CharField(max_length=200)
    provider = models.CharField(max_length=40, blank=True)  # at which its owner signed in: then no password
    secret = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailboxState.choices, default=MailboxState.CHOOSING)
    takes = models.CharField(max_length=7, choices=Takes.choices, default=Takes.PEOPLE)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.CONFIDENCE)
    since = models.DateField(null=True)  # what is older is not looked at
    trouble = models.CharField(max_length=11, choices=Trouble.choices, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    told_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)
    done, total = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    connected_at = models.DateTimeField()
    connected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="mail_mailbox_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=~Q(state=MailboxState.REMOVED), name="mail_one_own_mailbox"
            ),
            models.CheckConstraint(condition=Q(state__in=MailboxState.values), name="mail_state_is_known"),
            models.CheckConstraint(condition=Q(takes__in=Takes.values), name="mail_takes_is_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="mail_box_audience_known"),
            models.CheckConstraint(
                condition=Q(state=MailboxState.REMOVED) ^ ~Q(secret=""),
                name="mail_has_a_secret_until_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Folder(models.Model):
    """A folder of a mailbox, and up to which mail it was read (RFC 3501, 2.3.1.1)."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="folders")
    name = models.CharField(max_length=500)
    use = models.CharField(max_length=12, blank=True)  # what it is for, as the server says (RFC 6154)
    chosen = models.BooleanField(default=False)
    uidvalidity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Ignored(models.Model):
    """Who writes to a mailbox and is not taken in from now on."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="ignored")
    words = models.CharField(max_length=7, choices=Words.choices)
    value = models.CharField(max_length=254)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["value", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailbox", "words", "value"], name="mail_ignored_once"),
        ]

    def __str__(self) -> str:
        return self.value
