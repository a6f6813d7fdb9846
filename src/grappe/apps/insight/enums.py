"""Which kinds and states do action plans and their measures have, and what may follow what?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("action plan", "Draft")
    RUNNING = "running", pgettext_lazy("action plan", "Under way")
    CLOSED = "closed", pgettext_lazy("action plan", "Closed")
    DROPPED = "dropped", pgettext_lazy("action plan", "Given up")


_D, _R, _C, _X = PlanState
# The one table of what may follow what; CLOSED needs a report, DROPPED a reason.
PLAN_STEPS: dict[str, frozenset[str]] = {
    _D: frozenset({_R, _X}),
    _R: frozenset({_C, _X}),
    _C: frozenset({_R}),
    _X: frozenset({_D}),
}


class MeasureKind(models.TextChoices):
    """What a measure is to become."""

    AID = "aid", _("New aid instrument")
    AWARENESS = "awareness", _("Awareness campaign")
    PLATFORM = "platform", _("Digital platform")
    SERVICE = "service", _("Service")
    TRAINING = "training", _("Training")


class MeasureState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("measure", "Planned")
    RUNNING = "running", pgettext_lazy("measure", "Under way")
    DONE = "done", pgettext_lazy("measure", "Done")
    DROPPED = "dropped", pgettext_lazy("measure", "Given up")


_PLANNED, _RUNNING, _DONE, _DROPPED = MeasureState
MEASURE_STEPS: dict[str, frozenset[str]] = {
    _PLANNED: frozenset({_RUNNING, _DONE, _DROPPED}),
    _RUNNING: frozenset({_DONE, _DROPPED}),
    _DONE: frozenset({_RUNNING}),
    _DROPPED: frozenset({_PLANNED}),
}
# Which of them are still to be done.
OPEN_MEASURES = frozenset({_PLANNED, _RUNNING})


class LinkKind(models.TextChoices):
    """What a measure created, or came from."""

    PROGRAMME = "programme", _("Programme in the aids catalogue")
    CAMPAIGN = "campaign", pgettext_lazy("measure", "Mailing")
    EVENT = "event", _("Event")
    STUDY = "study", _("Study")
    SOLUTION = "solution", _("Service on offer")
    GROUP = "group", _("Working group")
    IDEA = "idea", _("Idea")


# What is begun from the page of a measure, with what the measure says.
STARTS: dict[str, tuple[LinkKind, ...]] = {
    MeasureKind.AID: (LinkKind.PROGRAMME, LinkKind.STUDY),
    MeasureKind.AWARENESS: (LinkKind.CAMPAIGN, LinkKind.EVENT, LinkKind.STUDY),
    MeasureKind.PLATFORM: (LinkKind.SOLUTION, LinkKind.STUDY),
    MeasureKind.SERVICE: (LinkKind.SOLUTION, LinkKind.STUDY),
    MeasureKind.TRAINING: (LinkKind.EVENT, LinkKind.CAMPAIGN, LinkKind.STUDY),
}


class Relation(models.TextChoices):
    CREATED = "created", _("This came of it")
    FROM = "from", _("It comes from this")


class Late(models.TextChoices):
    """Why something of a plan is late."""

    NOT_BEGUN = "not_begun", _("should have begun")
    NOT_DONE = "not_done", _("should be done")
    NOT_REACHED = "not_reached", _("target not reached")
    UNKNOWN = "unknown", _("no figure for the target day")
    OVERSPENT = "overspent", _("more spent than planned")
