"""How does somebody get an action, and how is it changed, done or dropped?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import ActionState, MemberState
from grappe.apps.groups.models import Action, Group, Member, Point
from grappe.apps.groups.operations.minutes import context_of, writable
from grappe.apps.groups.permissions import (
    check_can_run_group,
    check_can_settle_action,
    check_can_write_minutes,
)
from grappe.apps.groups.queries.actions import version_of
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_TITLE, MOST_NOTE = 300, 2_000
FURTHEST = timedelta(days=5 * 366)  # a year typed wrong


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """All that one writes of an action."""

    title: str
    owner: Member
    due_on: date


@transaction.atomic
def add(
    *, group: Group, draft: ActionDraft, point: Point | None = None, by: User | Member, at: datetime
) -> Action:
    """Give a member an action, perhaps at a point of a session. Raises PermissionDenied, BadInput.

    At a point those who write the minutes do; without one, those who run the group.
    """
    if point is not None:
        writable(point.session, by)
    elif isinstance(by, Member):
        check_can_write_minutes(by, group)
    else:
        check_can_run_group(by, group)
    session = point.session if point is not None else None
    action = Action(group=group, session=session, point=point, created_at=at, created_by=by.name)
    return _write(action, draft, by, at)


@transaction.atomic
def change(*, action: Action, draft: ActionDraft, version: str, by: User | Member, at: datetime) -> Action:
    """Change an open action. Whoever gets it now is told anew.

    Raises PermissionDenied, Stale where `version_of` says another `version` than then, BadInput once it is settled.
    """
    current = _locked(action)
    check_can_write_minutes(by, current.group)
    if current.state != ActionState.OPEN:
        raise BadInput(_("This action is settled. Open it again to change it."))
    if version != version_of(current):
        raise Stale(_("Somebody else changed this action meanwhile. Look at it again first."), current)
    if (current.owner_id, current.due_on) != (draft.owner.pk, draft.due_on):
        current.chased, current.chased_on = 0, None
    return _write(current, draft, by, at)


@transaction.atomic
def remove(*, action: Action, by: User | Member, at: datetime) -> None:
    """Take an action out that was noted by mistake, as long as its minutes are written; the history keeps it.

    Raises PermissionDenied, and BadInput for an action of no session, one that is settled, or once the minutes are out.
    """
    current = _locked(action)
    if current.session is None:
        check_can_write_minutes(by, current.group)
        raise BadInput(_("This action stands in no open minutes: drop it, and say why."))
    writable(current.session, by)
    if current.state != ActionState.OPEN:
        raise BadInput(_("This action is settled: it stays."))
    with pghistory.context(**context_of(by)):
        current.delete()


@transaction.atomic
def settle(*, action: Action, state: str, note: str = "", by: User | Member, at: datetime) -> Action:
    """Say that an action is done, or dropped with the reason. Its owner does, by their link too, or who runs the group.

    Raises PermissionDenied, and BadInput for one that is settled, another state, or one that is dropped without a word.
    """
    current = _locked(action)
    _check_may_settle(current, by)
    words = note.replace("\r\n", "\n").replace("\x00", " ").strip()[:MOST_NOTE]
    if state not in (ActionState.DONE, ActionState.DROPPED):
        raise BadInput(_("This request cannot be read."))
    if current.state != ActionState.OPEN:
        raise BadInput(_("This action is settled already."))
    if state == ActionState.DROPPED and not words:
        raise BadInput(_("Say why the action is dropped: the group reads it."))
    current.state, current.note, current.settled_at, current.settled_by = state, words, at, by.name
    return _kept(current, by)


@transaction.atomic
def reopen(*, action: Action, by: User | Member, at: datetime) -> Action:
    """Open a settled action again. Raises PermissionDenied, BadInput for one that is open."""
    current = _locked(action)
    _check_may_settle(current, by)
    if current.state == ActionState.OPEN:
        raise BadInput(_("This action is open."))
    current.state, current.settled_at, current.settled_by = ActionState.OPEN, None, ""
    return _kept(current, by)


def _check_may_settle(action: Action, by: User | Member) -> None:
    if not isinstance(by, Member):
        check_can_settle_action(by, action)
    elif by.pk != action.owner_id or by.state != MemberState.ACTIVE:
        raise PermissionDenied(_("An action is settled by its owner or by those who run the group."))


def _locked(action: Action) -> Action:
    found = Action.objects.select_for_update(of=("self",)).select_related("group__lead", "owner", "session")
    return found.get(pk=action.pk)


def _write(action: Action, draft: ActionDraft, by: User | Member, at: datetime) -> Action:
    title = " ".join(draft.title.replace("\x00", " ").split())
    if not title:
        raise BadInput(_("Say what is to be done."))
    if len(title) > MOST_TITLE:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": MOST_TITLE})
    owner = draft.owner
    if owner.group_id != action.group_id or (
        owner.state != MemberState.ACTIVE and owner.pk != action.owner_id
    ):
        raise BadInput(_("An action belongs to a member who takes part."))
    if draft.due_on != action.due_on and not at.date() - FURTHEST <= draft.due_on <= at.date() + FURTHEST:
        raise BadInput(_("Look at the year: a day within five years."))
    action.title, action.owner, action.due_on = title, owner, draft.due_on
    return _kept(action, by)


def _kept(action: Action, by: User | Member) -> Action:
    if action.pk:
        action.version += 1
    with pghistory.context(**context_of(by)):
        action.save()
    return action
