"""How does a stranger ask to join a working group from its public page, and what is forgotten of who never confirmed?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.operations.public import count_form
from grappe.apps.groups.enums import LetterKind, MemberState
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.operations.groups import locked
from grappe.apps.groups.operations.letters import write
from grappe.apps.groups.operations.members import GONE, Who, check_takes_requests, newcomer

FORGOTTEN = timedelta(days=7)  # an address that was never confirmed


@transaction.atomic
def ask(*, group: Group, who: Who, at: datetime) -> None:
    """Take somebody's wish to join; it counts once they confirm their address by the link that is sent to it.

    Nothing is returned, and the same is said to everybody: nobody learns from it who belongs to a group. Who does gets
    a mail with their link, who had not confirmed yet another one to confirm. Raises BadInput.
    """
    current = locked(group)  # two that ask at once come one after the other
    check_takes_requests(current)
    known = current.members.filter(email__iexact=who.email.strip()).exclude(state__in=GONE).first()
    if known is None:
        known = newcomer(group=current, who=who, at=at)
    confirms = known.state == MemberState.UNCONFIRMED
    if known.salt:
        kind = LetterKind.CONFIRM if confirms else LetterKind.LINK
        write(members=[known], kind=kind, about=f"{at:%Y-%m-%d %H:%M:%S.%f}", at=at)


def count_wish(*, group: Group, email: str, network: str, at: datetime) -> None:
    """Count one sending of a group's form; raise BadInput when there were too many."""
    told = _(
        "Too many requests came from here in a short time. Please try again in an hour, or write to %(email)s."
    ) % {"email": group.lead.email}
    count_form(about=f"group {group.pk}", email=email, network=network, told=told, at=at)


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Erase who never confirmed an address within a week; return how many."""
    never = Member.objects.filter(state=MemberState.UNCONFIRMED, added_at__lte=at - FORGOTTEN)
    count = never.count()
    never.delete()
    return count
