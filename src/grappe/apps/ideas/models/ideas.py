"""What is an idea: what it says, how far it has come, whose it is, where it came from, and who speaks of it?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.enums import LinkKind, Stage, StepKind
from grappe.apps.ideas.models.contributors import Contributor
from grappe.ui.passages import Passage

USER = settings.AUTH_USER_MODEL
WHERE_FROM = (
    "mark", "need", "event", "event_words", "group", "group_words", "session", "finding", "use", "company",
    "answer",
)  # fmt: skip


@pghistory.track()
class Idea(models.Model):
    """One idea, in the language of whoever had it. A merged one stays as it was and points to the idea that took it up."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("the idea"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    canvas = models.JSONField(default=dict)  # slug of the question -> answer: what makes the idea mature
    stage = models.CharField(max_length=13, choices=Stage.choices, default=Stage.CAPTURED)
    stage_since = models.DateTimeField()
    rested_from = models.CharField(
        max_length=13, choices=Stage.choices, blank=True
    )  # parked or rejected from there
    parked_until = models.DateField(null=True, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    theme = models.ForeignKey(
        "clusters.Theme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    company = models.ForeignKey(
        "companies.Company", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("company"),
    )  # fmt: skip
    lead = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("looked after by")
    )
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: from outside
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-captured_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="ideas_idea_has_a_title"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="ideas_stage_is_known"),
            models.CheckConstraint(
                condition=(Q(stage__in=["parked", "rejected"]) & ~Q(rested_from=""))
                | (~Q(stage__in=["parked", "rejected"]) & Q(rested_from="")),
                name="ideas_rests_from_somewhere",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="ideas_not_merged_with_itself"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["stage", "-stage_since", "-id"], name="ideas_list_order"),
            models.Index(fields=["company", "-captured_at"], name="ideas_timeline"),
        ]

    def __str__(self) -> str:
        return self.title


class IdeaVector(Passage):
    """The words and the meaning of one passage of an idea, by which similar ones are found in other languages too."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="vectors")

    class Meta(Passage.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["idea", "language", "part"], name="ideas_vector_once"),
        ]


class CanvasQuestion(models.Model):
    """One thing that an idea has to answer as it matures; from the catalogue."""

    slug = models.SlugField(max_length=40, unique=True)
    names = models.JSONField()
    helps = models.JSONField(default=dict)
    from_stage = models.CharField(
        max_length=13, choices=Stage.choices, default=Stage.CAPTURED
    )  # needed to leave it
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "slug"]


@pghistory.track()
class Author(models.Model):
    """Whose idea it is: nobody decides on their own."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="authors")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="authored")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["idea", "contributor"], name="ideas_author_once"),
        ]


class IdeaLink(models.Model):
    """One thing that an idea came from (`origin`) or has to do with; `passage` keeps the sentence where its source goes."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=11, choices=LinkKind.choices)
    origin = models.BooleanField(default=False)
    passage = models.TextField(blank=True)
    mark = models.OneToOneField("companies.Mark", models.SET_NULL, null=True, related_name="+")
    need = models.ForeignKey("needs.Need", models.SET_NULL, null=True, related_name="+")
    event = models.ForeignKey("events.Event", models.SET_NULL, null=True, related_name="+")
    event_words = models.OneToOneField("events.EventLink", models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey("groups.Group", models.SET_NULL, null=True, related_name="+")
    group_words = models.OneToOneField("groups.GroupLink", models.SET_NULL, null=True, related_name="+")
    session = models.ForeignKey("groups.Session", models.SET_NULL, null=True, related_name="+")
    finding = models.ForeignKey("studies.Finding", models.SET_NULL, null=True, related_name="+")
    use = models.OneToOneField("studies.Use", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, related_name="+")
    answer = models.ForeignKey("ideas.Answer", models.SET_NULL, null=True, related_name="links")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-origin", "linked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    Func(
                        *(F(name) for name in WHERE_FROM),
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                    1,
                ),
                name="ideas_link_to_one_thing",
            ),
            models.UniqueConstraint(fields=["idea", "need"], name="ideas_need_linked_once"),
            models.UniqueConstraint(fields=["idea", "event"], name="ideas_event_linked_once"),
            models.UniqueConstraint(fields=["idea", "group"], name="ideas_group_linked_once"),
            models.UniqueConstraint(fields=["idea", "finding"], name="ideas_finding_linked_once"),
            models.UniqueConstraint(fields=["idea", "company"], name="ideas_company_linked_once"),
            models.UniqueConstraint(fields=["answer"], name="ideas_answer_in_one_idea"),
        ]


class Support(models.Model):
    """Somebody supports an idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports")
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="supports")
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["given_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["idea", "contributor"], name="ideas_support_once"),
        ]


class Watch(models.Model):
    """Somebody wants to hear what becomes of an idea."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="watches")
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="watches")
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["idea", "contributor"], name="ideas_watch_once"),
        ]


class Comment(models.Model):
    """What somebody says of an idea; `inside` is for colleagues only. Taken back, its place stays and its words go."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="comments")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="comments")
    text = models.TextField()
    inside = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at", "id"]


class Step(models.Model):
    """One step of an idea's way: never changed, and removed only with an idea that goes back (`conclusion.undo`)."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=7, choices=StepKind.choices)
    came_from = models.CharField(max_length=13, choices=Stage.choices, blank=True)
    came_to = models.CharField(max_length=13, choices=Stage.choices)
    why = models.JSONField(default=dict)  # by language
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]


class Merge(models.Model):
    """One idea was taken up by another. Nothing moves: both keep their authors and comments, and are read together."""

    kept = models.ForeignKey(Idea, models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Idea, models.CASCADE, related_name="+")
    why = models.JSONField(default=dict)  # by language
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    undone_why = models.JSONField(default=dict)  # by language
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="ideas_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="ideas_merge_of_two"),
        ]
