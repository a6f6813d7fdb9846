"""Which kinds and states do an event, a registration and a business meeting have, and what may follow what?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    THEMATIC = "thematic", _("Thematic event")
    B2B = "b2b", _("B2B meetings")
    WORKSHOP = "workshop", _("Workshop")
    VISIT = "visit", _("Visit")


class EventMode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("On site and online")


class EventState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    INVITED = "invited", _("Invited people only")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    YES_NO = "yes_no", _("Yes or no")


class RegistrationState(models.TextChoices):
    """Whoever registers first confirms the address; then there is a seat, or a place on the waiting list."""

    UNCONFIRMED = "unconfirmed", _("Address not confirmed yet")
    WAITING = "waiting", _("On the waiting list")
    CONFIRMED = "confirmed", _("Has a seat")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")


_U, _W, _C, _X = RegistrationState
# The one table of what may follow what.
REGISTRATION_STEPS: dict[str, frozenset[str]] = {
    _U: frozenset({_W, _C, _X}),
    _W: frozenset({_C, _X}),
    _C: frozenset({_X}),
    _X: frozenset({_U, _W, _C}),  # they think again
}


class Attendance(models.TextChoices):
    """How somebody means to be there."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")


class Stage(models.TextChoices):
    """When a question of the organiser is asked."""

    REGISTRATION = "registration", _("At the registration")
    SURVEY = "survey", _("After the event")


class LetterKind(models.TextChoices):
    """Why somebody registered is written to. What follows from a registration needs no consent to mailings."""

    CONFIRM = "confirm", _("Confirm your address")
    SEAT = "seat", _("You have a seat")
    WAITING = "waiting", _("You are on the waiting list")
    MOVED_UP = "moved_up", _("A seat became free")
    CHANGED = "changed", _("The event has changed")
    CANCELLED = "cancelled", _("Registration cancelled")
    CALLED_OFF = "called_off", _("The event is called off")
    REMINDER = "reminder", _("Reminder")
    REQUESTS = "requests", _("Requests for meetings")
    TIMETABLE = "timetable", _("Your timetable")
    SURVEY = "survey", _("How was it?")


class CostKind(models.TextChoices):
    VENUE = "venue", _("Rooms and equipment")
    CATERING = "catering", _("Catering")
    SPEAKERS = "speakers", _("Speakers and travel")
    COMMUNICATION = "communication", _("Communication")
    STAFF = "staff", _("Own working time")
    OTHER = "other", _("Other")
    INCOME = "income", _("Income (sponsors, fees)")


class LinkKind(models.TextChoices):
    """What came of an event."""

    NEED = "need", _("Need")
    IDEA = "idea", _("Idea")
    CONTACT = "contact", _("Contact")
    COOPERATION = "cooperation", _("Cooperation")


class CooperationState(models.TextChoices):
    TALKING = "talking", _("In talks")
    AGREED = "agreed", _("Agreed")
    RUNNING = "running", _("Under way")
    ENDED = "ended", _("Ended")
    BROKEN_OFF = "broken_off", _("Came to nothing")


_TALKING, _AGREED, _RUNNING, _ENDED, _BROKEN_OFF = CooperationState
# The one table of what may follow what: talks may be taken up again, and what ended may go on.
COOPERATION_STEPS: dict[str, frozenset[str]] = {
    _TALKING: frozenset({_AGREED, _RUNNING, _BROKEN_OFF}),
    _AGREED: frozenset({_RUNNING, _TALKING, _BROKEN_OFF}),
    _RUNNING: frozenset({_ENDED, _BROKEN_OFF}),
    _ENDED: frozenset({_RUNNING}),
    _BROKEN_OFF: frozenset({_TALKING}),
}


# --- Business meetings ---


class PlanState(models.TextChoices):
    """Where the business meetings of an event stand."""

    PREPARING = "preparing", _("Being prepared")
    REQUESTS = "requests", _("Participants ask for meetings")
    PLANNING = "planning", _("The timetable is being made")
    PUBLISHED = "published", _("The timetable is published")
    CLOSED = "closed", _("Closed")


# The one table of what may follow what; PUBLISHED is reached by publishing a timetable, and left by taking it back.
PLAN_STEPS: dict[str, frozenset[str]] = {
    PlanState.PREPARING: frozenset({PlanState.REQUESTS}),
    PlanState.REQUESTS: frozenset({PlanState.PREPARING, PlanState.PLANNING}),
    PlanState.PLANNING: frozenset({PlanState.REQUESTS, PlanState.PUBLISHED}),
    PlanState.PUBLISHED: frozenset({PlanState.PLANNING, PlanState.CLOSED}),
    PlanState.CLOSED: frozenset({PlanState.PUBLISHED}),
}


class HalfDay(models.IntegerChoices):
    """In which part of the day a meeting may be (the engine's sessions)."""

    FIRST = 1, _("First session")
    SECOND = 2, _("Second session")
    ANY = 3, _("Any")


class RequestState(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WithdrawnWhy(models.TextChoices):
    """Why a request stands no more; what a cancelled registration took back is reopened with it."""

    TAKEN_BACK = "taken_back", _("Taken back by one of the two")
    LEFT = "left", _("One of the two left the business meetings")
    CANCELLED = "cancelled", _("One of the two cancelled the registration")
    ORGANISER = "organiser", _("Taken back by the organiser")


class Wish(models.IntegerChoices):
    """How much somebody wants a meeting; the engine's priorities are made of both sides' wishes."""

    MUST = 1, _("Most important")
    WANT = 2, _("Important")
    NICE = 3, _("If it can be")


class TimetableState(models.TextChoices):
    ORDERED = "ordered", _("Ordered")
    RUNNING = "running", _("Being computed")
    STOPPING = "stopping", _("Being stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class FileState(models.TextChoices):
    """How far a file is that the worker writes."""

    ORDERED = "ordered", _("Waiting for the worker")
    RUNNING = "running", _("The file is being written")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class OutcomeKind(models.TextChoices):
    """What came of one meeting, as one of the two says."""

    NOTHING = "nothing", _("Nothing further")
    KEEP_TOUCH = "keep_touch", _("We stay in touch")
    FOLLOW_UP = "follow_up", _("A follow-up meeting is agreed")
    OFFER = "offer", _("An offer was asked for")
    COOPERATION = "cooperation", _("We mean to work together")
    NO_SHOW = "no_show", _("The other side did not come")
