"""Which lists did somebody save, which opens first, which were written as files, and what was done to many rows at once?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.lists.enums import ActState, FileState, Format, RowState, Sharing

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
        "accounts.Team", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
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


class BulkAct(models.Model):
    """One thing done to many rows: seen first, then done, then perhaps taken back. `name`: `ui.acting.Act`."""

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    definition = models.JSONField(null=True)  # whose rows all were taken; null where rows were ticked
    said = models.CharField(max_length=400)  # the act in words, as it was called on that day
    language = models.CharField(max_length=2, default="en")  # of what is said of its rows
    state = models.CharField(max_length=10, choices=ActState.choices, default=ActState.PREPARING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_all = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    by = models.ForeignKey(USER, models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["by", "-id"], name="lists_acts_of_somebody"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=ActState.values), name="lists_act_state_is_known"),
        ]


class BulkRow(models.Model):
    """One row of it: what of it was, what it became, and why it was left. In the order in which they are written."""

    act = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows")
    key = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RowState.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.CharField(max_length=300, blank=True)  # it was left, or not taken back

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["act", "key"], name="lists_act_row_once"),
            models.CheckConstraint(condition=Q(state__in=RowState.values), name="lists_row_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["act", "state", "id"], name="lists_rows_by_state"),
        ]
