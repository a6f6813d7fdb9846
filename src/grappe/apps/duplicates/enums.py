"""In which state may a pair be, and what may have become of a row?"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PairKind(TextChoices):
    """What may stand twice."""

    COMPANY = "company", _("Companies")
    PERSON = "person", _("People")


class PairState(TextChoices):
    """What somebody said of two files that may be one company, or two entries that may be one person."""

    OPEN = "open", _("To be decided")
    APART = "apart", _("Not the same")
    MERGED = "merged", _("Merged")


class Done(TextChoices):
    """What a merge did to a row."""

    MOVED = "moved", _("moved")
    DROPPED = "dropped", _("taken together")
    CHANGED = "changed", _("changed")


class RunState(TextChoices):
    """How far the search for duplicates is."""

    ORDERED = "ordered", _("ordered")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
