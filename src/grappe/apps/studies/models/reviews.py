"""Who reviews a study, what do they say, and which editions were published?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from grappe.apps.accounts.enums import Language
from grappe.apps.studies.enums import LetterKind, Recommendation, ReviewState
from grappe.apps.studies.models.studies import Study
from grappe.ui.letters import LetterBase

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Review(models.Model):
    """Somebody named reviews one round of a study: one of us, or somebody from outside by a signed link."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.ASKED)
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    organisation = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    salt = models.CharField(max_length=40)
    due_on = models.DateField(null=True)
    recommendation = models.CharField(max_length=7, choices=Recommendation.choices, blank=True)
    words = models.TextField(blank=True)  # to the authors, as a whole
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-round", "name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["study", "round", "email"], name="studies_reviewer_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(finished_at__isnull=False) & ~Q(recommendation="")),
                name="studies_review_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Comment(models.Model):
    """A reviewer's comment on one part of the study; it is resolved with an answer before anything is published."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="comments")
    about = models.CharField(max_length=40)  # "summary", "section-3", "finding-12", "table-4", …
    quoted = models.TextField(blank=True)  # the words it is about, as they were
    text = models.TextField()
    said_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    taken_up = models.BooleanField(null=True)  # or answered why not

    class Meta:
        ordering: ClassVar[list[str]] = ["said_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="studies_comment_has_words"),
        ]


class Edition(models.Model):
    """What was published, whole and for ever: the page and the PDF are made of it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = (
        models.JSONField()
    )  # everything that is printed, in each language, without a name that is not to be
    # All rows of the long tables, by the table's number as a text: `content` holds what is read of them on a page.
    rows = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)  # what is new in it, by language
    citation = models.JSONField(default=dict)  # CSL-JSON of the edition itself
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["study", "number"], name="studies_edition_number"),
        ]


class Letter(LetterBase):
    """One mail to a reviewer."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=9, choices=LetterKind.choices)

    class Meta(LetterBase.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "kind", "about"], name="studies_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "try_at", "id"], name="studies_letter_next"),
        ]
