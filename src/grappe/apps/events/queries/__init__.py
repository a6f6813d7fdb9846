"""What is read of events? The names that other apps may rely on."""

from grappe.apps.events.queries.events import event_for, events
from grappe.apps.events.queries.links import (
    LinkExpired,
    expires_at,
    link_of,
    registration_by_token,
    token_of,
)

__all__ = [
    "LinkExpired",
    "event_for",
    "events",
    "expires_at",
    "link_of",
    "registration_by_token",
    "token_of",
]
