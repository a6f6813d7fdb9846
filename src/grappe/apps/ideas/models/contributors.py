"""Who has ideas, reviews, supports or votes, and how do they reach their page without an account?

One row for a person, whatever they do around ideas, so that they have one page and one link; colleagues have one too.
"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.enums import LetterKind
from grappe.ui.letters import LetterBase

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Contributor(models.Model):
    """One of us (`user`), somebody of a company on file (`person`), or from outside."""

    user = models.OneToOneField(USER, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    organisation = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    salt = models.CharField(max_length=40)  # signs their link; a new one withdraws it
    confirmed_at = models.DateTimeField(
        null=True
    )  # null: they gave an address themselves and have not opened its mail
    blocked_at = models.DateTimeField(null=True)  # their link opens nothing any more
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="ideas_contributor_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(email=""), name="ideas_contributor_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reads(self) -> str:
        """The language in which they read today: a colleague says it in the account, of somebody on file it stands there."""
        return str((self.user or self.person or self).language)

    @property
    def reached_at(self) -> str:
        """The address at which they are reached today; of somebody on file who has none there any more, the one we had."""
        return str((self.user or self.person or self).email or self.email)


class Letter(LetterBase):
    """One mail to somebody around ideas; `about` says which idea, assessment, challenge … it is about ("idea 12 step 3")."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)

    class Meta(LetterBase.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contributor", "kind", "about"], name="ideas_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "try_at", "id"], name="ideas_letter_next"),
        ]
