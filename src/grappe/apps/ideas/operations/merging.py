"""How are two ideas joined, and parted again? Nothing moves: both keep their authors and comments, and are read together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import AssessmentState, LetterKind, Stage
from grappe.apps.ideas.models import Contributor, Idea, Merge
from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.operations.ideas import locked
from grappe.apps.ideas.operations.resting import reasons
from grappe.apps.ideas.permissions import check_can_merge
from grappe.apps.ideas.queries.told import to_be_told
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def merge(*, absorbed: Idea, kept: Idea, why: Mapping[str, str], by: User, at: datetime) -> Merge:
    """Let `kept` take up `absorbed`; authors and watchers of both hear of it, and why.

    Raises PermissionDenied, and BadInput where one of them is merged already, at a gate, or too far on its way, and where
    an author could not read why.
    """
    away, stays = _both(absorbed, kept)
    check_can_merge(by, stays, away)
    _check(away, stays)
    said = reasons(why, stays, by, away)
    done = Merge.objects.create(kept=stays, absorbed=away, why=said, at=at, by=by)
    _point(away, stays, by)
    _tell(done, to_be_told(stays), f"idea {away.pk} merge {done.pk}", by, at)
    return done


@transaction.atomic
def part(*, merge: Merge, why: Mapping[str, str], by: User, at: datetime) -> Merge:
    """Undo a merge: both ideas stand for themselves again, and whoever was told of it hears why.

    A second time changes nothing. Raises PermissionDenied, and BadInput where an author could not read why.
    """
    current = Merge.objects.select_for_update().get(pk=merge.pk)
    if current.undone_at is not None:
        return current
    away, stays = _both(current.absorbed, current.kept)
    check_can_merge(by, stays, away)
    readers = to_be_told(stays)
    current.undone_why = reasons(why, stays, by)
    current.undone_at, current.undone_by = at, by
    current.save()
    _point(away, None, by)
    _tell(current, readers, f"idea {away.pk} merge {current.pk} undone 1", by, at)
    return current


def _both(absorbed: Idea, kept: Idea) -> tuple[Idea, Idea]:
    """Lock both, the lower number first, so that two people who join the same two wait for one another."""
    if absorbed.pk == kept.pk:
        raise BadInput(_("An idea cannot be joined with itself."))
    found = {each.pk: locked(each) for each in sorted((absorbed, kept), key=lambda idea: idea.pk)}
    return found[absorbed.pk], found[kept.pk]


def _check(away: Idea, stays: Idea) -> None:
    if away.merged_into_id is not None or stays.merged_into_id is not None:
        raise BadInput(_("One of the two was joined with another idea meanwhile."))
    if away.stage in (Stage.CANDIDATE, Stage.FLAGSHIP):
        raise BadInput(
            _("“%(title)s” is on its way to a flagship: it takes others up.") % {"title": away.title}
        )
    if stays.stage == Stage.REJECTED:
        raise BadInput(_("“%(title)s” is rejected: reopen it first.") % {"title": stays.title})
    if away.assessments.filter(state=AssessmentState.OPEN).exists():
        raise BadInput(
            _("“%(title)s” is at a gate: decide there, or withdraw it from the gate first.")
            % {"title": away.title}
        )
    if away.confidential and not stays.confidential:
        raise BadInput(
            _("“%(title)s” is confidential, the other is not: more people would read it.")
            % {"title": away.title}
        )


def _point(away: Idea, stays: Idea | None, by: User) -> None:
    away.merged_into = stays
    away.version += 1
    with pghistory.context(user=by.pk):
        away.save()


def _tell(done: Merge, told: list[Contributor], about: str, by: User, at: datetime) -> None:
    readers = [each for each in told if each.user_id != by.pk]
    letters.write(contributors=readers, kind=LetterKind.MERGED, about=about, at=at)
