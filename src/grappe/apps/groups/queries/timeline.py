"""What happened with a company in working groups: who joined, who left, and at which sessions were they?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import MemberState, Presence, SessionState
from grappe.apps.groups.models import Attendance, Group, Member
from grappe.apps.groups.permissions import can_view_work, check_can_view_groups
from grappe.apps.groups.queries.sessions import THERE
from grappe.engines.kernel import Text
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Member.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what happened with a company in working groups, before a moment, the latest first. Three queries.

    Who is a member is not for the ministry: it gets nothing.
    """
    check_can_view_groups(for_user)
    if not can_view_work(for_user):
        return []
    found: list[Entry] = []
    for moment, rows, shown in _kinds(company_id):
        asked = rows.filter(**{f"{moment}__lt": before}) if before is not None else rows
        found += [shown(each) for each in asked.order_by(f"-{moment}", "-pk")[:limit]]
    return sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _kinds(company_id: int) -> list[tuple[str, QuerySet[Any], Callable[[Any], Entry]]]:
    """Return each kind of entry: the column of its moment, the rows, and how one is shown."""
    members = Member.objects.filter(company_id=company_id).select_related("group")
    members = members.filter(joined_at__isnull=False)
    seats = Attendance.objects.filter(member__company_id=company_id, presence__in=THERE)
    seats = seats.filter(session__state=SessionState.HELD).select_related("session__group", "member")
    return [
        ("joined_at", members, _joined),
        ("left_at", members.filter(state=MemberState.LEFT, left_at__isnull=False), _left),
        ("session__starts_at", seats, _was_there),
    ]


def _named(group: Group) -> str:
    return Text.of(group.names).in_language(get_language() or "en")


def _joined(member: Member) -> Entry:
    assert member.joined_at is not None
    return Entry(
        at=member.joined_at, key=f"group-member-{member.pk}-joined", icon="users-group", label=_("Joined a working group"),
        title=_named(member.group), text=member.name, url=reverse("groups:detail", args=[member.group_id]),
        badges=(str(member.get_role_display()),),
    )  # fmt: skip


def _left(member: Member) -> Entry:
    assert member.left_at is not None
    return Entry(
        at=member.left_at, key=f"group-member-{member.pk}-left", icon="door-exit", label=_("Left a working group"),
        title=_named(member.group), text=" · ".join(filter(None, (member.name, member.reason))),
        url=reverse("groups:detail", args=[member.group_id]),
    )  # fmt: skip


def _was_there(seat: Attendance) -> Entry:
    session = seat.session
    number = _("Session %(number)s") % {"number": session.number}
    stood_in = seat.presence == Presence.REPRESENTED
    who = f"{seat.member.name} ({seat.represented_by})" if seat.represented_by else seat.member.name
    return Entry(
        at=session.starts_at, key=f"group-attendance-{seat.pk}", icon="users-group",
        label=_("Was represented at a session") if stood_in else _("Was at a session"),
        title=f"{_named(session.group)} · {session.title or number}", text=who,
        url=reverse("groups:session", args=[session.pk]),
    )  # fmt: skip
