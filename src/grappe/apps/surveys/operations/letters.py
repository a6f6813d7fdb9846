"""How does a letter of the survey reach a company? By the machine that all letters share (ADR 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from grappe.apps.campaigns.operations.letters import Clock, Letters
from grappe.apps.surveys.models import Letter, Participation
from grappe.apps.surveys.queries.letters import overtaken, written
from grappe.ui import jobs
from grappe.ui.letters import Written


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


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent."""
    return LETTERS.send(now=now)


def resume(*, now: Clock) -> int:
    """Take up what a worker that is gone has left; return how many letters are due."""
    return LETTERS.resume(now=now)
