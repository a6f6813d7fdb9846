"""What did those answer whom we invited to a contact, when, and by which way?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.companies.enums import Answer, AnswerSource
from grappe.apps.companies.models.companies import Person
from grappe.apps.companies.models.contacts import Contact

USER = settings.AUTH_USER_MODEL


class Reply(models.Model):
    """One answer to an invitation. Of each address the newest counts, by SEQUENCE, then DTSTAMP (RFC 5546, 2.1.5).

    `person` and `user` are empty for somebody who was not invited.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="replies")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(max_length=254)  # in lower case
    name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    source = models.CharField(max_length=8, choices=AnswerSource.choices)
    sequence = models.PositiveIntegerField()
    stamp = models.DateTimeField()  # when it was written, as its program says
    received_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)  # when they would rather meet
    proposed_minutes = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)  # when somebody saw to it
    settled_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-sequence", "-stamp", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["contact", "email", "sequence", "stamp", "source"], name="companies_reply_once"
            ),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="companies_answer_is_known"),
            models.CheckConstraint(
                condition=Q(answer=Answer.COUNTER, proposed_at__isnull=False, proposed_minutes__isnull=False)
                | (~Q(answer=Answer.COUNTER) & Q(proposed_at=None)),
                name="companies_counter_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email
