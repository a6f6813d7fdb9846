"""Who asked what is known of them, and who handed it over?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.privacy.enums import CaseState, Handed

USER = settings.AUTH_USER_MODEL


class Case(models.Model):
    """Somebody asks what is known of them (Regulation (EU) 2016/679, Article 15)."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    spellings = models.JSONField(default=list)  # how the name is written too
    person = models.ForeignKey("companies.Person", models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    asked_on = models.DateField()
    opened_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    salt = models.CharField(max_length=40, blank=True)  # of the link; blank: there is none
    link_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name="") | ~Q(email=""), name="privacy_case_names_somebody"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"{self.pk}"


class Handing(models.Model):
    """That somebody's data were handed over: how, when, by whom. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="handings")
    how = models.CharField(max_length=4, choices=Handed.choices)
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # null: by the link
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
