"""What do the chapters of the demonstration share? The companies on file, who looks after them, and chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from grappe.apps.desk.operations.demo_companies import Invention
from grappe.apps.desk.operations.demo_words import Words
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Contact, Mark, Person


@dataclass
class Cast:
    """One invented company on file: who looks after it, whom one speaks with, and what was spoken of."""

    invention: Invention
    company: Company
    manager: User
    people: list[Person]
    topics: list[dict[str, Any]]
    talks: list[Talk] = field(default_factory=list)


@dataclass(frozen=True)
class Talk:
    """A contact that was held about a topic, with the passage that was marked as a need."""

    contact: Contact
    topic: dict[str, Any]
    mark: Mark | None
    at: datetime


@dataclass
class Stage:
    """Everything a chapter needs: the moment it is told at, the words, the cast, the chance."""

    at: datetime
    words: Words
    team: dict[str, User]
    cast: list[Cast]
    chance: random.Random

    @property
    def today(self) -> date:
        return moments.local_date(self.at)

    def moment(self, day: date, hour: int = 0, minute: int = 0) -> datetime:
        """Return a moment of a day in Luxembourg; without an hour, one of the usual hours of work."""
        if not hour:
            hour, minute = self.chance.choice((8, 9, 10, 11, 14, 15, 16)), self.chance.choice((0, 15, 30, 45))
        return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())

    def working_day(self, days: int) -> date:
        """Return the day so many days from today, or the working day before it."""
        return workday(self.today + timedelta(days=days))


def workday(day: date) -> date:
    """Return a day, or the Friday before it where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
