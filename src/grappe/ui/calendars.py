"""How is a calendar file put together (RFC 5545, RFC 7986)? What the files of all apps have alike."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, vCalAddress, vText, vUri


def calendar(method: str) -> Calendar:
    """Return an empty calendar; `method` is REQUEST, CANCEL (RFC 5546) or PUBLISH for a download or feed."""
    made = Calendar()
    made.add("prodid", "-//Grappe//Grappe//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    return made


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC and whole seconds, so that no reader has to know Luxembourg's summer time."""
    return moment.astimezone(UTC).replace(microsecond=0)


def conference(link: str, label: str, *, feature: str = "VIDEO") -> vUri:
    """Return a CONFERENCE property (RFC 7986, 5.11): where one joins by video or telephone."""
    made = vUri(link)
    made.params["VALUE"] = "URI"
    made.params["FEATURE"] = feature
    made.params["LABEL"] = label
    return made


def person(name: str, email: str, **params: str) -> vCalAddress:
    """Return an organizer or attendee; `params` are those of RFC 5545, in upper case (ROLE, PARTSTAT, RSVP)."""
    made = vCalAddress(f"mailto:{email}")
    made.params["CN"] = vText(name)
    made.params.update(params)
    return made
