"""How does a letter reach somebody around ideas? By the machine that all letters share (`campaigns.operations.letters`).

What follows from having an idea or being asked to review one needs no consent to mailings (Regulation (EU) 2016/679,
Article 6(1)(b) and (f)); an address that takes no mail is not written to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from grappe.apps.accounts.permissions import check_can_work
from grappe.apps.campaigns.operations.letters import Clock, Letters
from grappe.apps.ideas.models import Letter
from grappe.apps.ideas.queries.letters import lead_of, overtaken, written
from grappe.ui import jobs
from grappe.ui.letters import Written

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Contributor


class _Letters(Letters[Letter]):
    model = Letter
    to = "contributor"
    related = ("contributor__added_by", "contributor__user", "contributor__person")

    def order(self, lock: str, after: timedelta) -> None:
        jobs.order("ideas.send_letters", lock=f"ideas.send_letters.{lock}", after=after)

    def email_of(self, letter: Letter) -> str:
        return letter.contributor.reached_at

    def answers_go_to(self, letter: Letter) -> Sequence[str]:
        """An answer reaches who looks after the idea; of a letter about none, who brought the person in."""
        lead = lead_of(letter)
        known = lead if lead is not None and lead.is_active else letter.contributor.added_by
        return [known.email] if known is not None and known.is_active else []

    def overtaken(self, letter: Letter, at: datetime) -> str:
        return overtaken(letter, at=at)

    def written(self, letter: Letter, at: datetime) -> Written:
        return written(letter, at=at)

    def name_of(self, letter: Letter) -> str:
        return f"idea-{letter.contributor_id}"


LETTERS = _Letters()


def write(
    *,
    contributors: Iterable[Contributor],
    kind: str,
    about: str = "",
    at: datetime,
    after: datetime | None = None,
) -> int:
    """Put one letter for each contributor, and order the sending once the transaction stands; return how many were new.

    Of the same kind and `about` nobody gets two. `about` is pairs of a word and a number that say what it is about
    ("idea 12 step 3"). `after` puts the sending off. Two queries, one write.
    """
    return LETTERS.put(readers=contributors, kind=kind, about=about, at=at, after=after)


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent."""
    return LETTERS.send(now=now)


def resume(*, now: Clock) -> int:
    """Take up what a worker that is gone has left; return how many letters are due."""
    return LETTERS.resume(now=now)


@transaction.atomic
def decide(*, letter: Letter, arrived: bool, by: User, at: datetime) -> Letter:
    """Let a person decide on a letter that failed or was maybe sent. Raises PermissionDenied, BadInput."""
    check_can_work(by)
    return LETTERS.decide(letter=letter, arrived=arrived, by=by, at=at)
