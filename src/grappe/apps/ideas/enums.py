"""Which stages, kinds and states do ideas, their gates and their people have, and what may follow what?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """How far an idea has come; the words of the issue and of the glossary."""

    CAPTURED = "captured", pgettext_lazy("idea", "Captured")
    SCREENED = "screened", pgettext_lazy("idea", "Screened")
    MATURED = "matured", pgettext_lazy("idea", "Matured")
    BUSINESS_CASE = "business_case", pgettext_lazy("idea", "Business case")
    CANDIDATE = "candidate", pgettext_lazy("idea", "Flagship candidate")
    FLAGSHIP = "flagship", pgettext_lazy("idea", "Flagship")
    PARKED = "parked", pgettext_lazy("idea", "Parked")
    REJECTED = "rejected", pgettext_lazy("idea", "Rejected")


# The way of an idea that nothing stops, in order; each step on it goes through a gate.
WAY: tuple[Stage, ...] = (
    Stage.CAPTURED, Stage.SCREENED, Stage.MATURED, Stage.BUSINESS_CASE, Stage.CANDIDATE, Stage.FLAGSHIP,
)  # fmt: skip
RESTING = frozenset({Stage.PARKED, Stage.REJECTED})
# From here on the ministry sees an idea: before, it is what companies say among themselves and to us.
SEEN_BY_MINISTRY = frozenset({Stage.CANDIDATE, Stage.FLAGSHIP})


class StepKind(models.TextChoices):
    """How an idea came from one stage to another."""

    CAPTURE = "capture", pgettext_lazy("idea", "captured")
    GATE = "gate", pgettext_lazy("idea", "through a gate")
    PARK = "park", pgettext_lazy("idea", "parked")
    REJECT = "reject", pgettext_lazy("idea", "rejected")
    REOPEN = "reopen", pgettext_lazy("idea", "reopened")


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that may happen to an idea in a stage."""

    kind: StepKind
    to: Stage


# The one table of what may follow what: operations ask it, and the diagram in docs/reference/ideas.md is drawn from it.
# Whoever rests goes back to the stage it came from (`Idea.rested_from`), never further.
TRANSITIONS: dict[Stage, tuple[Transition, ...]] = {
    **{
        stage: (
            *((Transition(StepKind.GATE, WAY[place + 1]),) if stage != Stage.FLAGSHIP else ()),
            Transition(StepKind.PARK, Stage.PARKED),
            *((Transition(StepKind.REJECT, Stage.REJECTED),) if stage != Stage.FLAGSHIP else ()),
        )
        for place, stage in enumerate(WAY)
    },
    Stage.PARKED: (
        *(Transition(StepKind.REOPEN, stage) for stage in WAY),
        Transition(StepKind.REJECT, Stage.REJECTED),
    ),
    Stage.REJECTED: tuple(Transition(StepKind.REOPEN, stage) for stage in WAY[:-1]),
}


class LinkKind(models.TextChoices):
    """What an idea came from, or has to do with."""

    MARK = "mark", _("Sentence in the notes of a contact")
    NEED = "need", _("Need")
    EVENT = "event", _("Event")
    EVENT_WORDS = "event_words", _("Noted at an event")
    GROUP = "group", _("Working group")
    GROUP_WORDS = "group_words", _("Noted in a working group")
    SESSION = "session", _("Sentence in the minutes of a session")
    FINDING = "finding", _("Finding of a study")
    USE = "use", _("Use of a finding")
    COMPANY = "company", _("Company")
    ANSWER = "answer", _("Answer in an ideation campaign")


