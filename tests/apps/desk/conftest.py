"""What do the desk's tests share? A day that stands still, and a company with something of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from factories.companies import CompanyFactory, ContactFactory
from factories.reference import theme
from grappe.apps.matches.models import Introduction, IntroductionChange, Match
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import FollowUp, Roadmap, Step
from grappe.apps.solutions.models import Solution

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday
TODAY = date(2026, 11, 24)
LONG_AGO = NOW - timedelta(days=600)


@pytest.fixture(autouse=True)
def still(monkeypatch):
    """The clock stands at eight in the morning (UTC) of 24 November 2026."""
    monkeypatch.setattr("grappe.ui.clock.now", lambda: NOW)
    monkeypatch.setattr("grappe.ui.clock.today", lambda: TODAY)


@pytest.fixture
def company(clusters):
    """Return a maker of companies of healthtech, on file for long."""
    return lambda **fields: CompanyFactory(
        **({"clusters": [clusters["healthtech"]], "created_at": LONG_AGO} | fields)
    )


@pytest.fixture
def work(people, company):
    """Return a maker of a day's work: one of everything that waits, each for a company of its own."""
    numbers = count(1)

    def _work() -> dict[str, object]:
        number = next(numbers)
        contact = ContactFactory(
            company=company(name=f"Today {number}"),
            subject=f"Talk {number}",
            starts_at=NOW + timedelta(hours=1),
            link=f"https://meet.example/{number}",
        )
        contact.team.add(people.manager)
        overdue = company(name=f"Overdue {number}")
        FollowUp.objects.create(
            company=overdue, every=3, since=TODAY - timedelta(days=200), owner=people.manager
        )
        need = Need.objects.create(
            company=company(name=f"Needy {number}"),
            title=f"Proposed {number}",
            language="en",
            theme=theme(),
            state="proposed",
            created_at=NOW,
        )
        introduction = introduced(company(name=f"Introduced {number}"), people.manager, days=22)
        roadmap = late_roadmap(company(name=f"Late {number}"), people.manager)
        return {
            "contact": contact,
            "overdue": overdue,
            "need": need,
            "introduction": introduction,
            "roadmap": roadmap,
            "quiet": company(name=f"Quiet {number}"),
        }

    return _work


def introduced(of, by, days: int, title: str = "Secure the office") -> Introduction:
    """Return an introduction that was sent so many days ago and waits for its answer."""
    at = NOW - timedelta(days=days)
    solution, _made = Solution.objects.get_or_create(
        slug="check", defaults={"kind": "service", "name": "Agency", "title": {"en": "Security check"}}
    )
    need = Need.objects.create(
        company=of, title=title, language="en", theme=theme(), state="confirmed", created_at=at
    )
    match = Match.objects.create(
        need=need,
        solution=solution,
        state="accepted",
        score=0.5,
        as_of=at.date(),
        decided_at=at,
        decided_by=by,
    )
    introduction = Introduction.objects.create(
        match=match, recipient_name="Nadia Beispill", recipient_email="nadia@provider.example", language="fr",
        message="Bonjour", link_salt="x", expires_at=at + timedelta(days=60), sent_at=at, sent_by=by,
    )  # fmt: skip
    IntroductionChange.objects.create(
        introduction=introduction, from_state="", to_state="sent", changed_at=at, by_user=by
    )
    return introduction


def late_roadmap(of, by) -> Roadmap:
    """Return a roadmap with one step that should have been done a fortnight ago."""
    roadmap = Roadmap.objects.create(
        company=of, title="Fit for 2027", opened_on=TODAY - timedelta(days=90), opened_by=by, feed_salt="x"
    )
    Step.objects.create(
        roadmap=roadmap, title="Audit", start=TODAY - timedelta(days=60), end=TODAY - timedelta(days=14)
    )
    return roadmap
