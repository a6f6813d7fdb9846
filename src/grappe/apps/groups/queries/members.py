"""Who belongs to a working group, who asks to, who did, and how can they be reached?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.campaigns.queries.consents import bounces
from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import hidden_among
from grappe.apps.groups.enums import ActionState, MemberRole, MemberState
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.permissions import check_can_view_work
from grappe.apps.groups.queries.links import GONE
from grappe.ui.workbook import safe, write_workbook

if TYPE_CHECKING:
    from datetime import datetime

    from grappe.apps.accounts.models import User

# The order in which a list of members names them.
ORDER = {role: place for place, role in enumerate(MemberRole)}


@dataclass(frozen=True)
class Row:
    """A member with what the list says of them."""

    member: Member
    open_actions: int
    bounced: str  # why their address takes no mail, empty where it does


@dataclass(frozen=True)
class Roster:
    """The members of a group, in order of their role and name."""

    asking: tuple[Row, ...]
    members: tuple[Row, ...]  # active, invited, and those who have not confirmed yet
    gone: tuple[Row, ...]  # who left, declined or was refused, the latest first
    left_out: int = 0  # how many more there are whose company the reader does not see

    @property
    def active(self) -> int:
        """How many take part."""
        return sum(row.member.state == MemberState.ACTIVE for row in self.members)


def roster(group: Group, *, for_user: User) -> Roster:
    """Return everybody who stands or stood in some way to a group. Two queries. Raises PermissionDenied."""
    check_can_view_work(for_user)
    is_open = Count("actions", filter=Q(actions__state=ActionState.OPEN))
    found = Member.objects.filter(group=group).select_related("company", "user", "group__lead")
    every = list(found.annotate(open_actions=is_open))
    hidden = hidden_among((each.company for each in every if each.company), for_user=for_user)
    people = [each for each in every if each.company_id not in hidden]
    dead = bounces({each.email.lower() for each in people})
    rows = [Row(each, each.open_actions, dead.get(each.email.lower(), "")) for each in people]
    rows.sort(key=lambda row: (ORDER[MemberRole(row.member.role)], row.member.name.lower(), row.member.pk))
    gone = [row for row in rows if row.member.state in GONE]
    gone.sort(key=lambda row: row.member.left_at or row.member.added_at, reverse=True)
    return Roster(
        asking=tuple(row for row in rows if row.member.state == MemberState.ASKED),
        members=tuple(row for row in rows if row.member.state not in (MemberState.ASKED, *GONE)),
        gone=tuple(gone),
        left_out=len(every) - len(people),
    )


def member_for(pk: int, *, for_user: User) -> Member:
    """Return one member with their group and its team; raises Member.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Member.objects.select_related("group__lead", "company", "person", "user", "added_by")
    member = found.prefetch_related("group__team", "group__clusters").get(pk=pk)
    check_can_view_company_or_none(for_user, member.company)
    return member


def bounced(member: Member) -> str:
    """Return why a member's address takes no mail; empty where it does. One query."""
    return bounces({member.email.lower()}).get(member.email.lower(), "")


def my_seat(group: Group, *, for_user: User) -> Member | None:
    """Return the reader's own membership, where they take part. One query."""
    return group.members.filter(user=for_user, state=MemberState.ACTIVE).first()


def headers() -> list[str]:
    """Return the headers of the list of members as a table."""
    return [
        _("Name"), _("Organisation"), _("Function"), _("E-mail"), _("Role"), _("State"), _("Language"),
        _("Company on file"), _("Member since"), _("Left"), _("Page opened"), _("Open actions"),
    ]  # fmt: skip


def rows(group: Group, *, for_user: User) -> Iterator[list[Any]]:
    """Yield the members as a table. Raises PermissionDenied."""
    found = roster(group, for_user=for_user)
    for row in (*found.members, *found.asking, *found.gone):
        each = row.member
        yield [
            each.name, each.organisation, each.function, each.email, each.get_role_display(),
            each.get_state_display(), each.language, each.company.name if each.company else "",
            _clock(each.joined_at), _clock(each.left_at), _clock(each.seen_at), row.open_actions,
        ]  # fmt: skip


def _clock(at: datetime | None) -> datetime | None:
    """Return a moment as the clock in Luxembourg shows it: spreadsheets know no time zones."""
    return at.astimezone(timezone.get_default_timezone()).replace(tzinfo=None) if at is not None else None


def as_csv(group: Group, *, for_user: User) -> str:
    """Return the members as CSV, each cell safe from being taken for a formula (CWE-1236). Raises PermissionDenied."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";")
    writer.writerow([safe(cell) for cell in headers()])
    for row in rows(group, for_user=for_user):
        writer.writerow([safe(_cell(value)) for value in row])
    return output.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value.isoformat(" ", "minutes")) if hasattr(value, "isoformat") else str(value)


def as_workbook(group: Group, *, for_user: User) -> bytes:
    """Return the members as a workbook. Raises PermissionDenied."""
    output = io.BytesIO()
    widths = (28, 32, 24, 32, 16, 16, 10, 32, 18, 18, 18, 12)
    write_workbook(output, _("Members"), headers(), rows(group, for_user=for_user), widths=widths)
    return output.getvalue()