class AssessmentState(models.TextChoices):
    """An idea at a gate: reviewers are at work, then somebody decides."""

    OPEN = "open", pgettext_lazy("assessment", "Being reviewed")
    DECIDED = "decided", pgettext_lazy("assessment", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("assessment", "Called off")


class Outcome(models.TextChoices):
    """What is decided at a gate."""

    PASS = "pass", pgettext_lazy("gate", "Goes on")
    REWORK = "rework", pgettext_lazy("gate", "Once more, reworked")
    PARK = "park", pgettext_lazy("gate", "Parked")
    REJECT = "reject", pgettext_lazy("gate", "Rejected")


class LetterKind(models.TextChoices):
    """Why somebody is written to."""

    LINK = "link", _("Your page")
    CAPTURED = "captured", _("Your idea has arrived")
    REVIEW = "review", _("An idea to review")
    REVIEW_DUE = "review_due", _("A review is due")
    DECIDED = "decided", _("What became of your idea")
    CALLED_OFF = "called_off", _("A gate was called off")
    RELEASED = "released", _("A review is no longer needed")
    MOVED = "moved", _("Your idea was parked, rejected or reopened")
    MERGED = "merged", _("Your idea was joined with another")
    COMMENT = "comment", _("Somebody commented on an idea")
    INTENT = "intent", _("A letter of intent is asked for")
    ASKED = "asked", _("An ideation campaign asks for ideas")
    CONFIRM = "confirm", _("Confirm your address")
    REMINDER = "reminder", _("An ideation campaign closes soon")
    VOTING = "voting", _("The vote of an ideation campaign")
    RESULT = "result", _("What came of an ideation campaign")
    UNDONE = "undone", _("The conclusion of an ideation campaign was undone")


class FlagshipState(models.TextChoices):
    """How a flagship project stands. It starts only where partners, letters and budget are there."""

    PREPARING = "preparing", pgettext_lazy("flagship", "Being prepared")
    RUNNING = "running", pgettext_lazy("flagship", "Running")
    COMPLETED = "completed", pgettext_lazy("flagship", "Completed")
    STOPPED = "stopped", pgettext_lazy("flagship", "Stopped")


FLAGSHIP_STEPS: dict[str, frozenset[str]] = {
    FlagshipState.PREPARING: frozenset({FlagshipState.RUNNING, FlagshipState.STOPPED}),
    FlagshipState.RUNNING: frozenset(
        {FlagshipState.COMPLETED, FlagshipState.STOPPED, FlagshipState.PREPARING}
    ),
    FlagshipState.COMPLETED: frozenset({FlagshipState.RUNNING}),
    FlagshipState.STOPPED: frozenset({FlagshipState.PREPARING}),
}


class PartnerRole(models.TextChoices):
    """What an organisation is in a flagship project."""

    COORDINATOR = "coordinator", _("Coordinator")
    INDUSTRIAL = "industrial", _("Industrial partner")
    RESEARCH = "research", _("Research organisation")
    PUBLIC = "public", _("Public body")
    USER = "user", _("User")


class OrganisationKind(models.TextChoices):
    """What an organisation is by law: it decides which aid is State aid."""

    FIRM = "firm", _("Company")
    RESEARCH = "research", _("Research organisation")
    PUBLIC = "public", _("Public body")


class Source(models.TextChoices):
    """Where the money of a flagship project comes from."""

    PRIVATE = "private", _("Own and private money")
    NATIONAL = "national", _("National aid")
    EUROPE = "europe", _("European Union")
    PUBLIC = "public", _("Other public money")


class IndicatorKind(models.TextChoices):
    """What a flagship project is to bring, counted by year."""

    JOBS = "jobs", _("Jobs created")
    INVESTMENT = "investment", _("Investment (EUR)")
    RESEARCH = "research", _("Spending on research (EUR)")
    TURNOVER = "turnover", _("New turnover (EUR)")
    USERS = "users", _("Companies that use it")
    START_UPS = "start_ups", _("Start-ups founded")
    PATENTS = "patents", _("Patents filed")


EUROS = frozenset({IndicatorKind.INVESTMENT, IndicatorKind.RESEARCH, IndicatorKind.TURNOVER})


class ChallengeState(models.TextChoices):
    """Where an ideation campaign stands; from being published on, its dates say so."""

    DRAFT = "draft", pgettext_lazy("ideation campaign", "Draft")
    COMING = "coming", pgettext_lazy("ideation campaign", "Opens later")
    OPEN = "open", pgettext_lazy("ideation campaign", "Takes answers")
    SORTING = "sorting", pgettext_lazy("ideation campaign", "Answers are being grouped")
    VOTING = "voting", pgettext_lazy("ideation campaign", "Being voted on")
    CLOSED = "closed", pgettext_lazy("ideation campaign", "Closed")


class BoardChange(models.TextChoices):
    """What was done on the board of an ideation campaign; the last one can be undone."""

    MOVE = "move", _("A card was moved")
    GROUP = "group", _("A group was made")
    RENAME = "rename", _("A group was renamed")
    REMOVE = "remove", _("A group was taken apart")
    PROPOSAL = "proposal", _("A proposal was taken")
