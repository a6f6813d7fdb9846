"""What does a letter to somebody registered say: in their language, with their own link, and why they get it?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.events.enums import EventMode, EventState, LetterKind, RegistrationState
from grappe.apps.events.models import Letter
from grappe.apps.events.permissions import check_can_view_registrations
from grappe.apps.events.queries.calendar import is_online, own_calendar, video_link_for
from grappe.apps.events.queries.links import link_of
from grappe.engines.kernel import Text
from grappe.ui import moments
from grappe.ui.letters import Counted, LetterState, Parts, Written, counted, put_together

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event, Registration

_U, _W, _C, _X = RegistrationState
_ANY = frozenset(RegistrationState)
# In which states of the registration a letter says something true.
SUITS: dict[str, frozenset[RegistrationState]] = {
    LetterKind.CONFIRM: frozenset({_U}),
    LetterKind.SEAT: frozenset({_C}),
    LetterKind.WAITING: frozenset({_W}),
    LetterKind.MOVED_UP: frozenset({_C}),
    LetterKind.CHANGED: frozenset({_C, _W}),
    LetterKind.CANCELLED: frozenset({_X}),
    LetterKind.CALLED_OFF: _ANY,
    LetterKind.REMINDER: frozenset({_C}),
    LetterKind.REQUESTS: frozenset({_C}),
    LetterKind.TIMETABLE: frozenset({_C}),
    LetterKind.SURVEY: frozenset({_C}),
}
# These are about what is still to come; the survey, and that a registration is cancelled, are true afterwards too.
BEFORE_THE_END = frozenset(LetterKind) - {LetterKind.SURVEY, LetterKind.CANCELLED, LetterKind.CALLED_OFF}
# To whoever gets these the door is open: they may see the video link.
WITH_A_SEAT = frozenset(
    {LetterKind.SEAT, LetterKind.MOVED_UP, LetterKind.CHANGED, LetterKind.REMINDER, LetterKind.TIMETABLE}
)
# These put an entry into the reader's calendar or bring it up to date; these take it out again.
REQUESTS_ENTRY = (LetterKind.SEAT, LetterKind.MOVED_UP, LetterKind.CHANGED, LetterKind.REMINDER)
CANCELS_ENTRY = (LetterKind.CANCELLED, LetterKind.CALLED_OFF)
MAYBE_SENT = (LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)
# Which own page a letter leads to, other than that of the registration.
PAGES = {
    LetterKind.REQUESTS: "events:own_meetings",
    LetterKind.TIMETABLE: "events:own_meetings",
    LetterKind.SURVEY: "events:own_survey",
}


_MINE = _lazy("See or change your registration")
# Kind -> subject, opening, and what the link is called.
WORDS = {
    LetterKind.CONFIRM: (
        _lazy("Please confirm: %(title)s"),
        _lazy(
            "Please confirm your address; only then does your registration count. If it was not you who "
            "registered, do nothing: the entry is deleted by itself."
        ),
        _lazy("Confirm my registration"),
    ),
    LetterKind.SEAT: (
        _lazy("You are registered: %(title)s, %(day)s"),
        _lazy("You have a seat. We look forward to meeting you."),
        _MINE,
    ),
    LetterKind.WAITING: (
        _lazy("Waiting list: %(title)s"),
        _lazy(
            "The event is full at present, and you are on the waiting list. As soon as a seat is yours, you get "
            "another mail; you need not do anything."
        ),
        _MINE,
    ),
    LetterKind.MOVED_UP: (
        _lazy("A seat for you: %(title)s, %(day)s"),
        _lazy("A seat has become free, and it is yours: you are not on the waiting list any more."),
        _MINE,
    ),
    LetterKind.CHANGED: (
        _lazy("Changed: %(title)s, %(day)s"),
        _lazy("Something about this event has changed. This is how it stands now:"),
        _MINE,
    ),
    LetterKind.CANCELLED: (
        _lazy("Registration cancelled: %(title)s"),
        _lazy("Your registration for this event is cancelled."),
        _lazy("See your registration, or register again"),
    ),
    LetterKind.CALLED_OFF: (
        _lazy("Called off: %(title)s, %(day)s"),
        _lazy("We are sorry: this event does not take place."),
        _lazy("See your registration"),
    ),
    LetterKind.REMINDER: (
        _lazy("Reminder: %(title)s, %(day)s"),
        _lazy("The event is coming near, and you have a seat."),
        _MINE,
    ),
    LetterKind.REQUESTS: (
        _lazy("Your business meetings: %(title)s"),
        _lazy("There is news about your business meetings: somebody wants to meet you, or has answered you."),
        _lazy("See the requests and answer them"),
    ),
    LetterKind.TIMETABLE: (
        _lazy("Your timetable: %(title)s, %(day)s"),
        _lazy("Your personal timetable of business meetings is ready, or has changed."),
        _lazy("See your timetable"),
    ),
    LetterKind.SURVEY: (
        _lazy("How was it? %(title)s"),
        _lazy("Thank you for having been there. Tell us in two minutes what was good and what was not."),
        _lazy("Give your opinion"),
    ),
}


def overtaken(letter: Letter, *, at: datetime) -> str:
    """Return why a letter would say nothing true any more, in words; empty where it is right to send it."""
    registration = letter.registration
    event = registration.event
    kind = LetterKind(letter.kind)
    called_off = event.state == EventState.CANCELLED
    if called_off != (kind == LetterKind.CALLED_OFF) and kind != LetterKind.CANCELLED:
        return _("The event is called off.") if called_off else _("The event takes place after all.")
    if registration.state not in SUITS[kind]:
        return _("The registration has changed meanwhile: %(state)s.") % {
            "state": registration.get_state_display()
        }
    if kind in BEFORE_THE_END and event.ends_at <= at:
        return _("The event is over.")
    return ""


def written(letter: Letter, *, at: datetime) -> Written:
    """Return what a letter says as things stand now, in the registration's language."""
    registration = letter.registration
    event = registration.event
    kind = LetterKind(letter.kind)
    with translation.override(registration.language):
        title = " ".join(Text.of(event.titles).in_language(registration.language).split())
        subject, opening, action = (str(words) for words in WORDS[kind])
        parts = Parts(
            greeting=_("Hello %(name)s,") % {"name": registration.name},
            opening=opening,
            title=title,
            facts=_facts(kind, registration),
            more=_more(kind, registration),
            action=action,
            link=_link(registration, kind),
            why=_why(kind, event),
        )
        method = method_of(letter)
        subject = subject % {"title": title, "day": moments.short_day(event.starts_at)}
        file = own_calendar(registration, at=at, method=method) if method else b""
        return put_together(
            parts, subject=subject, language=registration.language, method=method, calendar=file
        )


