"""What does a company lack or want?"""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.needs.enums import NeedState, Urgency
from grappe.ui.custom import by_value, custom_values, is_an_object

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Need(models.Model):
    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="needs")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="fr")
    theme = models.ForeignKey("clusters.Theme", models.PROTECT, related_name="+", verbose_name=_("theme"))
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField(
        _("state"), max_length=10, choices=NeedState.choices, default=NeedState.CONFIRMED
    )
    finding = models.OneToOneField("diagnostics.Finding", models.SET_NULL, null=True, related_name="+")
    mark = models.OneToOneField("companies.Mark", models.SET_NULL, null=True, related_name="+")
    # The contact in whose notes it was marked: it is read like these, also when the mark is taken away.
    contact = models.ForeignKey("companies.Contact", models.RESTRICT, null=True, related_name="+")
    evidence = models.JSONField(default=list)  # copied from the finding, so that it stays explained
    custom = custom_values()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-urgency", "-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="needs_need_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=NeedState.values) & Q(urgency__in=Urgency.values),
                name="needs_need_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(mark=None) | Q(contact__isnull=False), name="needs_marked_in_a_contact"
            ),
            is_an_object("needs_need_custom"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-urgency", "-created_at", "-id"], name="needs_list_order"),
            models.Index(fields=["company", "-created_at"], name="needs_timeline"),
            by_value("needs_need_by_value"),
        ]

    def __str__(self) -> str:
        return self.title
