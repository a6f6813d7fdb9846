"""Which kinds and states do trend sheets, their uses, and sources outside have?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SheetState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("trend sheet", "Draft")
    PUBLISHED = "published", pgettext_lazy("trend sheet", "Published")
    ARCHIVED = "archived", pgettext_lazy("trend sheet", "Archived")


_D, _P, _A = SheetState
# The one table of what may follow what.
SHEET_STEPS: dict[str, frozenset[str]] = {
    _D: frozenset({_P, _A}),
    _P: frozenset({_D, _A}),
    _A: frozenset({_D}),
}


class Horizon(models.TextChoices):
    """When a trend is felt in the companies; the rings of the radar, the innermost first."""

    NOW = "now", _("Within a year")
    NEXT = "next", _("In one to three years")
    LATER = "later", _("In three to ten years")


class Impact(models.IntegerChoices):
    """How much it changes for the companies concerned; the size of a point on the radar."""

    LOW = 1, pgettext_lazy("impact", "Low")
    MIDDLE = 2, pgettext_lazy("impact", "Middling")
    HIGH = 3, pgettext_lazy("impact", "High")


class Direction(models.TextChoices):
    """How a trend moves, as an analyst judges it."""

    NEW = "new", pgettext_lazy("trend", "New")
    RISING = "rising", pgettext_lazy("trend", "Rising")
    STEADY = "steady", pgettext_lazy("trend", "Steady")
    FADING = "fading", pgettext_lazy("trend", "Fading")


class UseKind(models.TextChoices):
    """What a trend sheet was turned into."""

    CHALLENGE = "challenge", _("Ideation campaign")
    STUDY = "study", _("Study")
    MEASURE = "measure", _("Measure of an action plan")


class EvidenceKind(models.TextChoices):
    CONTACT = "contact", _("Notes of a contact")
    NEED = "need", _("Need")
    ENTRY = "entry", _("Source outside")
    IDEA = "idea", _("Idea")
    DIAGNOSTIC = "diagnostic", _("Answer of a diagnostic")
    WORDS = "words", _("Noted by hand")


class TextKind(models.TextChoices):
    """Of what are the texts in which topics are found?"""

    CONTACT = "contact", _("Notes of a contact")
    NEED = "need", _("Need")
    DIAGNOSTIC = "diagnostic", _("Answer of a diagnostic")
    IDEA = "idea", _("Idea")
    ENTRY = "entry", _("Source outside")


class TopicState(models.TextChoices):
    """What analysts said of a topic; a hidden one goes on collecting."""

    SUGGESTED = "suggested", pgettext_lazy("topic", "Suggested")
    CONFIRMED = "confirmed", pgettext_lazy("topic", "Confirmed")
    HIDDEN = "hidden", pgettext_lazy("topic", "Hidden")


class CorrectionKind(models.TextChoices):
    """What an analyst did to a topic."""

    CONFIRM = "confirm", pgettext_lazy("topic", "confirmed")
    HIDE = "hide", pgettext_lazy("topic", "hidden")
    SHOW = "show", pgettext_lazy("topic", "shown again")
    NAME = "name", pgettext_lazy("topic", "named")
    MERGE = "merge", pgettext_lazy("topic", "merged")
    SPLIT = "split", pgettext_lazy("topic", "split")


class RunState(models.TextChoices):
    """How far is the work that finds topics?"""

    ORDERED = "ordered", pgettext_lazy("topics", "Ordered")
    RUNNING = "running", pgettext_lazy("topics", "Running")
    DONE = "done", pgettext_lazy("topics", "Done")
    FAILED = "failed", pgettext_lazy("topics", "Failed")


class Trouble(models.TextChoices):
    """Why a source could not be read."""

    ADDRESS = "address", _("The address is not one on the public internet.")
    NOT_REACHED = "not_reached", _("The server could not be reached.")
    TOO_SLOW = "too_slow", _("The server took too long.")
    TOO_LARGE = "too_large", _("The answer is too large.")
    REFUSED = "refused", _("The server refused.")
    REDIRECTS = "redirects", _("The server sends on from one address to the next.")
    NO_FEED = "no_feed", _("What stands there is no RSS or Atom feed.")
