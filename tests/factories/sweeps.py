"""How does a test make companies that a sweep tells apart, and sweep them without a worker?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from factories import shipped
from factories.companies import CompanyFactory, FiguresFactory
from grappe.apps.aids import operations
from grappe.apps.aids.models import SweepRun
from grappe.apps.companies.models import Commune, CompanyFact, NaceCode

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ON = date(2026, 6, 1)
DAY = timedelta(days=1)


def catalogue() -> None:
    """Load the shipped programmes."""
    shipped.programmes(at=AT)


def company(
    clusters=(), *, heads: int | None = 12, commune: str = "", section: str = "C", facts=None, **fields
):
    """Return a company with the figures of `heads` people (None: no figures), in a commune, with facts stated."""
    if commune:
        fields["commune"] = Commune.objects.get_or_create(name=commune, defaults={"canton": "Wiltz"})[0]
    code = {"C": "25.11", "J": "62.10"}[section]
    nace, _made = NaceCode.objects.get_or_create(
        code=code, defaults={"level": 4, "section": section, "label_en": code}
    )
    found = CompanyFactory(clusters=list(clusters), nace=nace, founded=date(2015, 4, 1), **fields)
    if heads is not None:
        FiguresFactory(
            company=found, year=2025, headcount=heads, turnover_eur=heads * 100_000,
            balance_sheet_eur=heads * 60_000,
        )  # fmt: skip
    state(found, **(facts or {}))
    return found


def state(of, **facts) -> None:
    """Put answers on file, without the operation's checks."""
    for field, value in facts.items():
        CompanyFact.objects.update_or_create(
            company=of, field=field, defaults={"value": value, "stated_at": AT}
        )


def sweep(by=None, *, at: datetime = AT, on: date | None = None) -> SweepRun:
    """Order a sweep and do it at once; return the run as it ended."""
    run = operations.start_sweep(by=by, at=at, on=on)
    operations.perform_sweep(run_id=run.pk, at=at)
    run.refresh_from_db()
    return run
