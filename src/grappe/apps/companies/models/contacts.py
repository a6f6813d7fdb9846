"""What did we plan and hold with a company, what was noted, and who reads it?"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.enums import Audience, ContactKind, ContactState, MarkKind, NoteLanguage
from grappe.apps.companies.models.companies import Company, Person
from grappe.ui.custom import by_value, custom_values, is_an_object

USER = settings.AUTH_USER_MODEL


# The notes have their revisions; `moved_sequence` says no more than the time does.
@pghistory.track(exclude=["notes", "notes_version", "moved_sequence"])
class Contact(models.Model):
    """A meeting, call, visit or letter with a company, planned or held, with its notes."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices, default=ContactKind.VIDEO)
    state = models.CharField(max_length=10, choices=ContactState.choices, default=ContactState.PLANNED)
    subject = models.CharField(_("subject"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    link = models.URLField(_("video link"), max_length=500, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    people = models.ManyToManyField(
        Person, related_name="contacts", blank=True, verbose_name=_("participants")
    )
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="contacts", blank=True, verbose_name=_("from our side")
    )
    notes = models.TextField(_("notes"), blank=True)
    notes_language = models.CharField(max_length=2, choices=NoteLanguage.choices, default=NoteLanguage.FRENCH)
    notes_version = models.PositiveIntegerField(default=0)
    audience = models.CharField(
        _("who reads it"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    readers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("named readers")
    )
    custom = custom_values()
    next_contact_on = models.DateField(_("next contact"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of the calendar invitation
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545: rises with every change sent
    moved_sequence = models.PositiveIntegerField(
        default=0
    )  # since which it is when it is: earlier answers were to another time
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["company", "-starts_at"], name="companies_contact_timeline"),
            models.Index(fields=["state", "starts_at"], name="companies_contact_day"),
            models.Index(fields=["-starts_at", "-id"], name="companies_contact_keyset"),
            by_value("companies_contact_by_value"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="companies_audience_is_known"
            ),
            is_an_object("companies_contact_custom"),
        ]

    def __str__(self) -> str:
        return self.subject

    confidential = property(lambda self: self.audience != Audience.EVERYONE)
    named_only = property(lambda self: self.audience == Audience.NAMED)

    @property
    def told_subject(self) -> str:
        """What those are told who may not read it: that there was one, and whom it is for."""
        if self.named_only:
            return gettext("For named people only")
        return gettext("In confidence") if self.confidential else self.subject


@pghistory.track(pghistory.InsertEvent("added"), pghistory.DeleteEvent("removed"), obj_field=None)
class ContactReader(Contact.readers.through):  # type: ignore[name-defined,misc]  # made by Django
    """Somebody is named as a reader of a contact; its history is kept."""

    class Meta:
        proxy = True


class NoteRevision(models.Model):
    """One saved state of a contact's notes; none is ever deleted, so no note is ever lost."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()  # the version its writer saw
    text = models.TextField(blank=True)
    conflict = models.BooleanField(default=False)  # written while somebody else saved; waits to be merged
    settled_at = models.DateTimeField(null=True)  # when somebody chose what becomes of a conflicting text
    page = models.CharField(max_length=40, blank=True)  # the open page that wrote it: no conflict with itself
    turn = models.PositiveIntegerField(default=0)  # among that page's saves: the network may reorder them
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contact", "version"], name="companies_note_version_once"),
        ]


class Mark(models.Model):
    """A passage of the notes marked as a need or an idea; a higher app turns it into one."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind.choices)
    passage = models.TextField()
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
