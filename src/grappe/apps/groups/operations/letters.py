"""How does a letter reach a member of a working group? By the machine that all letters share (`campaigns.operations.letters`).

What follows from being a member needs no consent to mailings (Regulation (EU) 2016/679, Article 6(1)(b)); an address
that takes no mail is not written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.campaigns.operations.letters import Clock, Letters
from grappe.apps.groups.models import Letter
from grappe.apps.groups.permissions import check_can_run_group
from grappe.apps.groups.queries.letters import overtaken, written
from grappe.ui import jobs
from grappe.ui.letters import Written

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.groups.models import Member


class _Letters(Letters[Letter]):
    model = Letter
    to = "member"
    related = ("member__group__lead",)

    def order(self, lock: str, after: timedelta) -> None:
        jobs.order("groups.send_letters", lock=f"groups.send_letters.{lock}", after=after)

    def email_of(self, letter: Letter) -> str:
        return letter.member.email

    def answers_go_to(self, letter: Letter) -> Sequence[str]:
        return [letter.member.group.lead.email]

    def overtaken(self, letter: Letter, at: datetime) -> str:
        return overtaken(letter, at=at)

    def written(self, letter: Letter, at: datetime) -> Written:
        return written(letter, at=at)

    def name_of(self, letter: Letter) -> str:
        return f"group-{letter.member.group_id}"


LETTERS = _Letters()


def write(
    *, members: Iterable[Member], kind: str, about: str = "", at: datetime, after: datetime | None = None
) -> int:
    """Put one letter for each member, and order the sending once the transaction stands; return how many were new.

    Of the same kind and `about` nobody gets two. What a letter is about is read from `about`: for SESSION, SESSION_OFF,
    REMINDER, MINUTES and APPROVED it begins with "session PK", for ACTION and ACTION_DUE with "action PK"; whatever
    stands behind says which time it is ("session 12 sequence 3"). `after` puts the sending off. Two queries, one write.
    """
    people = [each for each in members if each.email]
    return LETTERS.put(readers=people, kind=kind, about=about, at=at, after=after)


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent."""
    return LETTERS.send(now=now)


def resume(*, now: Clock) -> int:
    """Take up what a worker that is gone has left; return how many letters are due."""
    return LETTERS.resume(now=now)


@transaction.atomic
def decide(*, letter: Letter, arrived: bool, by: User, at: datetime) -> Letter:
    """Let a person decide on a letter that failed or was maybe sent. Raises PermissionDenied, BadInput."""
    found = Letter.objects.select_related("member__group").get(pk=letter.pk)
    check_can_run_group(by, found.member.group)
    return LETTERS.decide(letter=letter, arrived=arrived, by=by, at=at)
