"""How is a company introduced, and how does an introduction change its state?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.operations import say_more
from grappe.apps.fields.queries import custom_fields
from grappe.apps.matches.enums import NOTE_NEEDED, TRANSITIONS, Actor, IntroductionState, MatchState
from grappe.apps.matches.models import Introduction, IntroductionChange, Match
from grappe.apps.matches.permissions import check_can_match_for
from grappe.ui import jobs
from grappe.ui.custom import checked
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# Longer than the last reminder (45 days), so that its link still opens.
LINK_LASTS = timedelta(days=60)
LONGEST_NOTE = 4_000


@transaction.atomic
def introduce(
    *,
    match: Match,
    recipient_name: str,
    recipient_email: str,
    language: str,
    message: str,
    custom: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Introduction:
    """Introduce the company of a match to a service, provider or partner, by a letter with a signed link.

    `custom` are the values of custom fields by name. Raises PermissionDenied, BadInput. The letter goes out once this is saved.
    """
    check_can_match_for(by, match.need.company)
    _check(match, recipient_name, recipient_email, language, message)
    Match.objects.select_for_update().get(pk=match.pk)
    if Introduction.objects.filter(
        match=match, state__in=[IntroductionState.SENT, IntroductionState.ACCEPTED]
    ).exists():
        raise BadInput(_("An introduction for this solution is under way already."))
    introduction = Introduction.objects.create(
        match=match,
        recipient_name=recipient_name.strip(),
        recipient_email=recipient_email.strip(),
        language=language,
        message=message.strip(),
        link_salt=secrets.token_urlsafe(20)[:40],
        sent_at=at,
        sent_by=by,
        expires_at=at + LINK_LASTS,
        custom=checked(custom_fields(RecordType.INTRODUCTION), custom or {}),
    )
    _note_change(introduction, "", IntroductionState.SENT, "", by, at)
    transaction.on_commit(lambda: _order_letter(introduction.pk))
    return introduction


def _check(match: Match, name: str, email: str, language: str, message: str) -> None:
    if match.state != MatchState.ACCEPTED or match.solution is None:
        raise BadInput(_("Only an accepted service, provider or partner can be introduced."))
    if not name.strip() or not message.strip():
        raise BadInput(_("Say to whom you write, and what."))
    if len(message) > LONGEST_NOTE:
        raise BadInput(_("The message is longer than 4,000 characters."))
    if language not in Language.values:
        raise BadInput(_("Letters are written in French, German or English."))
    try:
        validate_email(email.strip())
    except ValidationError as fault:
        raise BadInput(_("“%(email)s” is not an e-mail address.") % {"email": email}) from fault


def _order_letter(pk: int) -> None:
    jobs.order("matches.send_letter", introduction_id=pk)


@transaction.atomic
def change(
    *,
    introduction: Introduction,
    to_state: str,
    note: str,
    by: User | None,
    at: datetime,
    seen_state: str | None = None,
) -> Introduction:
    """Bring an introduction into another state; `by` None is the outsider, who came by the signed link.

    `seen_state` is the state that the person had before them. Raises PermissionDenied, Stale when it has changed
    meanwhile, BadInput when this cannot follow (TRANSITIONS) or a reason or outcome is missing.
    """
    if by is not None:
        check_can_match_for(by, introduction.match.need.company)
    current = Introduction.objects.select_for_update().get(pk=introduction.pk)
    if seen_state is not None and seen_state != current.state:
        raise Stale(
            _("This introduction was answered meanwhile; look at how it stands now."), current=current
        )
    actor = Actor.OUTSIDER if by is None else Actor.TEAM
    if actor not in TRANSITIONS.get((current.state, to_state), frozenset()):
        raise BadInput(_("From its present state this introduction cannot be brought there."))
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise BadInput(_("The text is longer than 4,000 characters."))
    if to_state in NOTE_NEEDED and not note:
        declined = to_state == IntroductionState.DECLINED
        raise BadInput(_("Please say why.") if declined else _("Please say what came of it."))
    before, current.state = current.state, IntroductionState(to_state)
    current.answered_at = current.answered_at or at
    if to_state == IntroductionState.DECLINED:
        current.decline_reason = note
    elif to_state == IntroductionState.DONE:
        current.outcome = note
    elif to_state == IntroductionState.ACCEPTED:
        current.decline_reason = ""
    current.save()
    _note_change(current, before, IntroductionState(to_state), note, by, at)
    return current


@transaction.atomic
def fill_in(
    *, introduction: Introduction, values: Mapping[str, Any], based_on: str, by: User, at: datetime
) -> None:
    """Keep what is said of an introduction in custom fields. Raises PermissionDenied, Stale, BadInput."""
    check_can_match_for(by, introduction.match.need.company)
    current = Introduction.objects.select_for_update().get(pk=introduction.pk)
    say_more(row=current, record=RecordType.INTRODUCTION, values=values, based_on=based_on)


def withdraw(*, introduction: Introduction, note: str, by: User, at: datetime) -> Introduction:
    """Withdraw an introduction: its link opens nothing any more. Raises as `change`."""
    return change(introduction=introduction, to_state=IntroductionState.WITHDRAWN, note=note, by=by, at=at)


@transaction.atomic
def take_back_change(
    *, introduction: Introduction, seen_state: str | None = None, by: User, at: datetime
) -> Introduction:
    """Take back what somebody of the team noted last: the introduction is as it was before, and its link works again.

    Raises PermissionDenied, Stale when it has changed meanwhile, BadInput for what the recipient said or what was never noted.
    """
    check_can_match_for(by, introduction.match.need.company)
    current = Introduction.objects.select_for_update().get(pk=introduction.pk)
    if seen_state is not None and seen_state != current.state:
        raise Stale(
            _("This introduction was answered meanwhile; look at how it stands now."), current=current
        )
    last = current.changes.last()
    if last is None or not last.from_state or last.by_user_id is None or last.to_state != current.state:
        raise BadInput(_("Only what somebody of the team noted is taken back."))
    before, current.state = current.state, IntroductionState(last.from_state)
    if before == IntroductionState.DECLINED:
        current.decline_reason = ""
    elif before == IntroductionState.DONE:
        current.outcome = ""
    if current.state == IntroductionState.SENT:
        current.answered_at = None
    current.save()
    _note_change(current, before, current.state, "", by, at)
    return current


def _note_change(
    introduction: Introduction, before: str, to: IntroductionState, note: str, by: User | None, at: datetime
) -> None:
    IntroductionChange.objects.create(
        introduction=introduction, from_state=before, to_state=to, note=note, changed_at=at, by_user=by
    )
