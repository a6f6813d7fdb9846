"""Which session or action is a letter about? Its `about` begins with "session PK" or "action PK"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from grappe.apps.groups.models import Action, Letter, Session


def session_of(letter: Letter) -> Session | None:
    """Return the session that a letter is about, of the member's own group; None where it is not there any more."""
    pk = _number(letter.about, "session")
    return Session.objects.filter(group=letter.member.group_id, pk=pk).first()


def action_of(letter: Letter) -> Action | None:
    """Return the action that a letter is about, of the member's own group; None where it is not there any more."""
    pk = _number(letter.about, "action")
    return Action.objects.filter(group=letter.member.group_id, pk=pk).first()


def _number(about: str, word: str) -> int:
    found = re.match(rf"{word} (\d{{1,18}})(?: |$)", about)
    return int(found[1]) if found else 0


def ends_at(session: Session) -> datetime:
    """Return when a session is over, as it is planned."""
    return session.starts_at + timedelta(minutes=session.minutes_long)
