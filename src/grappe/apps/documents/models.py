"""Which files did somebody put in? Kept in the database, so that every machine has them and a rollback takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.documents.enums import Extraction

USER = settings.AUTH_USER_MODEL

if TYPE_CHECKING:
    _Manager = models.Manager["Document"]
else:
    _Manager = models.Manager


class WithoutContent(_Manager):
    """Lists never read the files themselves."""

    def get_queryset(self) -> models.QuerySet[Document]:
        return super().get_queryset().defer("content")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["content"]
)
class Document(models.Model):
    """One file. Which thing it belongs to, and so who may read it, is said by the app that points here."""

    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    uploader = models.CharField(max_length=200, blank=True)  # the name, of outsiders too

    objects = WithoutContent()

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="documents_document_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ExtractedText(models.Model):
    """The words that stand in a file, as the worker read them: for the search, and to find who is named in it."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="extracted")
    sha256 = models.CharField(max_length=64)  # of the content that was read
    state = models.CharField(max_length=7, choices=Extraction.choices)
    text = models.TextField(blank=True)
    language = models.CharField(
        max_length=2, blank=True
    )  # which one most of it is written in, where it is one of ours
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=Extraction.values), name="documents_extraction_state"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["state", "-document"], condition=~Q(state="read"), name="documents_extraction_unsure"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
