"""Which lists did somebody save, which opens first, and which were written as files?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.lists.enums import FileState, Format, Sharing

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class SavedView(models.Model):
    """A list as somebody wants to see it again. `definition`: queries/definitions.py."""

    kind = models.CharField(max_length=30)
    name = models.CharField(_("name"), max_length=120)
    definition = models.JSONField()
    owner = models.ForeignKey(USER, models.CASCADE, related_name="saved_views")
    sharing = models.CharField(
        _("who sees it"), max_length=10, choices=Sharing.choices, default=Sharing.PRIVATE
    )
    team = models.ForeignKey(
        "accounts.Team", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    version = models.PositiveIntegerField(default=1)  # two people editing at once are told
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "sharing"], name="lists_view_kind"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="lists_view_has_a_name"),
            models.CheckConstraint(
                condition=Q(sharing=Sharing.TEAM, team__isnull=False)
                | Q(sharing__in=[Sharing.PRIVATE, Sharing.EVERYBODY], team__isnull=True),
                name="lists_view_of_a_team_has_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FirstView(models.Model):
    """Which saved view of a kind opens first for somebody."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind"], name="lists_first_view_once"),
        ]


class ListFile(models.Model):
    """A list on its way into a file, for whoever ordered it; what it shows is asked for again when it is written."""

    kind = models.CharField(max_length=30)
    definition = models.JSONField()
    form = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=2, default="en")  # of the columns
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=60, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
