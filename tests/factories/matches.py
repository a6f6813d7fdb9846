"""How does a test make a need with solutions, a decision and an introduction?"""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction

from factories import kept
from factories.companies import CompanyFactory, FiguresFactory
from factories.reference import theme
from grappe.apps.aids import operations as aids
from grappe.apps.companies.models import NaceCode
from grappe.apps.matches import operations
from grappe.apps.needs.models import Need
from grappe.apps.solutions import operations as solutions
from grappe.apps.solutions.models import Solution

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def shipped_solutions() -> list[dict]:
    """Return the entries of the shipped catalogue, free to be changed."""
    return copy.deepcopy(_read(settings.CATALOGUE / "solutions"))


@cache
def _read(folder: Path) -> list[dict]:
    return [
        entry
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]


def catalogue(vectors: bool = True) -> None:
    """Load the shipped services, providers, partners and programmes; `vectors`: encoded as the job would."""

    def load() -> None:
        solutions.load_solutions(shipped_solutions(), at=AT)
        aids.load_programmes(folder=settings.CATALOGUE, at=AT)
        if vectors:
            solutions.encode_waiting()
            aids.encode_waiting()

    if kept.rows(("catalogue", settings.CATALOGUE, vectors), ("aids", "solutions"), load):
        transaction.on_commit(solutions.order_encoding)
        transaction.on_commit(aids.order_encoding)


def company(clusters, slugs=("healthtech", "digital"), **fields):
    """Return a company with figures of a small enterprise and a NACE code."""
    nace, _made = NaceCode.objects.get_or_create(
        code="25.11",
        defaults={"level": 4, "parent_code": "25.1", "section": "C", "label_en": "Metal structures"},
    )
    found = CompanyFactory(clusters=[clusters[slug] for slug in slugs], nace=nace, **fields)
    FiguresFactory(
        company=found, year=2025, headcount=30, turnover_eur=4_000_000, balance_sheet_eur=2_500_000
    )
    return found


def need(of, title: str, description: str = "", language: str = "fr", slug: str = "digital") -> Need:
    return Need.objects.create(
        company=of, title=title, description=description, language=language, theme=theme(slug), created_at=AT
    )


def accepted(of, by, slug: str = "cybersecurity-first-check"):
    """Return an accepted match of a need with a solution of the catalogue."""
    solution = Solution.objects.get(slug=slug)
    return operations.decide(
        need_id=of.pk, kind=solution.kind, pk=solution.pk, state="accepted", as_of=TODAY, by=by, at=AT
    )


def introduced(match, by, **fields):
    """Return an introduction that was sent on the test's day."""
    values = {
        "recipient_name": "Nadia Beispill", "recipient_email": "nadia@provider.example", "language": "fr",
        "message": "Bonjour, voici une entreprise.", "at": AT,
    }  # fmt: skip
    return operations.introduce(match=match, by=by, **(values | fields))
