"""How is an idea parked, rejected or reopened outside a gate, so that its authors hear why in their language?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import AssessmentState, LetterKind, Stage, StepKind
from grappe.apps.ideas.models import Idea, Step
from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.operations.ideas import locked, plain, step
from grappe.apps.ideas.permissions import check_can_rest_idea
from grappe.apps.ideas.queries.told import authors_of, to_be_told
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_WHY = 2_000


@transaction.atomic
def park(*, idea: Idea, until: date | None, why: Mapping[str, str], by: User, at: datetime) -> Idea:
    """Let an idea rest, until a day or until further notice. Raises PermissionDenied, BadInput."""
    if until is not None and until <= moments.local_date(at):
        raise BadInput(_("“Parked until” is a day to come."))
    return _rest(idea, StepKind.PARK, Stage.PARKED, why, by=by, at=at, until=until)


@transaction.atomic
def reject(*, idea: Idea, why: Mapping[str, str], by: User, at: datetime) -> Idea:
    """Say that an idea is not followed up. Raises PermissionDenied, BadInput."""
    return _rest(idea, StepKind.REJECT, Stage.REJECTED, why, by=by, at=at)


@transaction.atomic
def reopen(*, idea: Idea, why: Mapping[str, str], by: User, at: datetime) -> Idea:
    """Take an idea up again at the stage from which it was parked or rejected. Raises PermissionDenied, BadInput."""
    current = locked(idea)
    check_can_rest_idea(by, current)
    if not current.rested_from:
        raise BadInput(_("This idea is neither parked nor rejected."))
    return _moved(current, StepKind.REOPEN, Stage(current.rested_from), why, by=by, at=at)


def _rest(
    idea: Idea,
    kind: StepKind,
    to: Stage,
    why: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    until: date | None = None,
) -> Idea:
    current = locked(idea)
    check_can_rest_idea(by, current)
    if current.assessments.filter(state=AssessmentState.OPEN).exists():
        raise BadInput(_("This idea is at a gate: decide there, or withdraw it from the gate first."))
    current.parked_until = until
    return _moved(current, kind, to, why, by=by, at=at)


def _moved(
    current: Idea, kind: StepKind, to: Stage, why: Mapping[str, str], *, by: User, at: datetime
) -> Idea:
    done = step(idea=current, kind=kind, to=to, why=reasons(why, current, by), by=by, at=at)
    tell(current, done, at=at, but=by)
    return current


def tell(idea: Idea, done: Step, *, at: datetime, but: User) -> None:
    """Put the letters to those who had an idea or watch it; who did it knows."""
    readers = [each for each in to_be_told(idea) if each.user_id != but.pk]
    letters.write(contributors=readers, kind=LetterKind.MOVED, about=f"idea {idea.pk} step {done.pk}", at=at)


def languages_wanted(idea: Idea, by: User, *others: Idea) -> list[str]:
    """Return in which languages a reason is owed: those that the authors read; with nobody to tell, that of who writes."""
    wanted = {each.reads for one in (idea, *others) for each in authors_of(one) if each.user_id != by.pk}
    return [code for code, _name in settings.LANGUAGES if code in (wanted or {by.language})]


def reasons(why: Mapping[str, str], idea: Idea, by: User, *others: Idea) -> dict[str, str]:
    """Return the reasons as they are kept. Raises BadInput where an author could not read them, or they are too long."""
    given = {code: plain(why.get(code, "")) for code, _name in settings.LANGUAGES}
    if any(len(words) > LONGEST_WHY for words in given.values()):
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_WHY})
    names = dict(settings.LANGUAGES)
    missing = [names[code] for code in languages_wanted(idea, by, *others) if not given[code]]
    if missing:
        raise BadInput(
            _("Say why, in the language of those who had the idea: %(languages)s.")
            % {"languages": ", ".join(missing)}
        )
    return {code: words for code, words in given.items() if words}
