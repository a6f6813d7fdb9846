"""What is an action plan: which objective, which measures, by whom and when, what they cost, and how is it measured?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.insight.enums import LinkKind, MeasureKind, MeasureState, PlanState, Relation
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL
LINKED = ("programme", "campaign", "event", "study", "solution", "group", "idea")


@pghistory.track()
class ActionPlan(models.Model):
    """Measures that serve one objective under one of the themes; texts by language, `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=7, choices=PlanState.choices, default=PlanState.DRAFT)
    titles = models.JSONField(default=dict)
    objectives = models.JSONField(default=dict)
    theme = models.ForeignKey("clusters.Theme", models.PROTECT, related_name="+", verbose_name=_("theme"))
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    lead = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("led by"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("team")
    )
    report = models.JSONField(default=dict)  # what came of it, by language, when it is closed
    dropped_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(titles={}), name="insight_plan_has_a_title"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="insight_plan_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(report={}) & Q(closed_at__isnull=False)),
                name="insight_plan_closed_with_report",
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


@pghistory.track()
class Measure(models.Model):
    """One measure of a plan: what it is to become, whose it is, when, and what it costs."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="measures")
    kind = models.CharField(_("kind"), max_length=9, choices=MeasureKind.choices)
    state = models.CharField(max_length=7, choices=MeasureState.choices, default=MeasureState.PLANNED)
    titles = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    owner = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    owner_name = models.CharField(_("owner outside"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"))
    due_on = models.DateField(_("done by"))
    began_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    budget_eur = models.DecimalField(
        _("budget (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    spent_eur = models.DecimalField(_("spent (EUR)"), max_digits=14, decimal_places=2, null=True, blank=True)
    remark = models.CharField(max_length=500, blank=True)  # what came of it, or why it was given up
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(titles={}), name="insight_measure_has_a_title"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="insight_measure_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_name=""), name="insight_measure_has_an_owner"
            ),
            models.CheckConstraint(
                condition=(Q(budget_eur=None) | Q(budget_eur__gte=0))
                & (Q(spent_eur=None) | Q(spent_eur__gte=0)),
                name="insight_money_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="insight_done_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


class MeasureLink(models.Model):
    """One thing that a measure created or comes from. A programme may still be a draft that is being written."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=9, choices=LinkKind.choices)
    relation = models.CharField(max_length=7, choices=Relation.choices, default=Relation.CREATED)
    programme = models.ForeignKey("aids.Programme", models.CASCADE, null=True, related_name="+")
    draft = models.OneToOneField("aids.Draft", models.CASCADE, null=True, related_name="+")
    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, null=True, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="+")
    study = models.ForeignKey("studies.Study", models.CASCADE, null=True, related_name="+")
    solution = models.ForeignKey("solutions.Solution", models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, null=True, related_name="+")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["relation", "linked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    Func(
                        *(F(name) for name in (*LINKED, "draft")),
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                    1,
                )
                & LessThanOrEqual(
                    1,
                    Func(
                        *(F(name) for name in (*LINKED, "draft")),
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                ),
                name="insight_link_to_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=["measure", name], name=f"insight_{name}_linked_once")
                for name in LINKED
            ),
        ]


@pghistory.track()
class Indicator(models.Model):
    """By what one sees whether a plan, or one of its measures, works: from where to where, until when."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="indicators")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, blank=True, related_name="indicators")
    names = models.JSONField(default=dict)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    start_value = models.DecimalField(
        _("at the start"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    target_on = models.DateField(_("to be reached by"))
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(names={}), name="insight_indicator_has_a_name"),
        ]

    def __str__(self) -> str:
        return Text.of(self.names).in_language(get_language() or "en")


@pghistory.track()
class Reading(models.Model):
    """What an indicator stood at on a day, and where that figure is from."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    on = models.DateField(_("on"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    source = models.CharField(_("source"), max_length=300)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["indicator", "on"], name="insight_one_reading_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="insight_reading_has_a_source"),
        ]
