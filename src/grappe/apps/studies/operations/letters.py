"""How does a letter reach a reviewer? By the machine that all letters share (ADR 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from grappe.apps.campaigns.operations.letters import Clock, Letters
from grappe.apps.studies.models import Letter, Review
from grappe.apps.studies.queries.letters import overtaken, written
from grappe.ui import jobs
from grappe.ui.letters import Written


class _Letters(Letters[Letter]):
    model = Letter
    to = "review"
    related = ("review__study__lead",)

    def order(self, lock: str, after: timedelta) -> None:
        jobs.order("studies.send_letters", lock=f"studies.send_letters.{lock}", after=after)

    def email_of(self, letter: Letter) -> str:
        return letter.review.email

    def answers_go_to(self, letter: Letter) -> Sequence[str]:
        return [letter.review.study.lead.email]

    def overtaken(self, letter: Letter, at: datetime) -> str:
        return overtaken(letter)

    def written(self, letter: Letter, at: datetime) -> Written:
        return written(letter)

    def name_of(self, letter: Letter) -> str:
        return f"study-{letter.review.study_id}"


LETTERS = _Letters()


def write(*, reviews: Iterable[Review], kind: str, about: str = "", at: datetime) -> int:
    """Put one letter for each review; of the same kind and `about` nobody gets two. Return how many were new."""
    return LETTERS.put(readers=reviews, kind=kind, about=about, at=at)


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent."""
    return LETTERS.send(now=now)


def resume(*, now: Clock) -> int:
    """Take up what a worker that is gone has left; return how many letters are due."""
    return LETTERS.resume(now=now)
