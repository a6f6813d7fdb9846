"""What does a calendar see of a roadmap? Steps as whole days, at a secret address that can be renewed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from grappe.apps.roadmaps.models import Roadmap
from grappe.apps.roadmaps.queries.plans import plan_of
from grappe.engines import planning

_SIGNER_SALT = "grappe.roadmaps.feed"


def feed_address(roadmap: Roadmap) -> str:
    """Return the secret address of a roadmap's calendar; it stays the same until it is renewed."""
    token = Signer(salt=_SIGNER_SALT, sep=".").sign(f"{roadmap.pk}~{roadmap.feed_salt}")
    return settings.SITE_URL + reverse("roadmaps:feed", args=[token])


def roadmap_of_feed(token: str) -> Roadmap | None:
    """Return the roadmap of a secret address; None when it is forged, or was renewed since."""
    try:
        pk, _separator, salt = Signer(salt=_SIGNER_SALT, sep=".").unsign(token).partition("~")
    except BadSignature:
        return None
    roadmap = Roadmap.objects.select_related("company").filter(pk=int(pk)).first()
    if roadmap is None or not constant_time_compare(roadmap.feed_salt, salt):
        return None
    return roadmap


def as_calendar(roadmap: Roadmap, *, at: datetime) -> bytes:
    """Return the roadmap as an iCalendar file (RFC 5545); no amounts and no notes leave the house by it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Grappe//Roadmap//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = f"{roadmap.company} · {roadmap.title}"
    calendar.add("x-wr-calname", name)
    calendar["name"] = vText(name)  # RFC 7986
    calendar["refresh-interval"] = vDuration(timedelta(hours=12), params={"value": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=12))
    for step in planning.order(plan_of(roadmap)):
        calendar.add_component(_event(roadmap, step, at))
    return calendar.to_ical()


def _event(roadmap: Roadmap, step: planning.Step, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"step-{step.id}@{settings.SITE_URL.partition('://')[2]}")
    event.add("dtstamp", at)
    event.add("sequence", roadmap.version)
    event.add("summary", f"✓ {step.title}" if step.is_done else step.title)
    event.add("dtstart", step.start)
    event.add("dtend", step.end + timedelta(days=1))  # RFC 5545: the end of whole days is exclusive
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    lines = [str(roadmap.company), roadmap.title]
    if step.owner:
        lines.append(_("Who does it: %(name)s") % {"name": step.owner})
    event.add("description", "\n".join(lines))
    return event
