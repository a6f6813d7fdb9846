"""Which papers are on the table of a working group, and which of them does somebody read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from grappe.apps.groups.enums import MemberState, MinutesState, SessionState
from grappe.apps.groups.models import Group, Member, Paper, Session
from grappe.apps.groups.permissions import can_run_group, check_can_read_paper, check_can_view_work
from grappe.apps.groups.queries.own import seen_by
from grappe.ui import conflicts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 50
SESSIONS_OFFERED = 12  # in the form, the latest


def _listed() -> QuerySet[Paper]:
    # The files themselves are never read for a list.
    found = Paper.objects.select_related("document__uploaded_by", "session", "point__session")
    return found.defer("document__content").order_by("-added_at", "-pk")


def papers_of(group: Group, *, for_user: User) -> QuerySet[Paper]:
    """Return the papers of a group that somebody may read, the latest first. Raises PermissionDenied."""
    check_can_view_work(for_user)
    found = _listed().filter(group=group)
    return found if can_run_group(for_user, group) else found.filter(inside=False)


def papers_on_table(session: Session, who: User | Member) -> list[Paper]:
    """Return the papers of a session and its points for a colleague, or for a member by their link, the oldest first.

    One query. Raises PermissionDenied.
    """
    found = read_by(who) if isinstance(who, Member) else papers_of(session.group, for_user=who)
    of_session = Q(session=session) | Q(point__session=session)
    return list(found.filter(of_session).order_by("added_at", "pk"))


def paper_for(pk: int, *, for_user: User) -> Paper:
    """Return a paper that somebody may read; raises Paper.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = _listed().select_related("group__lead", "document", "session", "point__session")
    paper = found.defer("document__content").prefetch_related("group__team").get(pk=pk)
    check_can_read_paper(for_user, paper)
    return paper


def read_by(member: Member) -> QuerySet[Paper]:
    """Return the papers a member reads: those of their group, and of the sessions they see; none of the team's own."""
    if member.state != MemberState.ACTIVE:
        return Paper.objects.none()
    sessions = Session.objects.filter(seen_by(member)).values("pk")
    return _listed().filter(Q(session=None) | Q(session__in=sessions), group=member.group_id, inside=False)


def papers_of_member(member: Member) -> QuerySet[Paper]:
    """Return the papers that a member reads, as their group lists them, the latest first."""
    return read_by(member).select_related("group__lead")


def own_paper(pk: int, *, member: Member) -> Paper:
    """Return a paper that a member reads; raises Paper.DoesNotExist."""
    return papers_of_member(member).get(pk=pk)


def is_fixed(paper: Paper) -> bool:
    """Return whether a paper belongs to approved minutes: then it stays."""
    session = paper.session
    return session is not None and session.minutes_state == MinutesState.APPROVED


def takes_papers(session: Session) -> bool:
    """Return whether a session takes papers: it is not called off, and its minutes are not approved."""
    return session.state != SessionState.CANCELLED and session.minutes_state != MinutesState.APPROVED


def places_for(group: Group, *, of: Paper | None = None) -> list[Session]:
    """Return the sessions for which a paper may be, the latest first, with their points. Two queries.

    Those that take nothing any more are not offered; where the paper `of` is now always is (two queries more at most).
    """
    open_ones = ~Q(state=SessionState.CANCELLED) & ~Q(minutes_state=MinutesState.APPROVED)
    every = group.sessions.order_by("-starts_at", "-pk").prefetch_related("points")
    found = list(every.filter(open_ones)[:SESSIONS_OFFERED])
    if of is not None and of.session_id is not None and of.session_id not in {each.pk for each in found}:
        found += list(every.filter(pk=of.session_id))
    return found


def as_written(paper: Paper) -> dict[str, Any]:
    """Return a paper as its form shows it, by field."""
    place = f"p{paper.point_id}" if paper.point_id else (f"s{paper.session_id}" if paper.session_id else "")
    return {"title": paper.title, "place": place, "inside": paper.inside}


def version_of(paper: Paper) -> str:
    """Return the fingerprints of all that the form shows of a paper."""
    return conflicts.version_of(as_written(paper))
