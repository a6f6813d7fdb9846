"""Which texts do several people write at the same time, and who wrote what when?

A text is a Yjs document (a CRDT): updates may arrive in any order, twice or late, and the text comes out the same
with every word in it. `state` is all updates merged; `plain` its words for reading, search and paper.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class SharedText(models.Model):
    """A text that several people write; which thing it belongs to is said by the app that points here."""

    state = models.BinaryField(default=bytes)
    plain = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0)  # of the last update
    closed_at = models.DateTimeField(null=True)  # from then on it is read only
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.plain[:80]


class TextUpdate(models.Model):
    """What one page sent at once; none is deleted, so every earlier state can be made again."""

    text = models.ForeignKey(SharedText, models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField()
    data = models.BinaryField()
    page = models.CharField(max_length=40)  # the open page that wrote it
    turn = models.PositiveIntegerField()  # its place among that page's updates: sent again, it is kept once
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    writer = models.CharField(max_length=200)  # the name, of outsiders too
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["text", "number"], name="texts_update_number_once"),
            models.UniqueConstraint(fields=["text", "page", "turn"], name="texts_update_once"),
        ]


class Presence(models.Model):
    """Somebody has a page open on which a text stands; forgotten a minute after it was last heard of."""

    text = models.ForeignKey(SharedText, models.CASCADE, related_name="present")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["text", "page"], name="texts_present_once"),
        ]
