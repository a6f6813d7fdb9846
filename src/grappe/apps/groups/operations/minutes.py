"""How are the minutes of a session written: what was decided, what became of each point, and how long did it take?

The words themselves are shared texts (`texts.operations.exchange`); this is what stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.groups.enums import PointOutcome
from grappe.apps.groups.models import Decision, Member, Point, Session
from grappe.apps.groups.operations.sessions import locked_session
from grappe.apps.groups.permissions import check_can_write_minutes
from grappe.apps.groups.queries.minutes import decision_version
from grappe.apps.groups.queries.sessions import is_open
from grappe.apps.texts import operations as texts
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_WORDS = 4_000
MOST_VOTES = 1_000


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """All that one writes of a decision; votes are None where nobody counted."""

    text: str
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None


@transaction.atomic
def decide(*, point: Point, draft: DecisionDraft, by: User | Member, at: datetime) -> Decision:
    """Note a decision at a point. Raises PermissionDenied, BadInput."""
    session = writable(point.session, by)
    decision = Decision(session=session, point=point, decided_at=at, noted_by=by.name)
    return _write(decision, draft, by)


@transaction.atomic
def change_decision(
    *, decision: Decision, draft: DecisionDraft, version: str, by: User | Member, at: datetime
) -> Decision:
    """Correct a decision. Raises PermissionDenied, BadInput, Stale where `decision_version` says another `version`."""
    writable(decision.session, by)
    current = Decision.objects.select_for_update(of=("self",)).filter(pk=decision.pk).first()
    if current is None:
        raise BadInput(_("Somebody took this out meanwhile."))
    if version != decision_version(current):
        raise Stale(_("Somebody else changed this decision meanwhile. Look at it again first."), current)
    return _write(current, draft, by)


@transaction.atomic
def remove_decision(*, decision: Decision, by: User | Member, at: datetime) -> None:
    """Take a decision out that was noted by mistake; the history keeps it. Raises PermissionDenied, BadInput."""
    writable(decision.session, by)
    with pghistory.context(**context_of(by)):
        decision.delete()


@transaction.atomic
def set_outcome(*, point: Point, outcome: str, by: User | Member, at: datetime) -> Point:
    """Say what became of a point; blank takes it back. Raises PermissionDenied, BadInput."""
    writable(point.session, by)
    if outcome and outcome not in PointOutcome.values:
        raise BadInput(_("This request cannot be read."))
    current = Point.objects.select_for_update().get(pk=point.pk)
    current.outcome = outcome
    if outcome:
        _stop(current, at)
    return _kept(current, by)


@transaction.atomic
def run_clock(*, point: Point, run: bool, by: User | Member, at: datetime) -> Point:
    """Let a point be the one of the moment, or no more: the clock of the one before stands still.

    Nobody's precision is asked for: what counts is what the group did about. Raises PermissionDenied, BadInput.
    """
    session = writable(point.session, by)
    for each in session.points.select_for_update().filter(begun_at__isnull=False):
        if each.pk != point.pk or not run:
            _stop(each, at)
            _kept(each, by)
    current = Point.objects.get(pk=point.pk)
    if run and current.begun_at is None:
        current.begun_at = at
        _kept(current, by)
    return current


@transaction.atomic
def restore(*, point: Point, number: int, by: User | Member, at: datetime) -> None:
    """Make the words of a point again what they were after their `number`-th update; pages that are open follow.

    Raises PermissionDenied, BadInput.
    """
    writable(point.session, by)
    user = None if isinstance(by, Member) else by
    texts.restore(text=point.text, number=number, by=user, writer=by.name, at=at)


def writable(session: Session, by: User | Member) -> Session:
    """Return the session locked, for those who write its minutes; BadInput once they are before the members."""
    current = locked_session(session)
    check_can_write_minutes(by, current.group)
    if not is_open(current):
        raise BadInput(_("The minutes of this session are closed: nothing can be noted any more."))
    return current


def context_of(by: User | Member | None) -> dict[str, Any]:
    """Return what the history notes of who changed something."""
    return {} if by is None or isinstance(by, Member) else {"user": by.pk}


def _stop(point: Point, at: datetime) -> None:
    if point.begun_at is not None:
        point.gone_seconds += max(0, int((at - point.begun_at).total_seconds()))
        point.begun_at = None


def _kept(point: Point, by: User | Member) -> Point:
    with pghistory.context(**context_of(by)):
        point.save()
    return point


def _write(decision: Decision, draft: DecisionDraft, by: User | Member) -> Decision:
    text = draft.text.replace("\r\n", "\n").replace("\x00", " ").strip()
    if not text:
        raise BadInput(_("Say what was decided."))
    if len(text) > MOST_WORDS:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": MOST_WORDS})
    votes = (draft.votes_for, draft.votes_against, draft.abstentions)
    if any(each is not None and not 0 <= each <= MOST_VOTES for each in votes):
        raise BadInput(_("A number of votes is between 0 and 1,000."))
    decision.text = text
    decision.votes_for, decision.votes_against, decision.abstentions = votes
    with pghistory.context(**context_of(by)):
        decision.save()
    return decision
