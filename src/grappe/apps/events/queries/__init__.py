"""What is read of events? The names that other apps may rely on."""

from grappe.apps.events.queries.events import event_for, events, events_of_member, taken_by_events
from grappe.apps.events.queries.links import (
    LinkExpired,
    expires_at,
    link_of,
    registration_by_token,
    token_of,
)
from grappe.apps.events.queries.seats import (
    Seats,
    capacity_of,
    held_until,
    is_open,
    place_in_queue,
    seats_of,
    ways,
)
from grappe.apps.events.queries.timeline import timeline_entries

__all__ = [
    "LinkExpired",
    "Seats",
    "capacity_of",
    "event_for",
    "events",
    "events_of_member",
    "expires_at",
    "held_until",
    "is_open",
    "link_of",
    "place_in_queue",
    "registration_by_token",
    "seats_of",
    "taken_by_events",
    "timeline_entries",
    "token_of",
    "ways",
]
