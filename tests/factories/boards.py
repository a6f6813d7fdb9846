"""How does a test get work that stands on dashboards: contacts, follow-ups, needs and steps, some of them late?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from factories.companies import ContactFactory
from factories.reference import theme
from grappe.apps.companies.models import Company
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import FollowUp, Roadmap, Step
from grappe.ui import moments

SHIPPED = ("contacts-held", "companies-reached", "needs-met", "aid-requested", "aid-obtained", "aid-paid")


def work_of(company: Company, manager: Any, *, months: int, at: datetime) -> None:
    """A contact held so many months and 20 days ago, a monthly follow-up, a need three days old, and three steps.

    One step is 29 days late, one ends in five days, one in half a year.
    """
    today = moments.local_date(at)
    held = ContactFactory(company=company, state="held", starts_at=at - timedelta(days=30 * months + 20))
    held.team.add(manager)
    since = today - timedelta(days=500)
    FollowUp.objects.create(company=company, every=1, unit="months", since=since, owner=manager)
    Need.objects.create(
        company=company, title=f"A need of {company}", theme=theme(), state="proposed",
        created_at=at - timedelta(days=3),
    )  # fmt: skip
    roadmap = Roadmap.objects.create(
        company=company, title="Digital plan", opened_on=today, feed_salt=f"salt{company.pk}"
    )
    for title, days in (("Audit", -29), ("Plan", 5), ("Apply", 180)):
        end = today + timedelta(days=days)
        Step.objects.create(roadmap=roadmap, title=title, start=end - timedelta(days=4), end=end)
