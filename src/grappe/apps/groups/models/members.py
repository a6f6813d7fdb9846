"""Who belongs to a working group, in which role, and how may they reach it without an account?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from grappe.apps.accounts.enums import Language
from grappe.apps.groups.enums import LetterKind, MemberRole, MemberState
from grappe.apps.groups.models.groups import Group
from grappe.ui.letters import LetterBase

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Member(models.Model):
    """Somebody in a working group: one of us (`user`), somebody of a company on file (`person`), or from outside."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    state = models.CharField(max_length=11, choices=MemberState.choices, default=MemberState.ASKED)
    role = models.CharField(max_length=9, choices=MemberRole.choices, default=MemberRole.MEMBER)
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    organisation = models.CharField(max_length=300, blank=True)
    function = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    message = models.TextField(blank=True)  # why they want to join
    reason = models.CharField(max_length=500, blank=True)  # why they were refused, or left
    salt = models.CharField(max_length=40)  # signs their link; a new one withdraws it
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when they last opened their page

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "group",
                Lower("email"),
                condition=~Q(state__in=["declined", "left"]),
                name="groups_member_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MemberState.values), name="groups_member_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(joined_at__isnull=False), name="groups_active_since"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["company", "-joined_at"], name="groups_company"),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(LetterBase):
    """One mail to a member."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=11, choices=LetterKind.choices)

    class Meta(LetterBase.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "kind", "about"], name="groups_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "try_at", "id"], name="groups_letter_next"),
        ]
