"""How does somebody come in: sessions that can be seen and ended, failed attempts, what is asked of each role?"""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Role

USER = settings.AUTH_USER_MODEL


class Session(AbstractBaseSession):
    """A session of Django's, with whose it is and where: written with it, so that it is right whatever renews the key."""

    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="sessions")  # null: a stranger's
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)  # what the browser says it is
    method = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # to ten minutes

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore


class Attempts(models.Model):
    """Sign-ins that were tried and did not succeed: of an account from an address, of an account, from an address."""

    key = models.CharField(max_length=400, unique=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["since"], name="accounts_attempts_since")
        ]


class SecurityPolicy(models.Model):
    """What is asked of those who sign in. Each change is a row of its own: the last is in force."""

    required_roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), default=list, blank=True,
        verbose_name=_("roles that need a second factor"),
    )  # fmt: skip
    failures = models.PositiveSmallIntegerField(
        _("failed attempts before an account is locked"), default=5,
        validators=[MinValueValidator(3), MaxValueValidator(20)],
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField(
        _("minutes for which it stays locked"), default=15,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )  # fmt: skip
    audit_days = models.PositiveSmallIntegerField(
        _("days for which the audit is kept"), default=730,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
    )  # fmt: skip
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
