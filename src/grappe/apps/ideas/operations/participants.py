"""How does somebody come to take part in an ideation campaign: invited, or by the open address once they confirm it?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.companies import queries as companies
from grappe.apps.events.operations.public import count_form
from grappe.apps.ideas.enums import ChallengeState, LetterKind
from grappe.apps.ideas.models import Challenge, Contributor, Participant
from grappe.apps.ideas.operations import contributors
from grappe.apps.ideas.operations.answers import joined
from grappe.apps.ideas.operations.challenges import locked
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.permissions import check_can_facilitate
from grappe.apps.ideas.queries.audience import Invitee
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

FORGOTTEN = timedelta(days=7)  # an address that was never confirmed
ENDED = (ChallengeState.DRAFT, ChallengeState.SORTING, ChallengeState.CLOSED)


@transaction.atomic
def invite(*, challenge: Challenge, people: Iterable[Invitee], by: User, at: datetime) -> int:
    """Invite people; who is invited already stays so. Return how many are new.

    They are written to at once where the campaign takes answers or votes, else when it opens. Raises PermissionDenied,
    BadInput for a campaign that is closed or concluded.
    """
    current = locked(challenge)
    check_can_facilitate(by, current)
    if current.phase_at(at) == ChallengeState.CLOSED:
        raise BadInput(_("The campaign is closed: nobody is invited any more."))
    seats = [_seat(current, each, by, at) for each in people if not each.why_not]
    new = [seat for seat in seats if seat.invited_at is None]
    for seat in new:
        seat.invited_at, seat.invited_by = at, by
        seat.save(update_fields=["invited_at", "invited_by"])
    tell(challenge=current, seats=new, at=at)
    return len(new)


def tell(*, challenge: Challenge, seats: Iterable[Participant], at: datetime) -> int:
    """Write to people what the campaign asks of them now: an answer, or their votes. Nobody gets a letter twice."""
    kind = {ChallengeState.OPEN: LetterKind.ASKED, ChallengeState.VOTING: LetterKind.VOTING}.get(
        challenge.phase_at(at)
    )
    if kind is None:
        return 0
    people = [seat.contributor for seat in seats]
    return write(contributors=people, kind=kind, about=f"challenge {challenge.pk}", at=at)


def count_wish(*, challenge: Challenge, email: str, network: str, at: datetime) -> None:
    """Count one sending of a campaign's form; raise BadInput when there were too many."""
    told = _(
        "Too many requests came from here in a short time. Please try again in an hour, or write to %(email)s."
    ) % {"email": challenge.lead.email}
    count_form(about=f"challenge {challenge.pk}", email=email, network=network, told=told, at=at)


@transaction.atomic
def ask(
    *, challenge: Challenge, name: str, email: str, organisation: str, language: str, at: datetime
) -> None:
    """Take somebody's wish to take part by the open address; it counts once they confirm by the link that is sent.

    The same is said to everybody: nobody learns from it who takes part. Raises BadInput.
    """
    current = locked(challenge)
    if not current.listed or current.phase_at(at) in ENDED:
        raise BadInput(_("Nobody can join this campaign now."))
    who = contributors.from_outside(
        name=name, email=email, language=language, organisation=organisation, confirmed=False, by=None, at=at
    )
    Participant.objects.get_or_create(challenge=current, contributor=who, defaults={"added_at": at})
    about = f"challenge {current.pk} at {at:%Y%m%d%H%M%S%f}"
    write(contributors=[who], kind=LetterKind.CONFIRM, about=about, at=at)


@transaction.atomic
def confirm(*, participant: Participant, at: datetime) -> Participant:
    """Let somebody confirm their address by the link that went to it: from now on they take part."""
    found = Participant.objects.select_for_update(of=("self",)).select_related("challenge", "contributor")
    seat = found.get(pk=participant.pk)
    joined(seat, at)
    who = seat.contributor
    if who.confirmed_at is None:
        who.confirmed_at = at
        who.save(update_fields=["confirmed_at"])
    return seat


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase who never confirmed an address within a week; return how many places are free again."""
    never = Participant.objects.filter(invited_at=None, joined_at=None, added_at__lte=at - FORGOTTEN)
    count = never.count()
    people = list(never.values_list("contributor_id", flat=True))
    never.delete()
    strangers = Contributor.objects.filter(pk__in=people, confirmed_at=None, user=None, person=None)
    strangers.filter(
        participations=None, authored=None, comments=None, supports=None, watches=None, reviewing=None
    ).delete()
    return count


def _seat(challenge: Challenge, who: Invitee, by: User, at: datetime) -> Participant:
    with pghistory.context(user=by.pk):
        seat, _made = Participant.objects.get_or_create(
            challenge=challenge, contributor=_contributor(who, by, at), defaults={"added_at": at}
        )
    return seat


def _contributor(who: Invitee, by: User, at: datetime) -> Contributor:
    if who.user_id is not None:
        user = accounts.user_with_email(who.email)
        if user is not None:
            return contributors.of_user(user=user, at=at)
    if who.person_id is not None:
        return contributors.of_person(person=companies.person_for(who.person_id, for_user=by), by=by, at=at)
    return contributors.from_outside(
        name=who.name, email=who.email, language=who.language, organisation=who.organisation, confirmed=True,
        by=by, at=at,
    )  # fmt: skip
