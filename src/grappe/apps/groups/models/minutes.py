"""Which minutes were put before whom, what did they say of them, and what was approved?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from grappe.apps.groups.enums import Verdict
from grappe.apps.groups.models.members import Member
from grappe.apps.groups.models.sessions import Session
from grappe.ui.said import Said

USER = settings.AUTH_USER_MODEL


class Minutes(models.Model):
    """The minutes of a session as they were when they were put before the members; they never change."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()  # points with texts, decisions, actions, who was there
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "number"], name="groups_minutes_number"),
        ]


class Reply(models.Model):
    """What a member says of proposed minutes."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="replies")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    comment = models.TextField(blank=True)
    replied_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # an objection that was taken up or answered
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)  # a name: the chair may be from outside
    answer_language = models.CharField(max_length=2, blank=True)  # of whoever answered

    class Meta:
        ordering: ClassVar[list[str]] = ["replied_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["minutes", "member"], name="groups_reply_once"),
        ]

    @property
    def wish(self) -> Said:
        """What they ask for, with its language where that is not the page's: people write in their own."""
        return _said(self.comment, self.member.language)

    @property
    def answered(self) -> Said:
        """What they were answered, with its language where that is not the page's."""
        return _said(self.answer, self.answer_language)


def _said(words: str, language: str) -> Said:
    page = (get_language() or "en")[:2]
    return Said.of(words, "" if language == page else language)
