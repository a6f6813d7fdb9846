"""How does an ideation campaign go: who was asked, who answered, in which languages, on which day, and what came of it?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.formats import date_format

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.models import Answer, Challenge, Idea, Vote
from grappe.apps.ideas.permissions import check_can_view_ideas
from grappe.apps.ideas.queries.ideas import visible
from grappe.ui.charts import PLAIN
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True)
class Figures:
    """The figures of a campaign."""

    invited: int
    joined: int
    answered: int  # people with at least one answer
    answers: int
    hidden: int
    voted: int
    languages: list[tuple[str, int]]  # in words, the most first
    days: list[tuple[date, int]]  # each day from the first to the last answer

    @property
    def chart(self) -> dict[str, Any]:
        """Answers by day as standing bars."""
        return {
            "tooltip": {"trigger": "axis"},
            "grid": {"left": 8, "right": 8, "top": 12, "bottom": 8, "containLabel": True},
            "xAxis": {"type": "category", "data": [date_format(day, "SHORT_DATE_FORMAT") for day, _n in self.days]},
            "yAxis": {"type": "value", "minInterval": 1},
            "series": [
                {"type": "bar", "barMaxWidth": 32, "itemStyle": {"color": PLAIN}, "data": [n for _day, n in self.days]}
            ],
        }  # fmt: skip


def figures(challenge: Challenge, *, for_user: User, at: datetime) -> Figures:
    """Return how a campaign goes. Three queries."""
    check_can_view_ideas(for_user)
    seats = challenge.participants.aggregate(
        invited=Count("pk", filter=Q(invited_at__isnull=False)),
        joined=Count("pk", filter=Q(joined_at__isnull=False)),
    )
    rows = Answer.objects.filter(participant__challenge=challenge)
    said = list(rows.values_list("participant_id", "language", "written_at", "hidden_at"))
    names = dict(Language.choices)
    languages = Counter(language for _who, language, _at, _hidden in said)
    days = Counter(local_date(moment) for _who, _language, moment, _hidden in said)
    return Figures(
        invited=seats["invited"],
        joined=seats["joined"],
        answered=len({who for who, *_more in said}),
        answers=len(said),
        hidden=sum(hidden is not None for *_more, hidden in said),
        voted=Vote.objects.filter(participant__challenge=challenge).values("participant").distinct().count(),
        languages=[(str(names[code]), n) for code, n in languages.most_common()],
        days=_each_day(days),
    )


def _each_day(days: Counter[date]) -> list[tuple[date, int]]:
    if not days:
        return []
    first, last = min(days), max(days)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [(day, days[day]) for day in every]


def came_of_it(challenge: Challenge, *, for_user: User) -> list[Idea]:
    """Return the ideas that came of a campaign and that somebody may see. One query."""
    found = visible(for_user=for_user).filter(links__answer__participant__challenge=challenge)
    return list(found.distinct().order_by("captured_at", "pk"))


def usual_dates(at: datetime) -> dict[str, datetime]:
    """Return what the form of a new campaign begins with: two weeks of answers, one of grouping, one of voting."""
    start = at.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "opens_at": start,
        "answers_until": start + timedelta(days=14),
        "votes_from": start + timedelta(days=21),
        "votes_until": start + timedelta(days=28),
    }
