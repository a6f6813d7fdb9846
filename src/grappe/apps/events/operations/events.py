"""How is an event begun, changed, published and called off?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pghistory
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.accounts.enums import Language
from grappe.apps.events.enums import (
    Attendance,
    EventKind,
    EventMode,
    EventState,
    LetterKind,
    RegistrationState,
    Visibility,
)
from grappe.apps.events.models import Event, Registration
from grappe.apps.events.operations import letters, seats
from grappe.apps.events.permissions import check_can_add_event, check_can_manage_event
from grappe.apps.events.queries.seats import ways
from grappe.apps.events.queries.writing import version_of
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"titles": 200, "summaries": 500, "descriptions": 10_000, "directions": 2_000}
# What people plan by: when one of these changes, those who are registered are told.
TOLD = ("starts_at", "ends_at", "mode", "place", "address", "video_link")
_STANDING = (RegistrationState.CONFIRMED, RegistrationState.WAITING)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of an event; texts by language, lists as rows."""

    titles: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    kind: str = EventKind.THEMATIC
    mode: str = EventMode.ON_SITE
    visibility: str = Visibility.PUBLIC
    summaries: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    address: str = ""
    video_link: str = ""
    capacity: int | None = None
    online_capacity: int | None = None
    waiting_list: bool = True
    registration_from: datetime | None = None
    registration_until: datetime | None = None
    keep_days: int = 180
    theme: Any = None
    clusters: Sequence[Any] = ()
    team: Sequence[Any] = ()


@transaction.atomic
def begin(*, draft: Draft, by: User, at: datetime) -> Event:
    """Begin an event as a draft that only those inside see. Raises PermissionDenied, BadInput."""
    check_can_add_event(by)
    event = Event(organiser=by, created_at=at, created_by=by)
    _write(event, draft)
    event.slug = _free_slug(draft)
    with pghistory.context(user=by.pk):
        event.save()
    _link(event, draft)
    return event


