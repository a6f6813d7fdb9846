"""How does a test make a draft of a programme, and the second administrator whom its publication needs?"""

from __future__ import annotations

from datetime import UTC, datetime

from factories import reference
from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import User
from grappe.apps.aids.models import Draft, Programme
from grappe.apps.aids.operations import drafts

AT = datetime(2026, 6, 2, 9, tzinfo=UTC)
PERMIT = "klimapakt-betriber"


def colleague() -> User:
    return reference.user("colleague", Role.ADMINISTRATOR)


def draft(by: User, slug: str = "fit4-start", **start) -> Draft:
    return drafts.start_draft(
        programme=Programme.objects.get(slug=slug), start=start.pop("start", "change"), by=by, at=AT, **start
    )


def changed(by: User, old: str, new: str, slug: str = "fit4-start") -> Draft:
    """Return a draft in which one piece of the text is another."""
    made = draft(by, slug)
    assert old in made.text
    return drafts.save_draft(
        draft=made, text=made.text.replace(old, new), version=made.version, by=by, at=AT
    ).draft
