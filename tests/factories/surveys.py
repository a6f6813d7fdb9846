"""How does a test make a wave of the yearly survey and answers to it? Through the operations, on the shipped questions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import yaml
from django.conf import settings

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.surveys.models import Edition, Participation, Wave
from grappe.apps.surveys.operations import answers as answering
from grappe.apps.surveys.operations import editions, waves
from grappe.apps.surveys.queries.audience import Audience
from grappe.ui import moments

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (settings.CATALOGUE / "surveys" / "yearly.yaml").read_text(encoding="utf-8")
    )
    return found


def load(*, at: datetime = AT) -> None:
    if not Edition.objects.exists():
        editions.load(document(), at=at)


def plan(year: int = 2025, *, at: datetime = AT, **more: Any) -> waves.Plan:
    today = moments.local_date(at)
    values: dict[str, Any] = {
        "year": year, "opens_on": today, "closes_on": today + timedelta(days=42), "remind_after": [14, 28],
        "audience": Audience(),
    }  # fmt: skip
    return waves.Plan(**(values | more))


def prepared(by: Any, *, year: int = 2025, at: datetime = AT, **more: Any) -> Wave:
    load(at=at)
    return waves.prepare(plan=plan(year, at=at, **more), by=by, at=at)


def started(by: Any, *, year: int = 2025, at: datetime = AT, **more: Any) -> Wave:
    wave = prepared(by, year=year, at=at, **more)
    waves.start(wave=wave, by=by, at=at)
    return Wave.objects.get(pk=wave.pk)


def firm(cluster: Any, name: str = "", *, language: str = "fr", **more: Any) -> Any:
    """A company with a head who can be written to."""
    company = CompanyFactory(clusters=[cluster], **({"name": name} if name else {}), **more)
    PersonFactory(company=company, is_head=True, language=language, email=f"head{company.pk}@firm.example")
    return company


def part_of(wave: Wave, company: Any) -> Participation:
    return Participation.objects.select_related("wave__edition", "company").get(wave=wave, company=company)


def answers(
    part: Participation, *, at: datetime = AT, by: Any = None, send: bool = False, **values: Any
) -> None:
    """Answer some questions; the word "unknown" or "refused" is such an answer."""
    for question, value in values.items():
        said = value if value in ("unknown", "refused") else "value"
        answering.save_answer(
            participation=part,
            question=question,
            value=None if said != "value" else value,
            kind=said,
            by=by,
            at=at,
        )
    if send:
        answering.submit(participation=part, by=by, at=at)
