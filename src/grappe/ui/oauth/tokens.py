"""What is kept of a right of access that a provider gave? Sealed like a password; nothing of it ever stands on a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from grappe.ui.sealing import Unopened, opened, seal

LEEWAY = timedelta(minutes=2)  # a round that begins now is done with it by then


@dataclass(frozen=True, slots=True)
class Token:
    """A right of access and the one by which it is made anew (RFC 6749, 1.4 and 1.5); `ends_at` None: not said."""

    access: str
    refresh: str
    ends_at: datetime | None

    def is_good(self, *, at: datetime) -> bool:
        """Whether it will still be good for a while; one of which nothing is said is, until it is refused."""
        return self.ends_at is None or self.ends_at > at + LEEWAY

    def sealed(self) -> str:
        """Return a text that only this installation reads again."""
        ends = self.ends_at.isoformat() if self.ends_at is not None else None
        return seal(json.dumps({"access": self.access, "refresh": self.refresh, "ends_at": ends}))


def unsealed(text: str) -> Token:
    """Return what was sealed. Raises Unopened."""
    try:
        found = json.loads(opened(text))
        ends = found["ends_at"]
        return Token(found["access"], found["refresh"], datetime.fromisoformat(ends) if ends else None)
    except (ValueError, KeyError, TypeError) as fault:  # a password, of before
        raise Unopened from fault
