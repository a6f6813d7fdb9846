"""What is a report: as it is composed, and frozen, never to be changed again?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.reporting.enums import ActKind, FrozenState, Licence
from grappe.engines.kernel import Text
from grappe.ui.erasing import rewords

USER = settings.AUTH_USER_MODEL
REWORDED = pgtrigger.Trigger(
    name="never_changed", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete,
    func=rewords("reason") + "RAISE EXCEPTION 'what was done with a frozen report never changes';",
)  # fmt: skip
NEVER = pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)


@pghistory.track()
class Report(models.Model):
    """A report as it is composed; texts by language, `{"en": …, "fr": …, "de": …}`. Its figures are live."""

    slug = models.SlugField(max_length=80, unique=True)
    titles = models.JSONField(default=dict)
    introductions = models.JSONField(default=dict)
    words = models.JSONField(default=dict)  # of each chapter, by its key, by language
    first_year = models.PositiveSmallIntegerField(_("from the year"))
    last_year = models.PositiveSmallIntegerField(_("to the year"))
    indicators = models.JSONField(default=list)  # slugs, in the order of the report
    dimensions = models.JSONField(default=list)  # by which figures are taken apart
    clusters = models.JSONField(default=list)  # slugs; none: all
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_year", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(titles={}), name="reporting_report_has_a_title"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="reporting_report_years_in_order"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


class FrozenReport(models.Model):
    """A report as it was on a day, whole and for ever: the database refuses to change or remove it.

    `canonical` is its content as canonical JSON (RFC 8785), `digest` the SHA-256 of its UTF-8 bytes. Title and years stand in
    columns of their own for lists; what counts is the content.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="frozen")
    number = models.PositiveSmallIntegerField()
    titles = models.JSONField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-frozen_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "number"], name="reporting_frozen_number"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [NEVER]

    def __str__(self) -> str:
        return f"{Text.of(self.titles).in_language(get_language() or 'en')} ({self.number})"

    def act(self, kind: str) -> FrozenAct | None:
        """Return what was done with it of a kind, if it was; `acts` are best read ahead."""
        return next((act for act in self.acts.all() if act.kind == kind), None)

    @property
    def state(self) -> FrozenState:
        """Return how it stands now: withdrawn before replaced before published."""
        kinds = {act.kind for act in self.acts.all()}
        order = (ActKind.WITHDRAWN, ActKind.REPLACED, ActKind.PUBLISHED)
        found = next((kind for kind in order if kind in kinds), None)
        return FrozenState(found) if found else FrozenState.FROZEN

    @property
    def is_public(self) -> bool:
        return self.act(ActKind.PUBLISHED) is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.act(ActKind.WITHDRAWN) is not None


class FrozenAct(models.Model):
    """What was done with a frozen report: published, replaced by a newer one, or withdrawn. Never changed either."""

    frozen = models.ForeignKey(FrozenReport, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=9, choices=ActKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.JSONField(default=dict)  # of a withdrawal, by language
    newer = models.ForeignKey(FrozenReport, models.PROTECT, null=True, related_name="replaces")

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["frozen", "kind"], name="reporting_act_once"),
            models.CheckConstraint(
                condition=~Q(kind="withdrawn") | ~Q(reason={}), name="reporting_withdrawn_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind="replaced", newer__isnull=False)
                | (~Q(kind="replaced") & Q(newer__isnull=True)),
                name="reporting_replaced_by_a_newer_one",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [REWORDED]


class OpenData(models.Model):
    """Under which terms published reports are open data, as the catalogue says; one row."""

    licence = models.CharField(max_length=10, choices=Licence.choices, default=Licence.CC_BY)
    themes = models.JSONField(default=list)  # codes of the EU vocabulary data-theme
    country = models.CharField(max_length=3, blank=True)  # ISO 3166-1 alpha-3
    contact = models.JSONField(default=dict)  # {"name", "email"} or {"name", "url"}
