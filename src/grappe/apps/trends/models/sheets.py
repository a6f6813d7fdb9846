"""What is a trend sheet: what happens, how one knows, what follows, when, how much, for whom?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from grappe.apps.trends.enums import Direction, EvidenceKind, Horizon, Impact, SheetState, UseKind
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Sheet(models.Model):
    """A trend as an analyst sees it; texts by language, `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=9, choices=SheetState.choices, default=SheetState.DRAFT)
    titles = models.JSONField(default=dict)
    what = models.JSONField(default=dict)
    so_what = models.JSONField(default=dict)
    theme = models.ForeignKey("clusters.Theme", models.PROTECT, related_name="+", verbose_name=_("theme"))
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    horizon = models.CharField(_("horizon"), max_length=5, choices=Horizon.choices)
    impact = models.PositiveSmallIntegerField(pgettext_lazy("trend", "impact"), choices=Impact.choices)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    lead = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("written by"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("together with")
    )
    topics: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "trends.Topic", related_name="sheets", blank=True, verbose_name=_("topics")
    )
    review_on = models.DateField(_("to be looked at again on"), null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    archived_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(titles={}), name="trends_sheet_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=SheetState.values)
                & Q(horizon__in=Horizon.values)
                & Q(impact__in=Impact.values)
                & Q(direction__in=Direction.values),
                name="trends_sheet_is_of_known_kinds",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (~Q(what={}) & ~Q(so_what={}) & Q(published_at__isnull=False)),
                name="trends_published_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="archived") | ~Q(archived_reason=""), name="trends_archived_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.titles).in_language(get_language() or "en")


def _from_one(kind: str, **given: bool) -> Q:
    """Return the condition that evidence of a kind has its own source and no other."""
    others = {"contact", "need", "entry", "idea", "run"} - {name.removesuffix("__isnull") for name in given}
    return Q(kind=kind, **given, **dict.fromkeys(sorted(others)))


# Without the words: what was erased or taken off a sheet leaves none behind.
@pghistory.track(exclude=["words"])
class Evidence(models.Model):
    """Words that a sheet rests on, and where they are from. Words of a contact or a need are read like their source."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    words = models.TextField(_("words"))
    language = models.CharField(max_length=2, default="fr")
    source = models.CharField(_("source"), max_length=300, blank=True)  # of what was noted by hand
    url = models.URLField(max_length=500, blank=True)
    contact = models.ForeignKey("companies.Contact", models.CASCADE, null=True, related_name="+")
    need = models.ForeignKey("needs.Need", models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey("trends.Entry", models.CASCADE, null=True, related_name="+")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, null=True, related_name="+")
    run = models.ForeignKey("diagnostics.Run", models.CASCADE, null=True, related_name="+")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["noted_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="trends_evidence_has_words"),
            models.CheckConstraint(
                condition=_from_one("contact", contact__isnull=False)
                | _from_one("need", need__isnull=False)
                | _from_one("entry", entry__isnull=False)
                | _from_one("idea", idea__isnull=False)
                | _from_one("diagnostic", run__isnull=False)
                | (_from_one("words") & ~Q(source="")),
                name="trends_evidence_from_one_source",
            ),
        ]


class Use(models.Model):
    """What a sheet was turned into."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=9, choices=UseKind.choices)
    challenge = models.ForeignKey("ideas.Challenge", models.CASCADE, null=True, related_name="+")
    study = models.ForeignKey("studies.Study", models.CASCADE, null=True, related_name="+")
    measure = models.ForeignKey("insight.Measure", models.CASCADE, null=True, related_name="+")
    used_at = models.DateTimeField()
    used_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["used_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="challenge", challenge__isnull=False, study=None, measure=None)
                | Q(kind="study", study__isnull=False, challenge=None, measure=None)
                | Q(kind="measure", measure__isnull=False, challenge=None, study=None),
                name="trends_use_is_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=["sheet", name], name=f"trends_{name}_used_once")
                for name in ("challenge", "study", "measure")
            ),
        ]
