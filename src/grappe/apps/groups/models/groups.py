"""What is a working group: what for, in which cluster and theme, who runs it, how one joins, and what came of it?"""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.groups.enums import GroupState, Joining, LinkKind
from grappe.engines.kernel import Text

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Group(models.Model):
    """A working group; what outsiders read of it is in up to three languages, `{"en": …, "fr": …, "de": …}`."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(max_length=8, choices=GroupState.choices, default=GroupState.PROPOSED)
    joining = models.CharField(
        _("how one joins"), max_length=7, choices=Joining.choices, default=Joining.REQUEST
    )
    listed = models.BooleanField(_("on the public list of working groups"), default=False)
    names = models.JSONField(default=dict)
    purposes = models.JSONField(default=dict)
    expected = models.JSONField(default=dict)  # what is to come of it
    language = models.CharField(
        _("working language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    clusters: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "clusters.Cluster", related_name="+", blank=True, verbose_name=_("clusters")
    )
    theme = models.ForeignKey(
        "clusters.Theme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("theme")
    )
    lead = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("run by"))
    team: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("team")
    )
    rhythm_weeks = models.PositiveSmallIntegerField(_("a session every … weeks"), null=True, blank=True)
    until = models.DateField(_("planned end"), null=True, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)  # taken up or not
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=500, blank=True)  # why it was taken up or not
    paused_until = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    report = models.JSONField(default=dict)  # the closing report, by language
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-proposed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(names={}), name="groups_group_has_a_name"),
            models.CheckConstraint(condition=Q(state__in=GroupState.values), name="groups_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(report={})),
                name="groups_closed_with_a_report",
            ),
        ]

    def __str__(self) -> str:
        return Text.of(self.names).in_language(get_language() or "en")


class GroupLink(models.Model):
    """One thing that came of a working group. Ideas and projects are kept as text until the app that matures them does."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="links")
    session = models.ForeignKey("groups.Session", models.SET_NULL, null=True, related_name="links")
    kind = models.CharField(max_length=11, choices=LinkKind.choices)
    need = models.ForeignKey("needs.Need", models.CASCADE, null=True, related_name="+")
    study = models.ForeignKey("studies.Study", models.CASCADE, null=True, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="+")
    cooperation = models.ForeignKey("events.Cooperation", models.CASCADE, null=True, related_name="+")
    company = models.ForeignKey(
        "companies.Company", models.SET_NULL, null=True, related_name="+"
    )  # whose idea
    text = models.TextField(blank=True)  # of an idea or a project
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-linked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(
                    kind="need", need__isnull=False, study=None, event=None, cooperation=None, text=""
                )
                | Q(kind="study", study__isnull=False, need=None, event=None, cooperation=None, text="")
                | Q(kind="event", event__isnull=False, need=None, study=None, cooperation=None, text="")
                | Q(kind="cooperation", cooperation__isnull=False, need=None, study=None, event=None, text="")
                | (
                    Q(kind__in=["idea", "project"], need=None, study=None, event=None, cooperation=None)
                    & ~Q(text="")
                ),
                name="groups_link_to_one_thing",
            ),
            models.UniqueConstraint(fields=["group", "need"], name="groups_need_linked_once"),
            models.UniqueConstraint(fields=["group", "study"], name="groups_study_linked_once"),
            models.UniqueConstraint(fields=["group", "event"], name="groups_event_linked_once"),
            models.UniqueConstraint(fields=["group", "cooperation"], name="groups_cooperation_linked_once"),
        ]
