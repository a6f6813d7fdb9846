"""When is somebody told of requests for meetings? Grouped: one letter for all that happened within some hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from grappe.apps.events.enums import LetterKind
from grappe.apps.events.operations import letters

if TYPE_CHECKING:
    from grappe.apps.events.models import Participant

EVERY = 3  # hours: whoever is asked by ten people in a morning gets two letters, not ten


def letter_goes_at(at: datetime) -> datetime:
    """Return when a letter about what happens at `at` goes out: at the end of the three hours it falls in."""
    here = at.astimezone(timezone.get_current_timezone())
    begins = here.replace(hour=here.hour - here.hour % EVERY, minute=0, second=0, microsecond=0)
    return begins + timedelta(hours=EVERY)


def tell(participant: Participant, *, at: datetime) -> None:
    """Have somebody told that something changed about their requests; a letter that waits already tells it too."""
    goes_at = letter_goes_at(at)
    letters.write_all(
        registrations=[participant.registration],
        kind=LetterKind.REQUESTS,
        about=goes_at.isoformat(timespec="minutes"),
        at=at,
        after=goes_at,
    )
