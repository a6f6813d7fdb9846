"""What does the form of an event show, and has anything of that changed since somebody opened it?

An event's `version` rises with its programme too, because caches go by it. The form goes by its own fields
(ui.conflicts), so that a session that is added in another tab disturbs nobody who writes the texts.
"""

from __future__ import annotations

from typing import Any

from grappe.apps.events.models import Event
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

TEXTS = ("titles", "summaries", "descriptions", "directions")
PLAIN = (
    "kind", "mode", "visibility", "starts_at", "ends_at", "place", "address", "video_link", "capacity",
    "online_capacity", "waiting_list", "registration_from", "registration_until", "keep_days",
)  # fmt: skip


def as_written(event: Event) -> dict[str, Any]:
    """Return an event as its form shows it, by field; theme and clusters by slug, the team by id as text."""
    words = {f"{name}_{code}": getattr(event, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(event, name) for name in PLAIN} | {
        "theme": event.theme.slug if event.theme else "",
        "clusters": [each.slug for each in event.clusters.all()],
        "team": [str(each.pk) for each in event.team.all()],
    }  # fmt: skip


def version_of(event: Event) -> str:
    """Return the fingerprints of all that the form shows of an event: the same as long as nobody changes any of it."""
    return conflicts.version_of(as_written(event))
