"""How does somebody support an idea, watch it, and say what they think of it?

What is said is never changed: whoever wants to say something else says it below. Taken back, its words go for good.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import LetterKind
from grappe.apps.ideas.models import Comment, Contributor, Idea, Support, Watch, family_ids
from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.operations.contributors import of_user
from grappe.apps.ideas.operations.ideas import locked, plain
from grappe.apps.ideas.permissions import check_can_speak, check_can_take_back
from grappe.apps.ideas.queries.family import contributor_of
from grappe.apps.ideas.queries.told import to_be_told
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 4_000
MOST_AT_AN_IDEA = 500
TWICE = timedelta(minutes=1)  # the same words by the same person are one press too many
TOLD_AFTER = timedelta(
    minutes=10
)  # so that several comments in a row make one letter (`letters_ideas.PUT_OFF`)


@transaction.atomic
def support(*, idea: Idea, wanted: bool, by: User | Contributor, at: datetime) -> None:
    """Support an idea, or no longer. A second press changes nothing. Raises PermissionDenied, BadInput for a merged one."""
    current = _to_speak_of(idea, by)
    who = _contributor(by, at)
    if wanted:
        Support.objects.get_or_create(idea=current, contributor=who, defaults={"given_at": at})
    else:
        Support.objects.filter(idea_id__in=family_ids(current), contributor=who).delete()


@transaction.atomic
def watch(*, idea: Idea, wanted: bool, by: User | Contributor, at: datetime) -> None:
    """Hear what becomes of an idea, or no longer; its authors always do. Raises PermissionDenied, BadInput."""
    current = _to_speak_of(idea, by)
    who = _contributor(by, at)
    if wanted:
        Watch.objects.get_or_create(idea=current, contributor=who, defaults={"since": at})
    else:
        Watch.objects.filter(idea_id__in=family_ids(current), contributor=who).delete()


@transaction.atomic
def say(*, idea: Idea, text: str, inside: bool = False, by: User | Contributor, at: datetime) -> Comment:
    """Say something of an idea; `inside` for colleagues only. Authors and watchers hear of it by letter.

    Raises PermissionDenied, and BadInput for no words, too many, a merged idea, or a discussion that is very long.
    """
    current = _to_speak_of(idea, by)
    words = plain(text)
    if not words:
        raise BadInput(_("Write what you want to say."))
    if len(words) > MOST:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": MOST})
    who = _contributor(by, at)
    hidden = inside and not isinstance(by, Contributor)
    last = current.comments.order_by("-written_at", "-pk").first()
    if (
        last is not None
        and (last.text, last.contributor_id, last.inside) == (words, who.pk, hidden)
        and at - last.written_at < TWICE
    ):
        return last
    if current.comments.count() >= MOST_AT_AN_IDEA:
        raise BadInput(_("This discussion has become very long: nothing can be added any more."))
    comment = Comment.objects.create(idea=current, contributor=who, text=words, inside=hidden, written_at=at)
    _tell(current, comment, at)
    return comment


def _tell(idea: Idea, comment: Comment, at: datetime) -> None:
    readers = [
        each
        for each in to_be_told(idea)
        if each.pk != comment.contributor_id and (each.user_id is not None or not comment.inside)
    ]
    about = f"idea {idea.pk} comment {comment.pk}"
    letters.write(contributors=readers, kind=LetterKind.COMMENT, about=about, at=at, after=at + TOLD_AFTER)


@transaction.atomic
def take_back(*, comment: Comment, by: User | Contributor, at: datetime) -> Comment:
    """Take a comment back: its place stays, its words go for good. Raises PermissionDenied."""
    current = Comment.objects.select_for_update(of=("self",)).select_related("idea").get(pk=comment.pk)
    if current.taken_back_at is not None:
        return current
    user = None if isinstance(by, Contributor) else by
    own = by.pk if isinstance(by, Contributor) else contributor_of(by)
    check_can_take_back(own, user, current, current.idea)
    current.text, current.taken_back_at = "", at
    current.save()
    return current


def _to_speak_of(idea: Idea, by: User | Contributor) -> Idea:
    current = locked(idea)
    check_can_speak(by, current)
    if current.merged_into_id is not None:
        raise BadInput(_("This idea was joined with another: go on there."))
    return current


def _contributor(by: User | Contributor, at: datetime) -> Contributor:
    return by if isinstance(by, Contributor) else of_user(user=by, at=at)