@transaction.atomic
def change(*, event: Event, draft: Draft, version: str, by: User, at: datetime) -> Event:
    """Change an event; whoever is registered is told when its time, place or video link is another.

    The programme moves along with the beginning; more seats let those who wait move up at once. Raises
    PermissionDenied, BadInput once it is over or called off, and where a way of taking part would go that people have
    registered for; Stale where `queries.writing.version_of` says another `version` than when the event was read.
    """
    current = seats.locked(event.pk)
    check_can_manage_event(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this event meanwhile. Look at it again first."), current)
    if current.state == EventState.CANCELLED:
        raise BadInput(_("The event is called off: it can be taken as a pattern for another one."))
    before = {name: getattr(current, name) for name in TOLD}
    _write(current, draft)
    _check_ways(current)
    if current.state == EventState.PUBLISHED:
        _check_publishable(current)
    moved = current.starts_at - before["starts_at"]
    if moved:
        _move_programme(current, moved)
    current.version += 1
    tells = current.state == EventState.PUBLISHED and at < max(current.ends_at, before["ends_at"])
    changed = tells and any(getattr(current, name) != value for name, value in before.items())
    current.sequence += changed
    with pghistory.context(user=by.pk):
        current.save()
    _link(current, draft)
    if changed:
        told = Registration.objects.filter(event=current, state__in=_STANDING).select_related("event")
        letters.write_all(
            registrations=told, kind=LetterKind.CHANGED, about=f"sequence {current.sequence}", at=at
        )
    seats.moved_up(current, at=at)
    return current


@transaction.atomic
def publish(*, event: Event, by: User, at: datetime) -> Event:
    """Publish a draft: from now on people may register. Done twice, it changes nothing.

    Raises PermissionDenied, and BadInput when something is missing that everybody needs to know.
    """
    current = seats.locked(event.pk)
    check_can_manage_event(by, current)
    if current.state == EventState.PUBLISHED:
        return current
    if current.state != EventState.DRAFT:
        raise BadInput(_("The event is called off: it can be taken as a pattern for another one."))
    if at >= current.ends_at:
        raise BadInput(_("This event would be over already: change its dates first."))
    _check_publishable(current)
    current.state = EventState.PUBLISHED
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
    return current


@transaction.atomic
def call_off(*, event: Event, reason: str, by: User, at: datetime) -> Event:
    """Call an event off and write to everybody who is registered; its page says so. It cannot be taken back.

    Raises PermissionDenied, and BadInput once it is over or where nothing was published.
    """
    current = seats.locked(event.pk)
    check_can_manage_event(by, current)
    if current.state == EventState.CANCELLED:
        return current
    if current.state == EventState.DRAFT:
        raise BadInput(_("Only a published event can be called off."))
    if at >= current.ends_at:
        raise BadInput(_("The event is over."))
    words = " ".join(reason.split())
    if len(words) > 300:
        raise BadInput(_("Give the reason in at most 300 characters."))
    current.state, current.cancelled_reason = EventState.CANCELLED, words
    current.sequence += 1
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
    told = Registration.objects.filter(event=current).exclude(state=RegistrationState.CANCELLED)
    letters.write_all(registrations=told.select_related("event"), kind=LetterKind.CALLED_OFF, about="", at=at)
    return current


def _write(event: Event, draft: Draft) -> None:
    for name, most in LONGEST.items():
        words = _words(getattr(draft, name))
        if any(len(text) > most for text in words.values()):
            raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": most})
        setattr(event, name, words)
    if not event.titles:
        raise BadInput(_("An event needs a title in at least one language."))
    if any("\n" in title for title in event.titles.values()):
        raise BadInput(_("A title is one line."))
    _check_choices(draft)
    if draft.ends_at <= draft.starts_at:
        raise BadInput(_("The event ends before it begins."))
    if draft.ends_at - draft.starts_at > timedelta(days=31):
        raise BadInput(_("An event lasts a month at most."))
    opens, closes = draft.registration_from, draft.registration_until
    if closes is not None and (closes > draft.ends_at or (opens is not None and closes <= opens)):
        raise BadInput(_("Registration closes after it opens, and no later than the event ends."))
    if draft.video_link and urlsplit(draft.video_link).scheme not in ("http", "https"):
        raise BadInput(_("A video link begins with https://."))
    if not 1 <= draft.keep_days <= 3_650:
        raise BadInput(_("The list of participants is kept between one day and ten years."))
    names = (
        "kind", "mode", "visibility", "starts_at", "ends_at", "video_link", "capacity", "online_capacity",
        "waiting_list", "registration_from", "registration_until", "keep_days", "theme",
    )  # fmt: skip
    for name in names:
        setattr(event, name, getattr(draft, name))
    event.place, event.address = " ".join(draft.place.split())[:200], " ".join(draft.address.split())[:300]


def _check_choices(draft: Draft) -> None:
    choices = ((draft.kind, EventKind), (draft.mode, EventMode), (draft.visibility, Visibility))
    if any(value not in kind.values for value, kind in choices):
        raise BadInput(_("Choose what kind of event it is, how one takes part, and who may come."))
    for capacity in (draft.capacity, draft.online_capacity):
        if capacity is not None and not 1 <= capacity <= 100_000:
            raise BadInput(_("Seats are between 1 and 100,000; leave it empty for no limit."))


def _check_publishable(event: Event) -> None:
    """Raise BadInput unless people would know where to go."""
    if event.mode != EventMode.ONLINE and not event.place:
        raise BadInput(_("Say where the event takes place."))
    if event.mode != EventMode.ON_SITE and not event.video_link:
        raise BadInput(_("Give the video link: whoever is registered gets it."))


def _check_ways(event: Event) -> None:
    """Raise BadInput when people are registered in a way that there would be no more."""
    gone = set(Attendance.values) - set(ways(event))
    left = Registration.objects.filter(event=event, attendance__in=gone)
    count = left.exclude(state=RegistrationState.CANCELLED).count()
    if count:
        raise BadInput(
            ngettext(
                "%(n)d person is registered as taking part in a way that there would be no more: “%(how)s”.",
                "%(n)d people are registered as taking part in a way that there would be no more: “%(how)s”.",
                count,
            )
            % {"n": count, "how": ", ".join(str(Attendance(each).label) for each in sorted(gone))}
        )


def _move_programme(event: Event, moved: timedelta) -> None:
    for session in event.sessions.all():
        session.starts_at, session.ends_at = session.starts_at + moved, session.ends_at + moved
        session.save()


def _link(event: Event, draft: Draft) -> None:
    event.clusters.set(draft.clusters)
    event.team.set(draft.team)


def _words(words: Mapping[str, str]) -> dict[str, str]:
    found = {each: words.get(each, "").replace("\r\n", "\n").strip() for each in Language.values}
    return {language: text for language, text in found.items() if text}


def _free_slug(draft: Draft) -> str:
    return free_slug(_words(draft.titles), draft.starts_at)


def free_slug(titles: Mapping[str, str], starts_at: datetime) -> str:
    """Return an address that no event has: the title in short and the year, numbered where it is taken."""
    title = Text.of(dict(titles)).in_language("en")
    stem = f"{slugify(title)[:60].strip('-') or 'event'}-{starts_at.year}"
    taken = set(Event.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken
    )
