"""What does the form of an event show, and has anything of that changed since somebody opened it?

An event's `version` rises with its programme too, because caches go by it. The form goes by its own fields: its version
is a fingerprint of each of them, so that a session that is added in another tab disturbs nobody who writes the texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from grappe.apps.events.models import Event

TEXTS = ("titles", "summaries", "descriptions", "directions")
PLAIN = (
    "kind", "mode", "visibility", "starts_at", "ends_at", "place", "address", "video_link", "capacity",
    "online_capacity", "waiting_list", "registration_from", "registration_until", "keep_days",
)  # fmt: skip
CODES = tuple(code for code, _name in settings.LANGUAGES)
FIELDS = (
    *(f"{name}_{code}" for name in TEXTS for code in CODES), *PLAIN, "theme", "clusters", "team",
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
    shown = as_written(event)
    return ".".join(fingerprint(shown[name]) for name in FIELDS)


def fingerprints(version: str) -> Mapping[str, str]:
    """Return the fingerprint of each field in a version; empty for a text that is no version."""
    parts = version.split(".")
    return dict(zip(FIELDS, parts, strict=True)) if len(parts) == len(FIELDS) else {}


def fingerprint(value: Any) -> str:
    """Return eight characters that stand for a value, as it is on file or as a form has cleaned it."""
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:8]


def last_writer(event: Event) -> str:
    """Return the name of who last changed an event; empty where the history does not know. Two queries."""
    events: Any = Event.pgh_event_models["update"]  # type: ignore[attr-defined]  # made by pghistory
    found = events.objects.filter(pgh_obj_id=event.pk).select_related("pgh_context").order_by("-pgh_id")
    last = found.first()
    user = last.pgh_context.metadata.get("user") if last is not None and last.pgh_context else None
    if user is None:
        return ""
    return next(iter(get_user_model().objects.filter(pk=user).values_list("name", flat=True)), "")


def _plain(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):  # the form knows minutes
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, list | tuple):
        return "\n".join(sorted(map(str, value)))
    return str(value).replace("\r\n", "\n").strip()
