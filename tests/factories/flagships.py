"""How does a test make a flagship project with partners, letters, a budget and a plan? Rows as the operations write them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from factories import ideas
from factories.ideas import AT
from grappe.apps.documents.models import Document
from grappe.apps.ideas.models import (
    BudgetLine,
    CommonProject,
    CostLine,
    Deliverable,
    Flagship,
    Idea,
    Indicator,
    Milestone,
    Partner,
    Risk,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
NAMES = {
    "en": "National composites centre", "fr": "Centre national des composites", "de": "Nationales Zentrum für Verbundstoffe",
}  # fmt: skip
_numbers = iter(range(1, 10**9))


def flagship(lead: Any, idea: Idea | None = None, *, at: datetime = AT, **more: Any) -> Flagship:
    """A flagship project being prepared, from 2027 to 2028, of an idea that is a candidate."""
    of = idea or ideas.idea(lead, stage="candidate", at=at)
    values: dict[str, Any] = {
        "slug": f"centre-{next(_numbers)}", "names": NAMES, "lead": lead, "created_at": at, "created_by": lead,
        "summaries": {"en": "One line for all.", "fr": "Une ligne pour tous.", "de": "Eine Linie für alle."},
        "begins_on": date(2027, 1, 1), "ends_on": date(2028, 12, 31),
    }  # fmt: skip
    if more.get("state") in ("running", "completed"):
        values |= {"started_at": at, "started_by": lead}
    team = more.pop("team", ())
    made = Flagship.objects.create(idea=of, **(values | more))
    made.team.set(team)
    return made


def partner(of: Flagship, name: str = "", *, at: datetime = AT, **more: Any) -> Partner:
    """An organisation that takes part; an industrial partner of Luxembourg unless `more` says otherwise."""
    company = more.get("company")
    values: dict[str, Any] = {
        "name": company.name if company else name or f"Werk {next(_numbers)} GmbH",
        "role": "industrial",
        "added_at": at,
    }
    return Partner.objects.create(flagship=of, **(values | more))


def letter(of: Partner, eur: int | None = 100_000, *, at: datetime = AT, content: bytes = PDF) -> Partner:
    """The signed letter of intent of a partner."""
    of.letter = Document.objects.create(
        name="letter.pdf", content_type="application/pdf" if content == PDF else "text/plain", size=len(content),
        content=content, uploaded_at=at,
        sha256=hashlib.sha256(content).hexdigest(), uploader="Camille Exemple",
    )  # fmt: skip
    of.letter_on, of.letter_put_at, of.letter_put_by = at.date(), at, "Camille Exemple"
    of.letter_eur = None if eur is None else Decimal(eur)
    of.save()
    return of


def money(
    of: Partner, year: int = 2027, cost: int = 100_000, category: str = "industrial_research", **sources: int
) -> None:
    """What a partner spends in a year, and by source what pays for it; all its own unless said."""
    CostLine.objects.create(partner=of, year=year, category=category, eur=cost)
    for source, eur in (sources or {"private": cost}).items():
        BudgetLine.objects.create(partner=of, year=year, source=source, eur=eur)


def milestone(of: Flagship, *, due_on: date = date(2027, 6, 30), at: datetime = AT, **more: Any) -> Milestone:
    return Milestone.objects.create(
        flagship=of, due_on=due_on, added_at=at, **({"names": {"en": "First line runs"}} | more)
    )


def risk(of: Flagship, likelihood: int = 4, impact: int = 5, *, at: datetime = AT, **more: Any) -> Risk:
    return Risk.objects.create(
        flagship=of, likelihood=likelihood, impact=impact, added_at=at,
        **({"names": {"en": "A partner leaves"}} | more),
    )  # fmt: skip


def whole(lead: Any, *, at: datetime = AT, stage: str = "flagship", **more: Any) -> Flagship:
    """A flagship project that is ready: two partners with letters, a budget that agrees, a plan."""
    made = flagship(lead, ideas.idea(lead, stage=stage, at=at), at=at, **more)
    first = letter(partner(made, "Alpha S.A.", role="coordinator", size="small", at=at), at=at)
    second = letter(partner(made, "Beta GmbH", country="DE", size="large", at=at), at=at)
    money(first, private=60_000, national=40_000)
    money(second, 2028, 50_000, private=50_000)
    milestone(made, at=at)
    Deliverable.objects.create(
        flagship=made, partner=first, names={"en": "Report"}, due_on=date(2027, 9, 1), added_at=at
    )
    risk(made, at=at)
    project = CommonProject.objects.create(
        flagship=made, names={"en": "Recycling of fibres"}, costs_eur=Decimal(30_000), added_at=at
    )
    project.partners.set([first, second])
    for year in (2027, 2028):
        Indicator.objects.create(flagship=made, kind="jobs", year=year, expected=10, reached=4)
    return made


def tomorrow(at: datetime = AT) -> date:
    return at.date() + timedelta(days=1)
