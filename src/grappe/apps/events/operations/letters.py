"""How does a letter reach somebody registered? By the machine that all letters share (`campaigns.operations.letters`).

What follows from a registration needs no consent to mailings (Regulation (EU) 2016/679, Article 6(1)(b)); an address
that takes no mail, or was erased, is not written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.campaigns.operations.letters import LONGEST_ABOUT, Clock, Letters
from grappe.apps.events.models import Letter, Registration
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.letters import overtaken, written
from grappe.ui import jobs
from grappe.ui.letters import Written

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class _Letters(Letters[Letter]):
    model = Letter
    to = "registration"
    related = ("registration__event__organiser",)

    def order(self, lock: str, after: timedelta) -> None:
        jobs.order("events.send_letters", lock=f"events.send_letters.{lock}", after=after)

    def email_of(self, letter: Letter) -> str:
        return letter.registration.email if letter.registration.erased_at is None else ""

    def answers_go_to(self, letter: Letter) -> Sequence[str]:
        return [letter.registration.event.organiser.email]

    def overtaken(self, letter: Letter, at: datetime) -> str:
        return overtaken(letter, at=at)

    def written(self, letter: Letter, at: datetime) -> Written:
        return written(letter, at=at)

    def name_of(self, letter: Letter) -> str:
        return f"event-{letter.registration.event_id}"


LETTERS = _Letters()


@transaction.atomic
def write(*, registration: Registration, kind: str, about: str = "", at: datetime) -> Letter | None:
    """Put one letter, and order its sending once the transaction stands; return it.

    Of the same kind and `about` nobody gets two: then, and where there is nobody to write to any more (erased, or no
    address), nothing is put and None returned. What can happen again, such as a seat after a cancellation, says by
    `about` which time it is.
    """
    if write_all(registrations=[registration], kind=kind, about=about, at=at):
        return Letter.objects.get(registration=registration, kind=kind, about=about[:LONGEST_ABOUT])
    return None


def write_all(
    *,
    registrations: Iterable[Registration],
    kind: str,
    about: str = "",
    at: datetime,
    after: datetime | None = None,
) -> int:
    """Put one letter for each registration as `write` does; return how many were new. `after` puts the sending off."""
    people = [each for each in registrations if each.email and each.erased_at is None]
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
    found = Letter.objects.select_related("registration__event").get(pk=letter.pk)
    check_can_manage_event(by, found.registration.event)
    return LETTERS.decide(letter=letter, arrived=arrived, by=by, at=at)
