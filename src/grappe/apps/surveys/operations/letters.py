"""How does a letter of the survey reach a company? By the machine that all letters share (ADR 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns.operations.letters import Clock, Letters
from grappe.apps.surveys.enums import WaveState
from grappe.apps.surveys.models import Letter, Participation, Wave
from grappe.apps.surveys.permissions import check_can_keep_surveys
from grappe.apps.surveys.queries.letters import overtaken, written
from grappe.apps.surveys.queries.links import link_of
from grappe.apps.surveys.queries.waves import failed_letters
from grappe.ui import jobs, moments
from grappe.ui.errors import BadInput
from grappe.ui.letters import Written

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class _Letters(Letters[Letter]):
    model = Letter
    to = "participation"
    related = ("participation__wave__edition", "participation__wave__created_by", "participation__company")

    def order(self, lock: str, after: timedelta) -> None:
        jobs.order("surveys.send_letters", lock=f"surveys.send_letters.{lock}", after=after)

    def email_of(self, letter: Letter) -> str:
        return letter.participation.email

    def answers_go_to(self, letter: Letter) -> Sequence[str]:
        keeper = letter.participation.wave.created_by
        return [keeper.email] if keeper is not None else []

    def overtaken(self, letter: Letter, at: datetime) -> str:
        return overtaken(letter, at=at)

    def written(self, letter: Letter, at: datetime) -> Written:
        return written(letter)

    def stops_at(self, letter: Letter) -> str:
        return f"{link_of(letter.participation)}#no-more-mails"

    def name_of(self, letter: Letter) -> str:
        return f"survey-{letter.participation.wave_id}"


LETTERS = _Letters()


def write(
    *,
    participations: Iterable[Participation],
    kind: str,
    about: str = "",
    at: datetime,
    after: datetime | None = None,
) -> int:
    """Put one letter for each company that is written to; of the same kind and `about` none gets two. Return how many."""
    reached = [each for each in participations if each.email and not each.left_out]
    return LETTERS.put(readers=reached, kind=kind, about=about, at=at, after=after)


@transaction.atomic
def send_again(*, wave: Wave, by: User, at: datetime) -> int:
    """Send once more what failed in a wave, to the address that is on file by now; return to how many companies.

    Nobody is written to twice: what was maybe sent is left, and so is a failed invitation or reminder after which another
    came or waits; of several only the last goes. Raises PermissionDenied, BadInput.
    """
    check_can_keep_surveys(by)
    current = Wave.objects.select_for_update().get(pk=wave.pk)
    if current.state_on(moments.local_date(at)) != WaveState.OPEN:
        raise BadInput(_("This wave is not open."))
    failed = failed_letters(wave).select_for_update(of=("self",)).select_related("participation__person")
    companies = set()
    for letter in failed:
        part = letter.participation
        if part.person is not None and part.person.email and part.person.email != part.email:
            part.email = part.person.email
            part.save(update_fields=["email"])
        LETTERS.decide(letter=letter, arrived=False, by=by, at=at)
        companies.add(part.pk)
    return len(companies)


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent."""
    return LETTERS.send(now=now)


def resume(*, now: Clock) -> int:
    """Take up what a worker that is gone has left; return how many letters are due."""
    return LETTERS.resume(now=now)
