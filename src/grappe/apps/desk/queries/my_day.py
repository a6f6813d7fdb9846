"""What is there to do today? Contacts, actions, follow-ups, needs, introductions, roadmaps, and companies gone quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from grappe.apps.accounts.permissions import can_work
from grappe.apps.aids import queries as aids
from grappe.apps.aids.queries.sweep_lists import newly_eligible
from grappe.apps.calendars import queries as calendars
from grappe.apps.companies import queries as companies
from grappe.apps.desk.queries.few import MOST, SHOWN, Few
from grappe.apps.duplicates.queries.pairs import waiting as pairs_waiting
from grappe.apps.groups.permissions import can_view_work
from grappe.apps.groups.queries.actions import actions_due
from grappe.apps.groups.queries.proposals import points_waiting
from grappe.apps.groups.queries.waiting import proposals_to_decide, requests_to_join
from grappe.apps.ideas.queries import plans as flagship_plans
from grappe.apps.ideas.queries.challenges import waiting
from grappe.apps.ideas.queries.own_reviews import gates_to_decide, reviews_due
from grappe.apps.ideas.queries.parked import parked_until_now
from grappe.apps.insight.queries import measures_due
from grappe.apps.mail import queries as mail
from grappe.apps.matches import queries as matches
from grappe.apps.needs import queries as needs
from grappe.apps.roadmaps import queries as roadmaps
from grappe.apps.studies.queries.milestones import late
from grappe.apps.studies.queries.reviews import reviews_waiting
from grappe.apps.studies.queries.waiting import unused

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MONTHS = (3, 6, 9, 12, 18, 24)  # after how many months without a contact a company counts as quiet
USUAL_MONTHS = 6


@dataclass(frozen=True)
class MyDay:
    """A day's work of somebody. Whoever only reads sees the whole initiative's day, and nothing to press."""

    contacts: Few[Any]
    answers: Few[Any]  # to invitations: declined, or another time is proposed
    bookings: Few[Any]  # of which the company is not known for sure
    follow_ups: Few[Any]
    needs: Few[Any]
    introductions: Few[Any]
    late_roadmaps: Few[Any]
    quiet: Few[Any]
    actions: Few[Any]  # of working groups
    joining: Few[Any]  # who asks to join a working group
    points: Few[Any]  # that members propose for a session of a working group, to be answered
    proposals: Few[Any]  # of working groups, to be decided
    challenges: Few[Any]  # ideation campaigns that wait for who facilitates them
    reviews: Few[Any]  # of studies, that one was asked for
    milestones: Few[Any]  # late dates of the studies that one leads
    unused: Few[Any]  # studies of which nothing came for a year
    idea_reviews: Few[Any]  # of ideas at a gate, that one was asked for
    flagship_milestones: Few[Any]  # late, of the flagship projects that one runs
    risks: Few[Any]  # high ones of these that nobody watches
    gates: Few[Any]  # that one may decide: the reviews are there, or their day is over
    parked: Few[Any]  # ideas whose day has come to be looked at again
    measures: Few[Any]  # of action plans, that are late
    newly_eligible: Few[Any]  # by the last sweep: rows with company and programme
    twice: dict[str, int]  # pairs of companies and of people that wait for who looks after them
    mails: int  # that wait in the inbox
    stopped: list[Any]  # mailboxes that are read no more until one signs in again
    calendar_stopped: str | None  # at whose provider to sign in again; empty: give the password again
    months: int
    may_work: bool
    of_everybody: bool

    @property
    def nothing_to_do(self) -> bool:
        lists = (
            self.contacts,
            self.answers,
            self.bookings,
            self.actions,
            self.follow_ups,
            self.needs,
            self.introductions,
            self.late_roadmaps,
            self.quiet,
            self.joining,
            self.points,
            self.proposals,
            self.milestones,
            self.idea_reviews,
            self.gates,
            self.parked,
            self.flagship_milestones,
            self.risks,
            self.measures,
            self.challenges,
            self.reviews,
            self.unused,
            self.newly_eligible,
        )
        return not any(each.total for each in lists) and not any(self.twice.values())


def my_day(*, for_user: User, today: date, at: datetime, months: int, language: str) -> MyDay:
    """Return the day of a user; a constant number of queries however much there is to do.

    A cluster manager's is that of their own clusters, everybody else's that of the whole initiative.
    """
    of_everybody, every = not for_user.is_manager, for_user.is_administrator
    return MyDay(
        contacts=Few.of(companies.contacts_today(for_user=for_user, day=today, of_everybody=of_everybody)),
        answers=Few.of(companies.answers_waiting(for_user=for_user, at=at)),
        bookings=Few.of(calendars.requests_waiting(for_user=for_user)),
        follow_ups=Few.of(roadmaps.follow_ups_due(for_user=for_user, today=today, language=language)),
        needs=Few.of(needs.needs_waiting(for_user=for_user)),
        introductions=Few.of(matches.introductions_waiting(for_user=for_user, today=today)),
        late_roadmaps=_late_roadmaps(for_user, today, language, mine=not of_everybody),
        quiet=Few.of(roadmaps.not_contacted(for_user=for_user, today=today, months=months)),
        actions=Few.of(_actions(for_user, today, of_everybody=of_everybody)),
        joining=Few.of(requests_to_join(for_user=for_user, of_everybody=every)),
        points=Few.of(points_waiting(for_user=for_user, today=today, of_everybody=every)),
        proposals=Few.of(proposals_to_decide(for_user=for_user)),
        challenges=Few.of(waiting(for_user=for_user, at=at, of_everybody=every)),
        reviews=Few.of(reviews_waiting(for_user=for_user)),
        unused=Few.of(unused(for_user=for_user, at=at, of_everybody=every)),
        milestones=Few.of(late(for_user, today)),
        idea_reviews=Few.of(reviews_due(for_user=for_user)),
        flagship_milestones=Few.of(
            flagship_plans.late_milestones(for_user=for_user, today=today, of_everybody=every)
        ),
        risks=Few.of(flagship_plans.risks_without_owner(for_user=for_user, of_everybody=every)),
        gates=Few.of(gates_to_decide(for_user=for_user, today=today, of_everybody=every)),
        parked=Few.of(parked_until_now(for_user=for_user, today=today, of_everybody=every)),
        measures=Few.of(measures_due(for_user=for_user, today=today, of_everybody=of_everybody)),
        newly_eligible=_newly_eligible(for_user, mine=not of_everybody),
        twice=pairs_waiting(for_user=for_user),
        mails=mail.waiting_count(for_user=for_user),
        stopped=mail.stopped(for_user=for_user),
        calendar_stopped=calendars.stopped(for_user=for_user),
        months=months,
        may_work=can_work(for_user),
        of_everybody=of_everybody,
    )


def _late_roadmaps(user: User, today: date, language: str, *, mine: bool) -> Few[Any]:
    late_ones = roadmaps.roadmaps(for_user=user, today=today, state="late", mine=mine)
    return Few.of(roadmaps.rows(late_ones[:MOST], for_user=user, today=today, language=language))


def _actions(user: User, today: date, *, of_everybody: bool) -> list[Any]:
    if not can_view_work(user):
        return []
    return actions_due(for_user=user, today=today, of_everybody=of_everybody)


def _newly_eligible(user: User, *, mine: bool) -> Few[Any]:
    runs = aids.nightly_sweeps(for_user=user)
    rows, count = newly_eligible(for_user=user, runs=runs, mine=mine, limit=MOST)
    return Few(tuple(rows[:SHOWN]), tuple(rows[SHOWN:]), count)
