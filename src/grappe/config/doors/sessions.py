"""Where do sessions live? In a table that knows whose they are, so that they can be listed and ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from grappe.apps.accounts.models import Session

DOOR = "door"  # what a session knows of how it began: address, device, method, started
SEEN = "seen"


class SessionStore(DatabaseStore):
    """Django's own, whose row says whose it is, from where, how they came in, and when they were last seen."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        whose = data.get("_auth_user_id")
        if whose is None:
            return row
        door = data.get(DOOR, {})
        row.user_id = int(whose)
        row.address = door.get("address") or None
        row.device, row.method = door.get("device", "")[:300], door.get("method", "")[:80]
        row.started_at, row.seen_at = _moment(door.get("started")), _moment(data.get(SEEN))
        return row


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
