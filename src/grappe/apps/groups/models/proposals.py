"""Which points did members propose for a session, and what was said to that?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.groups.enums import ProposalState
from grappe.apps.groups.models.groups import Group
from grappe.apps.groups.models.members import Member
from grappe.apps.groups.models.sessions import Point


class Proposal(models.Model):
    """A point that a member proposes for one of the next sessions; taken up it is a point of its agenda."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="proposals")
    member = models.ForeignKey(Member, models.CASCADE, related_name="proposals")
    state = models.CharField(max_length=9, choices=ProposalState.choices, default=ProposalState.WAITING)
    title = models.CharField(_("point"), max_length=200)
    about = models.TextField(_("what it is about"), blank=True)
    minutes_long = models.PositiveSmallIntegerField(_("minutes"), default=15)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)  # a name: the chair may be from outside
    answer = models.CharField(max_length=500, blank=True)
    point = models.ForeignKey(Point, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["proposed_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="groups_proposal_has_a_title"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False),
                name="groups_proposal_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title
