"""Which events fit a few words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.events.models import Event
from grappe.apps.events.permissions import check_can_view_events
from grappe.ui.trilingual_search import words_in

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def search(text: str, *, for_user: User, limit: int = 10) -> list[Event]:
    """Return the events whose title or description holds every word in a language, accents aside; the latest first."""
    check_can_view_events(for_user)
    found = Event.objects.alias(words=words_in("titles", "descriptions"))
    for word in text.replace("\x00", " ").split()[:8]:
        found = found.filter(words__unaccent__icontains=word)
    return list(found.order_by("-starts_at", "-pk")[:limit])
