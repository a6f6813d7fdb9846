"""In which groups does somebody stand who asks to be forgotten, what goes of them there, and what stays and why?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from grappe.apps.groups.enums import MinutesState
from grappe.apps.groups.models import Action, Comment, Decision, Member, Paper, Proposal, Session
from grappe.apps.groups.permissions import can_run_group

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True)
class Trace:
    """What somebody left in one group: counts of what stays there without their name."""

    member: Member
    runs_it: bool  # whoever runs a group stays in it
    comments: int
    proposals: int
    papers: int
    actions: int
    decisions: int  # that they noted
    sessions: int  # with approved minutes, to which they were invited or at which they were

    @property
    def leaves_something(self) -> bool:
        """Whether anything stays in the group, under a name that is nobody's."""
        return any((self.comments, self.proposals, self.papers, self.actions, self.decisions, self.sessions))


@dataclass(frozen=True)
class Request:
    """All of somebody: where their data go at once, and who else is reached at their address."""

    traces: tuple[Trace, ...]
    namesakes: tuple[Member, ...]  # the same address under another name: somebody else, as far as we know

    @property
    def members(self) -> list[Member]:
        """Where their data go."""
        return [each.member for each in self.traces if not each.runs_it]


def seats_of(member: Member) -> tuple[list[Member], list[Member]]:
    """Return all of somebody's memberships, the given one first, and those of others who share their address. Two queries.

    Somebody is the same by account, by their entry on a company's file, or by address and name. Who was erased already
    is not found any more.
    """
    same = Q(email__iexact=member.email)
    for field in ("user", "person"):
        key = getattr(member, f"{field}_id")
        same |= Q(**{field: key}) if key is not None else Q()
    found = Member.objects.filter(same).exclude(email="").select_related("group__lead", "user")
    rows = sorted(found.prefetch_related("group__team"), key=lambda each: (each.pk != member.pk, each.pk))
    mine = [each for each in rows if _is_same(each, member)]
    return mine, [each for each in rows if each not in mine]


def request_of(member: Member) -> Request:
    """Return what goes and stays of somebody in every group of the initiative. A constant number of queries."""
    mine, namesakes = seats_of(member)
    keys = [each.pk for each in mine]
    counted = {
        "comments": _count(Comment.objects.filter(member__in=keys, removed_at=None), "member"),
        "proposals": _count(Proposal.objects.filter(member__in=keys), "member"),
        "papers": _count(Paper.objects.filter(put_by__in=keys), "put_by"),
        "actions": _count(Action.objects.filter(owner__in=keys), "owner"),
        "sessions": _count(_approved(keys), "attendances__member"),
    }
    noted = _noted(mine)
    traces = tuple(
        Trace(
            each,
            runs_it=each.user_id is not None and each.user_id == each.group.lead_id,
            decisions=noted.get((each.group_id, each.name), 0),
            **{name: rows.get(each.pk, 0) for name, rows in counted.items()},
        )
        for each in mine
    )
    return Request(traces, tuple(namesakes))


def may_erase(user: User, members: Iterable[Member]) -> bool:
    """Return whether somebody may carry out such a request: whoever runs one of the groups does so for all of them.

    Who is responsible for the data is the initiative, not a group: one request reaches all that it holds in groups
    (Regulation (EU) 2016/679, Article 17(1)).
    """
    return any(can_run_group(user, each.group) for each in members)


def _is_same(other: Member, member: Member) -> bool:
    if other.pk == member.pk:
        return True
    for field in ("user_id", "person_id"):
        mine, theirs = getattr(member, field), getattr(other, field)
        if mine is not None and mine == theirs:
            return True
    return _plain(other.name) == _plain(member.name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _approved(keys: list[int]) -> Any:
    return Session.objects.filter(minutes_state=MinutesState.APPROVED, attendances__member__in=keys)


def _count(found: Any, field: str) -> dict[int, int]:
    return dict(found.order_by().values_list(field).annotate(n=Count("pk", distinct=True)))


def _noted(members: list[Member]) -> dict[tuple[int, str], int]:
    groups, names = {each.group_id for each in members}, {each.name for each in members}
    found = Decision.objects.filter(session__group__in=groups, noted_by__in=names).order_by()
    rows = found.values_list("session__group", "noted_by").annotate(n=Count("pk"))
    return {(group, name): n for group, name, n in rows}
