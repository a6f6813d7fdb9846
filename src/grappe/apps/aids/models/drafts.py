"""Who is changing which programme, what would that change, and what was in force before?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from grappe.apps.aids.enums import DifferenceState, DraftStart, DraftState, DraftStep, PublicationOrigin
from grappe.apps.aids.models.programmes import Programme


class Draft(models.Model):
    """A programme as somebody is writing it: its whole YAML text. Several people may have several at once."""

    slug = models.SlugField(max_length=80)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="drafts")
    start = models.CharField(max_length=10, choices=DraftStart)
    text = models.TextField()
    base_text = models.TextField(blank=True)  # what was in force when the draft began, or was carried over
    base_digest = models.CharField(max_length=64, blank=True)  # of that; empty for a new programme
    comment = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.slug


class DraftText(models.Model):
    """A text a draft had, and who wrote it: nothing typed is lost, and no author may approve."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    aside = models.BooleanField(default=False)  # somebody else had saved meanwhile: kept, not the draft
    page = models.CharField(max_length=40, blank=True)  # the open page that wrote it
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="aids_drafttext_once"),
        ]


class DraftEvent(models.Model):
    """A step of a draft between its author and its reviewer."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="events")
    step = models.CharField(max_length=15, choices=DraftStep)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]


class Difference(models.Model):
    """What a draft changes for the companies on file on a day: counted once for each text and day."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="differences")
    text_digest = models.CharField(max_length=64)
    base_digest = models.CharField(
        max_length=64, blank=True
    )  # of the programme in force it was compared with
    on = models.DateField()
    state = models.CharField(max_length=10, choices=DifferenceState, default=DifferenceState.RUNNING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    moves = models.JSONField(default=dict)  # "not_eligible>eligible": how many companies
    criteria = models.JSONField(default=dict)  # gain, lose, …: {criterion: how many}
    labels = models.JSONField(default=dict)  # criterion: its words in three languages
    message = models.TextField(blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]


class DifferenceRow(models.Model):
    """A company whose verdict a draft changes, and the criteria that make the difference."""

    difference = models.ForeignKey(Difference, models.CASCADE, related_name="rows")
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)  # gain, lose, open, refused
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    criteria = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["difference", "company"], name="aids_differencerow_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["difference", "kind"], name="aids_differencerow_kind"),
        ]


class Publication(models.Model):
    """A text of a programme that came into force, or came with the catalogue and was kept out of force."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="publications")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=PublicationOrigin)
    in_force = models.BooleanField(default=True)  # false: a catalogue's text that a published edit kept out
    comment = models.TextField(blank=True)
    published_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="publications")
    difference = models.ForeignKey(Difference, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "number"], name="aids_publication_once"),
        ]
