"""When does a letter to a member still say something true, and how do the letters of a group fare?"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible
from grappe.apps.groups.enums import (
    ActionState,
    GroupState,
    LetterKind,
    MemberState,
    MinutesState,
    SessionState,
)
from grappe.apps.groups.models import Letter, Minutes, Reply
from grappe.apps.groups.permissions import check_can_view_work
from grappe.apps.groups.queries.letter_words import written
from grappe.apps.groups.queries.occasions import action_of, ends_at, session_of
from grappe.ui.letters import Counted, LetterState, counted

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.groups.models import Action, Group, Session

__all__ = ["SUITS", "Counted", "counts_of", "letter_for", "overtaken", "stuck", "written"]

_UNCONFIRMED, _ASKED, _INVITED, _ACTIVE, _DECLINED, _LEFT = MemberState
_MEMBERS = frozenset({_ACTIVE})
# In which states of the member a letter says something true.
SUITS: dict[str, frozenset[MemberState]] = {
    LetterKind.CONFIRM: frozenset({_UNCONFIRMED}),
    LetterKind.INVITED: frozenset({_INVITED}),
    LetterKind.WELCOME: _MEMBERS,
    LetterKind.REFUSED: frozenset({_DECLINED}),
    LetterKind.SESSION: _MEMBERS,
    LetterKind.SESSION_OFF: _MEMBERS,
    LetterKind.REMINDER: _MEMBERS,
    LetterKind.MINUTES: _MEMBERS,
    LetterKind.APPROVED: _MEMBERS,
    LetterKind.ACTION: _MEMBERS,
    LetterKind.ACTION_DUE: _MEMBERS,
    LetterKind.LINK: frozenset({_UNCONFIRMED, _ASKED, _INVITED, _ACTIVE}),
    LetterKind.CLOSED: _MEMBERS,
}
# These go on being true when the group has closed.
AFTER_THE_END = frozenset(
    {
        LetterKind.REFUSED,
        LetterKind.SESSION_OFF,
        LetterKind.MINUTES,
        LetterKind.APPROVED,
        LetterKind.LINK,
        LetterKind.CLOSED,
    }
)
ABOUT_A_SESSION = frozenset(
    {
        LetterKind.SESSION,
        LetterKind.SESSION_OFF,
        LetterKind.REMINDER,
        LetterKind.MINUTES,
        LetterKind.APPROVED,
    }
)
ABOUT_AN_ACTION = frozenset({LetterKind.ACTION, LetterKind.ACTION_DUE})


def overtaken(letter: Letter, *, at: datetime) -> str:
    """Return why a letter would say nothing true any more, in words; empty where it is right to send it."""
    member = letter.member
    kind = LetterKind(letter.kind)
    if member.state not in SUITS[kind]:
        return _("The membership has changed meanwhile: %(state)s.") % {"state": member.get_state_display()}
    said = _of_group(kind, member.group)
    if not said and kind in ABOUT_A_SESSION:
        session = session_of(letter)
        said = _of_session(kind, session, letter, at) if session else _("This session is not there any more.")
    if not said and kind in ABOUT_AN_ACTION:
        said = _of_action(action_of(letter), letter)
    return said


def _of_group(kind: LetterKind, group: Group) -> str:
    if kind == LetterKind.CLOSED:
        return "" if group.state == GroupState.CLOSED else _("The group goes on.")
    if kind in AFTER_THE_END or group.state in (GroupState.RUNNING, GroupState.PAUSED):
        return ""
    return _("The group is not running: %(state)s.") % {"state": group.get_state_display()}


def _of_session(kind: LetterKind, session: Session, letter: Letter, at: datetime) -> str:
    if kind == LetterKind.MINUTES:
        return _of_minutes(session, letter)
    if kind == LetterKind.APPROVED:
        approved = session.minutes_state == MinutesState.APPROVED
        return "" if approved else _("The minutes are not approved.")
    cancelled = session.state == SessionState.CANCELLED
    if cancelled != (kind == LetterKind.SESSION_OFF):
        return _("The session is cancelled.") if cancelled else _("The session takes place after all.")
    if session.state == SessionState.HELD or ends_at(session) <= at:
        return _("The session is over.")
    if kind == LetterKind.SESSION and _invited_anew(session, letter):
        return _("A later invitation to this session tells all of it.")
    return ""


def _of_minutes(session: Session, letter: Letter) -> str:
    if session.minutes_state != MinutesState.PROPOSED:
        return _("These minutes do not wait for approval any more.")
    latest = Minutes.objects.filter(session=session).order_by("-number").first()
    version = re.search(r" minutes (\d{1,9})$", letter.about)
    if latest is not None and version is not None and int(version[1]) < latest.number:
        return _("A newer version of these minutes waits for approval.")
    if Reply.objects.filter(minutes=latest, member=letter.member_id).exists():
        return _("The member has said already what they think of these minutes.")
    return ""


def _invited_anew(session: Session, letter: Letter) -> bool:
    later = Letter.objects.filter(member=letter.member_id, kind=letter.kind, pk__gt=letter.pk or 0)
    # The blank behind the number: session 1 is not session 12.
    return letter.pk is not None and later.filter(about__startswith=f"session {session.pk} ").exists()


def _of_action(action: Action | None, letter: Letter) -> str:
    if action is None:
        return _("This action is not there any more.")
    if action.owner_id != letter.member_id:
        return _("Somebody else does this now.")
    if action.state != ActionState.OPEN:
        return _("The action is settled: %(state)s.") % {"state": action.get_state_display()}
    return ""


def counts_of(group: Group, *, for_user: User) -> list[Counted]:
    """Return how the letters of a group fared, kind by kind; kinds without any have no row. One query."""
    check_can_view_work(for_user)
    return counted(Letter.objects.filter(member__group=group), LetterKind)


def stuck(group: Group, *, for_user: User) -> models.QuerySet[Letter]:
    """Return the letters of a group that failed or were maybe sent, with whom they are to. One query."""
    check_can_view_work(for_user)
    found = Letter.objects.filter(
        of_visible(for_user, "member__company"),
        member__group=group,
        state__in=[LetterState.FAILED, LetterState.UNCERTAIN],
    )
    return found.select_related("member").order_by("-claimed_at", "-pk")


def letter_for(pk: int, *, for_user: User) -> Letter:
    """Return one letter with its member and group; raises Letter.DoesNotExist, PermissionDenied."""
    check_can_view_work(for_user)
    found = Letter.objects.select_related("member__group__lead")
    letter = found.select_related("member__company").prefetch_related("member__group__team").get(pk=pk)
    check_can_view_company_or_none(for_user, letter.member.company)
    return letter
