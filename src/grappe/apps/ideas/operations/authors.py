"""How does somebody become an author of an idea, also after it was captured?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.accounts.queries import user_with_email
from grappe.apps.ideas.enums import LetterKind
from grappe.apps.ideas.models import Author, Contributor, Idea, Watch
from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.operations.contributors import from_outside, of_person, of_user
from grappe.apps.ideas.operations.ideas import Draft, Origin, capture, locked
from grappe.apps.ideas.permissions import check_can_capture, check_can_steer_idea
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who had an idea: a colleague, somebody of a company on file, or by name and address. Nobody: blank."""

    user: Any = None
    person: Any = None
    name: str = ""
    email: str = ""
    organisation: str = ""
    language: str = ""


@transaction.atomic
def contributor_of(*, who: Who, by: User, at: datetime) -> Contributor:
    """Return somebody's row, made where there is none; of nobody in particular that of who notes it. Raises BadInput."""
    if who.person is not None:
        return of_person(person=who.person, by=by, at=at)
    ours = user_with_email(who.email) if who.email else None
    if ours is not None and ours.is_active:  # typed by hand: nobody decides on their own idea for that
        return of_user(user=ours, at=at)
    if who.user is not None or not who.name:
        return of_user(user=who.user or by, at=at)
    return from_outside(
        name=who.name, email=who.email, organisation=who.organisation, language=who.language or Language.FRENCH,
        confirmed=True, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def add(*, idea: Idea, who: Who, by: User, at: datetime) -> Author:
    """Say that somebody had an idea too; they hear of it by letter. Raises PermissionDenied, BadInput."""
    current = locked(idea)
    check_can_steer_idea(by, current)
    person = contributor_of(who=who, by=by, at=at)
    with pghistory.context(user=by.pk):
        author, made = Author.objects.get_or_create(
            idea=current, contributor=person, defaults={"added_at": at}
        )
    Watch.objects.get_or_create(idea=current, contributor=person, defaults={"since": at})
    if made and person.user_id != by.pk:
        letters.write(contributors=[person], kind=LetterKind.CAPTURED, about=f"idea {current.pk}", at=at)
    return author


@transaction.atomic
def remove(*, author: Author, by: User, at: datetime) -> None:
    """Say that somebody did not have an idea after all, who hears no more of it.

    Raises PermissionDenied, and BadInput for the last of its authors and for oneself: nobody decides on their own idea
    by not having had it any more.
    """
    current = locked(author.idea)
    check_can_steer_idea(by, current)
    if author.contributor.user_id == by.pk:
        raise BadInput(_("Somebody else who looks after the idea says that you did not have it."))
    if current.authors.count() == 1:
        raise BadInput(_("An idea has somebody who had it."))
    with pghistory.context(user=by.pk):
        Author.objects.filter(pk=author.pk).delete()
    Watch.objects.filter(idea=current, contributor=author.contributor_id).delete()


@transaction.atomic
def capture_of(*, draft: Draft, who: Who, origins: Sequence[Origin] = (), by: User, at: datetime) -> Idea:
    """Capture somebody's idea: `ideas.capture` with its author, made a contributor where they are none yet."""
    check_can_capture(by)
    person = contributor_of(who=who, by=by, at=at)
    return capture(draft=draft, authors=[person], origins=origins, by=by, at=at)
