"""Which kinds and states do a study, its interviews, figures, findings and reviews have, and what may follow what?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StudyState(models.TextChoices):
    """From the question to the published study; a published one may be worked on again for the next version."""

    DRAFT = "draft", pgettext_lazy("study", "Being prepared")
    RUNNING = "running", pgettext_lazy("study", "Under way")
    REVIEW = "review", pgettext_lazy("study", "Being reviewed")
    PUBLISHED = "published", pgettext_lazy("study", "Published")
    DROPPED = "dropped", pgettext_lazy("study", "Given up")


_D, _R, _V, _P, _X = StudyState
# The one table of what may follow what.
STUDY_STEPS: dict[str, frozenset[str]] = {
    _D: frozenset({_R, _X}),
    _R: frozenset({_V, _X}),
    _V: frozenset({_R, _P}),
    _P: frozenset({_R}),
    _X: frozenset({_D}),
}


class Licence(models.TextChoices):
    """Under which terms others may use a published study (SPDX identifiers)."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC0 = "CC0-1.0", "CC0 1.0"
    RESERVED = "reserved", _("All rights reserved")


class Outcome(models.TextChoices):
    """What became of a hypothesis."""

    OPEN = "open", _("Open")
    SUPPORTED = "supported", _("Supported")
    PARTLY = "partly", _("Partly supported")
    REFUTED = "refuted", _("Refuted")
    UNDECIDED = "undecided", _("Could not be decided")


class CostKind(models.TextChoices):
    STAFF = "staff", _("Own working time")
    EXPERTS = "experts", _("Outside experts")
    DATA = "data", _("Data and licences")
    TRAVEL = "travel", _("Travel")
    PUBLICATION = "publication", _("Translation and publication")
    OTHER = "other", _("Other")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Open question")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    SCALE = "scale", _("Scale from 1 to 5")
    NUMBER = "number", _("Number")
    YES_NO = "yes_no", _("Yes or no")


class Consent(models.TextChoices):
    """What the person interviewed allows. Without an answer nothing may be quoted."""

    UNASKED = "unasked", _("Not asked yet")
    REFUSED = "refused", _("Nothing may be used outside the team")
    ANONYMOUS = "anonymous", _("May be quoted without names")
    NAMED = "named", _("May be quoted by name")


QUOTABLE = frozenset({Consent.ANONYMOUS, Consent.NAMED})


class ConsentHow(models.TextChoices):
    WRITTEN = "written", _("In writing")
    SPOKEN = "spoken", _("In the conversation")
    EMAIL = "email", _("By e-mail")


class Origin(models.TextChoices):
    """Where the figures of a table come from."""

    FILE = "file", _("A file")
    OWN = "own", _("The initiative's own records")


class ColumnKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")


class Extract(models.TextChoices):
    """Which tables can be drawn from the initiative's own records; always frozen and dated."""

    COMPANIES = "companies", _("Companies by activity (NACE) and size")
    NEEDS = "needs", _("Needs by theme")


class UploadState(models.TextChoices):
    LOOKING = "looking", pgettext_lazy("upload", "Being looked at")
    LOOKED = "looked", pgettext_lazy("upload", "Waits for the columns")
    IMPORTING = "importing", pgettext_lazy("upload", "Being imported")
    DONE = "done", pgettext_lazy("upload", "Imported")
    FAILED = "failed", pgettext_lazy("upload", "Refused")


class ChartKind(models.TextChoices):
    BAR = "bar", _("Bars")
    STACKED = "stacked", _("Stacked bars")
    LINE = "line", _("Lines")


class Strength(models.TextChoices):
    """How well a finding is founded, as its authors see it."""

    STRONG = "strong", _("Strong: several independent kinds of evidence agree")
    MODERATE = "moderate", _("Moderate: good evidence of one kind")
    WEAK = "weak", _("Weak: few or indirect hints")
    CONTESTED = "contested", _("Contested: the evidence disagrees")


class EvidenceKind(models.TextChoices):
    PASSAGE = "passage", _("Passage of an interview")
    FIGURES = "figures", _("Figures")
    SOURCE = "source", _("Source")


class Bearing(models.TextChoices):
    SUPPORTS = "supports", _("Supports it")
    CONTRADICTS = "contradicts", _("Speaks against it")


class ReviewState(models.TextChoices):
    ASKED = "asked", _("Asked")
    READING = "reading", _("Reads")
    DONE = "done", _("Has finished")
    DECLINED = "declined", _("Has declined")


class Recommendation(models.TextChoices):
    PUBLISH = "publish", _("Publish it as it is")
    MINOR = "minor", _("Publish it after small changes")
    MAJOR = "major", _("It needs large changes")


class LetterKind(models.TextChoices):
    """Why a reviewer is written to."""

    ASKED = "asked", _("You are asked to review a study")
    REMINDER = "reminder", _("Reminder of a review")
    ANSWERED = "answered", _("Your comments were answered")
    PUBLISHED = "published", _("The study is published")


class UseKind(models.TextChoices):
    """What came of a finding."""

    NEED = "need", _("Need")
    AID = "aid", _("Aid or programme")
    EVENT = "event", _("Event")
    IDEA = "idea", _("Idea")
    MEASURE = "measure", _("Measure of an action plan")
