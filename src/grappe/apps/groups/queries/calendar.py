"""What do calendars get of a session: its invitation, its change and its end (RFC 5545, 5546 and 7986)?

One session has one UID, with whom ever it is; what makes an entry newer is its sequence, which never falls. Times are
in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Event, vUri

from grappe.apps.groups.enums import Answer, SessionState
from grappe.apps.groups.models import Attendance, Member, Session
from grappe.apps.groups.queries.agenda import agenda
from grappe.apps.groups.queries.links import link_of
from grappe.apps.groups.queries.sessions import ends_at
from grappe.engines.kernel import Text
from grappe.ui import calendars

_SAID = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.COMES: "ACCEPTED",
    Answer.ONLINE: "ACCEPTED",
    Answer.CANNOT: "DECLINED",
}


def session_file(
    session: Session, member: Member | None, at: datetime, method: str = "PUBLISH", *, language: str = ""
) -> bytes:
    """Return a session as a calendar file in its reader's language.

    `method` is REQUEST for an invitation and its changes, CANCEL for its end, PUBLISH for a download. Without a member
    it is that of a colleague inside, in `language`.
    """
    with translation.override(language or (member.language if member else session.group.language)):
        calendar = calendars.calendar(method)
        calendar.add_component(_entry(session, member, at, method))
        written: bytes = calendar.to_ical()
        return written


def own_file(sessions: Iterable[Session], member: Member, at: datetime) -> bytes:
    """Return several sessions as one calendar in a member's language, those called off too: calendars take them out.

    A member's calendar may ask for it again and again.
    """
    with translation.override(member.language):
        calendar = calendars.calendar("PUBLISH")
        calendar.add(
            "x-wr-calname", " ".join(Text.of(member.group.names).in_language(member.language).split())
        )
        for session in sessions:
            calendar.add_component(_entry(session, member, at, "PUBLISH"))
        written: bytes = calendar.to_ical()
        return written


def title_of(session: Session) -> str:
    """Return what a session is called, in the language that is active: its group, its number, and what it is about."""
    group = " ".join(Text.of(session.group.names).in_language(translation.get_language() or "en").split())
    number = pgettext("session", "session %(number)s") % {"number": session.number}
    return " · ".join(part for part in (group, session.title or number) if part)


def _entry(session: Session, member: Member | None, at: datetime, method: str) -> Event:
    entry = Event()
    entry.add("uid", f"{session.uid}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", session.sequence)
    entry.add("dtstamp", calendars.in_utc(at))
    entry.add("created", calendars.in_utc(session.created_at))
    entry.add("dtstart", calendars.in_utc(session.starts_at))
    entry.add("dtend", calendars.in_utc(ends_at(session)))
    entry.add("summary", title_of(session))
    if session.state == SessionState.CANCELLED:
        entry.add("status", "CANCELLED")
    elif method != "CANCEL":  # RFC 5546, 3.2.5: no status where a single attendee only is taken off
        entry.add("status", "CONFIRMED")
    if where := session.place or session.link:
        entry.add("location", where)
    if session.link:
        entry.add("url", vUri(session.link))
        entry.add("conference", calendars.conference(session.link, _("Join the session")))
    entry.add("description", _description(session, member))
    host = session.group.lead
    entry.add("organizer", calendars.person(host.name, host.email), encode=False)
    if member is not None and method != "PUBLISH":  # RFC 5546, 3.2.1: a published entry has no attendees
        entry.add("attendee", _attendee(session, member), encode=False)
    return entry


def _attendee(session: Session, member: Member) -> object:
    said = Attendance.objects.filter(session=session, member=member).values_list("answer", flat=True).first()
    return calendars.person(
        member.name, member.email, CUTYPE="INDIVIDUAL",
        ROLE={"chair": "CHAIR", "observer": "OPT-PARTICIPANT"}.get(member.role, "REQ-PARTICIPANT"),
        PARTSTAT=_SAID[Answer(said or Answer.NONE)], RSVP="TRUE",
    )  # fmt: skip


def _description(session: Session, member: Member | None) -> str:
    lines = [session.message.strip()] if session.message.strip() else []
    zone = timezone.get_default_timezone()
    points = [
        f"{each.starts_at.astimezone(zone):%H:%M} {each.point.title} ({each.point.get_kind_display()})"
        for each in agenda(session).items
    ]
    if points:
        lines.append("\n".join([_("Agenda:"), *points]))
    if session.place:
        lines.append(_("Place: %(place)s") % {"place": session.place})
    if session.link:
        lines.append(_("Video link: %(link)s") % {"link": session.link})
    page = settings.SITE_URL + reverse("groups:session", args=[session.pk])
    lines.append(_("Your page: %(link)s") % {"link": link_of(member) if member else page})
    return "\n\n".join(lines)
