"""What is a study: which question and hypotheses, by which method, over which companies, by whom, until when, at which cost?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.studies.enums import CostKind, Licence, Outcome, StudyState
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Study(models.Model):
    """A techno-economic study; its texts are `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(max_length=9, choices=StudyState.choices, default=StudyState.DRAFT)
    titles = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)  # what the study is to answer
    summaries = models.JSONField(default=dict)
    methods = models.JSONField(default=dict)
    theme = models.ForeignKey(
        "clusters.Theme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    nace: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "companies.NaceCode", related_name="+", blank=True, verbose_name=_("activities (NACE)")
    )
    lead = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("led by"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("team")
    )
    authors = models.CharField(_("authors as cited"), max_length=500, blank=True)  # "Weber, C.; Müller, J."
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    due_on = models.DateField(_("to be published by"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence.choices, default=Licence.CC_BY)
    named_companies = models.BooleanField(default=False)  # whether consent "by name" may be used at all
    published_at = models.DateTimeField(null=True)  # first
    dropped_reason = models.CharField(max_length=500, blank=True)
    invented = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(titles={}), name="studies_study_has_a_title"),
            models.CheckConstraint(condition=Q(state__in=StudyState.values), name="studies_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="studies_published_when"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


@pghistory.track()
class Hypothesis(models.Model):
    """Something the study tests, and what became of it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="hypotheses")
    statements = models.JSONField(default=dict)
    outcome = models.CharField(
        _("what became of it"), max_length=9, choices=Outcome.choices, default=Outcome.OPEN
    )
    reasons = models.JSONField(default=dict)  # why, by language
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return Text.of(self.statements).in_language(get_language() or "en")


@pghistory.track()
class Section(models.Model):
    """A chapter of the study's text, written by several at once: one shared text a language."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="sections")
    headings = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    text_en = models.OneToOneField("texts.SharedText", models.PROTECT, related_name="+")
    text_fr = models.OneToOneField("texts.SharedText", models.PROTECT, related_name="+")
    text_de = models.OneToOneField("texts.SharedText", models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return Text.of(self.headings).in_language(get_language() or "en")


@pghistory.track()
class Milestone(models.Model):
    """A date of the study's calendar."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="milestones")
    title = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("by when"))
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Cost(models.Model):
    """One line of a study's budget and account."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="costs")
    kind = models.CharField(_("kind"), max_length=11, choices=CostKind.choices)
    label = models.CharField(_("what for"), max_length=200)
    planned_eur = models.DecimalField(
        _("planned (EUR)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    actual_eur = models.DecimalField(
        _("actual (EUR)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(planned_eur__isnull=True) | Q(planned_eur__gte=0))
                & (Q(actual_eur__isnull=True) | Q(actual_eur__gte=0)),
                name="studies_costs_not_negative",
            ),
        ]


class Material(models.Model):
    """A document of a study: for the team, or published with it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="materials")
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    published = models.BooleanField(_("published with the study"), default=False)
    source = models.ForeignKey(
        "studies.Source", models.SET_NULL, null=True, blank=True, related_name="materials"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title
