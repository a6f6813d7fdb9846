"""What does a member see of the minutes of a session on their own page, and what may they say of them?"""

from __future__ import annotations

from grappe.apps.groups.enums import MemberState
from grappe.apps.groups.models import Member, Session
from grappe.apps.groups.queries.approval import Approval, approval


def shown(session: Session, member: Member) -> Approval | None:
    """Return how the minutes stand for a member who takes part; None before anything was put before the members.

    Chair and secretary see where they stand before that, too. Four queries.
    """
    if member.state != MemberState.ACTIVE or session.group_id != member.group_id:
        return None
    found = approval(session, member)
    return found if found.versions or found.may_propose else None
