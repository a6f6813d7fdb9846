"""Which sources outside does the initiative read, and what did they bring?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.trends.enums import Trouble

USER = settings.AUTH_USER_MODEL


@pghistory.track(fields=["url", "title", "theme", "paused"])
class Feed(models.Model):
    """An RSS or Atom feed. `etag` and `modified` are what its server said last, so that nothing is sent twice."""

    url = models.URLField(_("address"), max_length=500, unique=True)
    title = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, default="fr")
    theme = models.ForeignKey(
        "clusters.Theme", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    paused = models.BooleanField(default=False)
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    read_at = models.DateTimeField(null=True)  # the last time it could be read
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=11, choices=Trouble.choices, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    invented = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(url="") & ~Q(title=""), name="trends_feed_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """One piece of news of a feed, as plain text; `key` is how its feed knows it again."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=500)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    url = models.URLField(max_length=1_000, blank=True)
    published_at = models.DateTimeField()
    fetched_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["feed", "key"], name="trends_entry_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-published_at", "-id"], name="trends_entry_order"),
        ]

    def __str__(self) -> str:
        return self.title