def method_of(letter: Letter) -> str:
    """Return with which method a calendar file goes with a letter (RFC 5546); empty where none does.

    Only what was put into a calendar is taken out of it: no CANCEL to who never had a seat.
    """
    kind, registration = LetterKind(letter.kind), letter.registration
    if kind in REQUESTS_ENTRY and registration.state == RegistrationState.CONFIRMED:
        return "REQUEST"
    if kind in CANCELS_ENTRY:
        told = Letter.objects.filter(registration=registration, kind__in=REQUESTS_ENTRY)
        return "CANCEL" if told.filter(state__in=MAYBE_SENT).exists() else ""
    return ""


def _link(registration: Registration, kind: LetterKind) -> str:
    return link_of(registration, PAGES.get(kind, "events:own"))


def _facts(kind: LetterKind, registration: Registration) -> list[tuple[str, str]]:
    event = registration.event
    facts = [(_("When"), moments.span(event.starts_at, event.ends_at))]
    if kind == LetterKind.SURVEY:
        return facts
    where = ", ".join(part for part in (event.place, event.address) if part)
    if event.mode != EventMode.ONLINE and where and not is_online(registration):
        facts.append((_("Where"), where))
    if is_online(registration):
        if kind in WITH_A_SEAT and (link := video_link_for(registration)):
            facts.append((_("Video link"), link))
        else:
            facts.append((_("Where"), _("Online")))
    return facts


def _more(kind: LetterKind, registration: Registration) -> list[str]:
    event = registration.event
    if kind == LetterKind.CALLED_OFF and event.cancelled_reason:
        return [_("Why: %(reason)s") % {"reason": event.cancelled_reason}]
    seated = registration.state == RegistrationState.CONFIRMED
    if not seated or kind not in (LetterKind.SEAT, LetterKind.MOVED_UP, LetterKind.REMINDER):
        return []
    more = []
    directions = (
        Text.of(event.directions).in_language(registration.language).strip() if event.directions else ""
    )
    if directions and not is_online(registration):
        more.append(directions)
    return [
        *more,
        _("If you cannot come, please say so by your link: somebody who waits then gets the seat."),
    ]


def _why(kind: LetterKind, event: Event) -> str:
    because = (
        _("You get this mail because somebody gave this address to register for the event.")
        if kind == LetterKind.CONFIRM
        else _("You get this mail because you registered for the event; it is no advertising.")
    )
    return because + " " + _("Your answer goes to %(name)s.") % {"name": event.organiser.name}


def counts_of(event: Event) -> list[Counted]:
    """Return how the letters of an event fared, kind by kind; kinds without any have no row. One query."""
    return counted(Letter.objects.filter(registration__event=event), LetterKind)


def stuck(event: Event, *, for_user: User) -> models.QuerySet[Letter]:
    """Return the letters of an event that failed or were maybe sent, with whom they are to. One query."""
    check_can_view_registrations(for_user)
    found = Letter.objects.filter(
        of_visible(for_user, "registration__company"),
        registration__event=event,
        state__in=[LetterState.FAILED, LetterState.UNCERTAIN],
    )
    return found.select_related("registration").order_by("-claimed_at", "-pk")


def letter_for(pk: int, *, for_user: User) -> Letter:
    """Return one letter with its registration and event; raises Letter.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = Letter.objects.select_related("registration__event__organiser", "registration__company")
    letter = found.prefetch_related("registration__event__team").get(pk=pk)
    check_can_view_company_or_none(for_user, letter.registration.company)
    return letter
