"""What did a working group decide, and who does what by when?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.groups.enums import ActionState
from grappe.apps.groups.models.groups import Group
from grappe.apps.groups.models.members import Member
from grappe.apps.groups.models.sessions import Point, Session

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Decision(models.Model):
    """Something decided at a point; votes are noted where there was one."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="decisions")
    point = models.ForeignKey(Point, models.SET_NULL, null=True, related_name="decisions")
    text = models.TextField(_("what was decided"))
    votes_for = models.PositiveSmallIntegerField(pgettext_lazy("votes", "for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(pgettext_lazy("votes", "against"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(
        pgettext_lazy("votes", "abstentions"), null=True, blank=True
    )
    decided_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["point__position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="groups_decision_has_words"),
        ]


@pghistory.track()
class Action(models.Model):
    """Somebody does something by a date. The owner is a member, so that one of us finds it on My day."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="actions")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="actions")
    point = models.ForeignKey(Point, models.SET_NULL, null=True, related_name="actions")
    title = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="actions", verbose_name=_("who"))
    due_on = models.DateField(_("by when"))
    state = models.CharField(max_length=7, choices=ActionState.choices, default=ActionState.OPEN)
    note = models.TextField(_("what came of it"), blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    chased = models.PositiveSmallIntegerField(default=0)  # how often the owner was reminded
    chased_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="groups_action_has_a_title"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(settled_at__isnull=False), name="groups_settled_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_on"], name="groups_action_due"),
        ]

    def __str__(self) -> str:
        return self.title
