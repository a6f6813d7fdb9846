"""What is a flagship project: who takes part, with which letter, what is to be reached by when, and what may go wrong?

What it costs and who pays stands in `budgets`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.enums import FlagshipState, IndicatorKind, OrganisationKind, PartnerRole
from grappe.apps.ideas.models.contributors import Contributor
from grappe.apps.ideas.models.ideas import Idea
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


def _words(texts: dict[str, str]) -> str:
    return Text.of(texts).in_language(get_language() or "en")


@pghistory.track()
class Flagship(models.Model):
    """A flagship project grown from one idea; its texts in up to three languages, `{"en": …, "fr": …, "de": …}`."""

    idea = models.OneToOneField(Idea, models.PROTECT, related_name="flagship")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(max_length=9, choices=FlagshipState.choices, default=FlagshipState.PREPARING)
    public = models.BooleanField(_("has a public page"), default=False)
    names = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    governance = models.JSONField(default=dict)
    place = models.CharField(_("place"), max_length=200, blank=True)
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    applied_on = models.DateField(_("written application for aid on"), null=True, blank=True)
    granted_on = models.DateField(_("aid to be granted on"), null=True, blank=True)
    bonuses = models.JSONField(default=dict)  # code of the aids engine -> true or false; missing: not known
    lead = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("run by"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("team")
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=500, blank=True)
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(names={}), name="ideas_flagship_has_a_name"),
            models.CheckConstraint(
                condition=Q(state__in=FlagshipState.values), name="ideas_flagship_state_known"
            ),
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="ideas_flagship_ends_after",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "completed"]) | Q(started_at__isnull=False),
                name="ideas_flagship_started_once",
            ),
        ]

    def __str__(self) -> str:
        return _words(self.names)


@pghistory.track()
class Partner(models.Model):
    """An organisation in a flagship project: a company on file, or any other by its name and country.

    The letter of intent is a kept document; who may read it says `permissions.can_read_intent`.
    """

    flagship = models.ForeignKey(Flagship, models.CASCADE, related_name="partners")
    company = models.ForeignKey("companies.Company", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("organisation"), max_length=300)
    country = models.CharField(_("country"), max_length=2, default="LU")
    kind = models.CharField(
        _("kind"), max_length=8, choices=OrganisationKind.choices, default=OrganisationKind.FIRM
    )
    size = models.CharField(_("size"), max_length=6, blank=True)  # stated; empty: as the file says
    may_publish = models.BooleanField(null=True)  # a research organisation, its results: null is not known
    role = models.CharField(_("role"), max_length=11, choices=PartnerRole.choices)
    tasks = models.JSONField(default=dict)  # what it does in the project, by language
    programme = models.ForeignKey("aids.Programme", models.SET_NULL, null=True, related_name="+")
    de_minimis = models.BooleanField(default=False)  # its national aid is given as de minimis aid
    contact = models.ForeignKey(Contributor, models.PROTECT, null=True, related_name="partner_of")
    letter = models.ForeignKey("documents.Document", models.SET_NULL, null=True, related_name="+")
    letter_on = models.DateField(_("signed on"), null=True, blank=True)
    letter_eur = models.DecimalField(
        _("amount promised"), max_digits=13, decimal_places=2, null=True, blank=True
    )
    letter_put_at = models.DateTimeField(null=True)
    letter_put_by = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["flagship", "name"], name="ideas_partner_once"),
            models.UniqueConstraint(fields=["flagship", "company"], name="ideas_partner_company_once"),
            models.UniqueConstraint(
                fields=["flagship"], condition=Q(role="coordinator"), name="ideas_one_coordinator"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="ideas_partner_has_a_name"),
            models.CheckConstraint(
                condition=Q(letter=None) | Q(letter_on__isnull=False), name="ideas_letter_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(letter_eur=None) | Q(letter_eur__gte=0), name="ideas_letter_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class _Part(models.Model):
    """What all parts of a plan have: whose they are, and what they are called by language."""

    names = models.JSONField(default=dict)
    added_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return _words(self.names)


@pghistory.track()
class Milestone(_Part):
    """Something reached by a day."""

    flagship = models.ForeignKey(Flagship, models.CASCADE, related_name="milestones")
    due_on = models.DateField(_("due on"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]


@pghistory.track()
class Deliverable(_Part):
    """Something handed over by a day, by one of the partners."""

    flagship = models.ForeignKey(Flagship, models.CASCADE, related_name="deliverables")
    partner = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(_("due on"))
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]


_ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


@pghistory.track()
class Risk(_Part):
    """What may go wrong: how likely and how bad, from 1 to 5; whose it is and what is done about it."""

    flagship = models.ForeignKey(Flagship, models.CASCADE, related_name="risks")
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=_ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=_ONE_TO_FIVE)
    owner = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    partner = models.ForeignKey(Partner, models.SET_NULL, null=True, related_name="+")
    measures = models.JSONField(default=dict)
    closed_on = models.DateField(_("no longer a risk since"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[Any]] = [(F("likelihood") * F("impact")).desc(), "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="ideas_risk_one_to_five"
            ),
            models.CheckConstraint(condition=Q(owner=None) | Q(partner=None), name="ideas_risk_of_one"),
        ]

    @property
    def weight(self) -> int:
        return self.likelihood * self.impact


@pghistory.track()
class CommonProject(_Part):
    """A research and development project of common interest inside a flagship project."""

    flagship = models.ForeignKey(Flagship, models.CASCADE, related_name="projects")
    partners: models.ManyToManyField[Any, Any] = models.ManyToManyField(Partner, related_name="+", blank=True)
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    costs_eur = models.DecimalField(_("costs"), max_digits=13, decimal_places=2, null=True, blank=True)
    link = models.URLField(_("page"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[Any]] = [F("begins_on").asc(nulls_last=True), "id"]


@pghistory.track()
class Indicator(models.Model):
    """What is expected and reached of one kind in one year; null is not known, never zero."""

    flagship = models.ForeignKey(Flagship, models.CASCADE, related_name="indicators")
    kind = models.CharField(_("what is counted"), max_length=10, choices=IndicatorKind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    expected = models.DecimalField(_("expected"), max_digits=15, decimal_places=2, null=True, blank=True)
    reached = models.DecimalField(_("reached"), max_digits=15, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["flagship", "kind", "year"], name="ideas_indicator_once"),
            models.CheckConstraint(
                condition=Q(expected__isnull=False) | Q(reached__isnull=False), name="ideas_indicator_says"
            ),
        ]
