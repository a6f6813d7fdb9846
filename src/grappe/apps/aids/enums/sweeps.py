"""Which states has a sweep, and what may it say of a company and a programme?"""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class SweepState(TextChoices):
    WAITING = "waiting", _("Waiting for the worker")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    GIVEN_UP = "given_up", _("Given up")


class SweptVerdict(IntegerChoices):
    """The numbers of engines/eligibility/judge.py; refusals are counted and not kept."""

    UNDETERMINED = 1, _("Undetermined")
    ELIGIBLE = 2, _("Eligible")


class SizeClass(IntegerChoices):
    """The size of a company by its own figures; where missing figures leave it open it is not known."""

    UNKNOWN = 0, _("Size not known")
    MICRO = 1, _("Micro")
    SMALL = 2, _("Small")
    MEDIUM = 3, _("Medium")
    LARGE = 4, _("Large")
