"""What is said in the field: texts, their sentences, and the topics that these speak of.

The engine `signals` finds the topics (docs/reference/signals.md). A topic's key is the engine's; its state between two
days is read from these tables: centres are sums of the sentences' vectors, so that an edited or erased text leaves nothing.
"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField

from grappe.apps.trends.enums import CorrectionKind, RunState, TextKind, TopicState
from grappe.engines.kernel.meaning import DIMENSIONS

USER = settings.AUTH_USER_MODEL


class SourceText(models.Model):
    """A text of another app as it was taken over; `digest` tells when it was edited. The words stand in its sentences."""

    kind = models.CharField(max_length=10, choices=TextKind.choices)
    source_id = models.BigIntegerField()
    company = models.ForeignKey("companies.Company", models.CASCADE, null=True, related_name="+")
    clusters = ArrayField(models.CharField(max_length=60), default=list)
    on = models.DateField()
    language = models.CharField(max_length=2)
    confidential = models.BooleanField(default=False)  # not read by everybody inside
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "source_id"], name="trends_text_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["on"], name="trends_text_day")]


@pghistory.track(fields=["state", "names", "into", "kept"])
class Topic(models.Model):
    """What several texts speak of. `names` are an analyst's; `labels` the engine's terms by the reader's language."""

    id = models.BigIntegerField(primary_key=True)  # the engine's
    state = models.CharField(max_length=9, choices=TopicState.choices, default=TopicState.SUGGESTED)
    names = models.JSONField(default=dict)
    labels = models.JSONField(default=dict)
    theme = models.ForeignKey("clusters.Theme", models.SET_NULL, null=True, related_name="+")
    kept = models.BooleanField(
        default=False
    )  # an analyst says that it is one: never merged away nor split by itself
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    parents = ArrayField(models.BigIntegerField(), default=list)  # it was split from
    apart = ArrayField(models.BigIntegerField(), default=list)  # an analyst keeps it apart from these
    centre = HalfVectorField(dimensions=DIMENSIONS, null=True)
    born = models.DateField()
    looked = models.PositiveIntegerField(
        default=0
    )  # its sentences when the engine last looked whether it is two
    found_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=TopicState.values), name="trends_topic_state_known"),
            models.CheckConstraint(condition=~Q(into=models.F("id")), name="trends_topic_not_into_itself"),
        ]


class Sentence(models.Model):
    """One sentence of a text, as it was written: the evidence behind every figure. Without a topic it waits for others."""

    text = models.ForeignKey(SourceText, models.CASCADE, related_name="sentences")
    place = models.PositiveSmallIntegerField()
    words = models.TextField()
    language = models.CharField(max_length=7)  # "unknown" where it cannot be told
    mark = models.BigIntegerField()  # looks like chance: the lowest ones of a topic are a fair sample of it
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="sentences")
    similarity = models.FloatField(default=0)
    placed = models.BooleanField(default=False)  # the engine has read it

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["text", "place"], name="trends_sentence_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["topic", "mark"], name="trends_sentence_sample"),
        ]


class SentenceVector(models.Model):
    """What a sentence means; a table of its own, so that reading sentences reads no vectors."""

    sentence = models.OneToOneField(Sentence, models.CASCADE, primary_key=True, related_name="+")
    vector = HalfVectorField(dimensions=DIMENSIONS)


class Near(models.Model):
    """A text has a sentence near a topic's centre, whatever topic it went to: what trends are counted with."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    text = models.ForeignKey(SourceText, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "text"], name="trends_near_once"),
        ]


class Correction(models.Model):
    """What an analyst did to a topic, with all that is needed to undo it."""

    kind = models.CharField(max_length=7, choices=CorrectionKind.choices)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="corrections")
    other = models.ForeignKey(
        Topic, models.CASCADE, null=True, related_name="+"
    )  # merged away, or born of a split
    before = models.JSONField(default=dict)  # what stood before, of both
    moved = ArrayField(models.BigIntegerField(), default=list)  # sentences that went from one to the other
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["merge", "split"], other__isnull=False)
                | Q(kind__in=["confirm", "hide", "show", "name"], other=None),
                name="trends_correction_of_two",
            ),
        ]


class TopicRun(models.Model):
    """One time topics were brought up to date: how far it is, what came, as on which day."""

    state = models.CharField(max_length=7, choices=RunState.choices, default=RunState.ORDERED)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    on = models.DateField(null=True)
    step = models.CharField(max_length=60, blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)  # texts
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    sentences = models.PositiveIntegerField(default=0)  # read anew
    born = models.PositiveIntegerField(default=0)  # topics
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
