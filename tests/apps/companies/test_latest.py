"""Are the latest figures and last contacts that lists go by what figures and contacts themselves say, whatever wrote them?"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection

from factories.companies import WHEN, CompanyFactory, ContactFactory, FiguresFactory
from grappe.apps.companies.models import Company, Contact, Latest, YearFigures

pytestmark = pytest.mark.django_db
FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")


def computed() -> dict[int, tuple]:
    """What is so, read from all figures and contacts in Python."""
    found = {}
    for company in Company.objects.all():
        years = list(YearFigures.objects.filter(company=company).order_by("-year"))
        held = Contact.objects.filter(company=company, state="held").order_by("-starts_at").first()
        latest = [
            next((value for year in years if (value := getattr(year, name)) is not None), None)
            for name in FIGURES
        ]
        found[company.pk] = (*latest, held.starts_at if held else None)
    return found


def stored() -> dict[int, tuple]:
    return {row[0]: row[1:] for row in Latest.objects.values_list("company", *FIGURES, "last_held_at")}


def test_what_is_stored_is_what_is_computed_after_each_write():
    dice = random.Random(5)
    companies = [CompanyFactory() for _ in range(5)]
    assert stored() == computed() == {company.pk: (None,) * 4 for company in companies}
    years = count(2000)
    value = lambda: dice.choice([None, Decimal(dice.randint(0, 900))])  # noqa: E731
    moment = lambda: WHEN + timedelta(days=dice.randint(0, 400))  # noqa: E731
    writes = {
        "figures": lambda: FiguresFactory(
            company=dice.choice(companies), year=next(years), **{name: value() for name in FIGURES}
        ),
        "changed": lambda: YearFigures.objects.filter(year__gte=2000 + dice.randint(0, 5)).update(headcount=value()),
        "moved": lambda: YearFigures.objects.filter(year=2000 + dice.randint(0, 5)).update(company=dice.choice(companies)),
        "gone": lambda: YearFigures.objects.filter(year=2000 + dice.randint(0, 5)).delete(),
        "contacts": lambda: Contact.objects.bulk_create(
            ContactFactory.build(company=each, state=dice.choice(["held", "planned"]), starts_at=moment()) for each in companies
        ),
        "held": lambda: Contact.objects.filter(company=dice.choice(companies)).update(state="held"),
        "cancelled": lambda: Contact.objects.filter(company=dice.choice(companies)).update(state="cancelled"),
        "handed over": lambda: Contact.objects.filter(company=dice.choice(companies)).update(company=dice.choice(companies)),
        "forgotten": lambda: Contact.objects.filter(company=dice.choice(companies)).delete(),
    }  # fmt: skip
    seen = set()
    for name in [*writes, *dice.choices(list(writes), k=60)]:
        writes[name]()
        assert stored() == computed(), name
        seen |= set(stored().values())
    assert len(seen) > 10


def test_what_was_written_past_the_triggers_is_made_anew_by_the_command():
    company = CompanyFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        FiguresFactory(company=company, headcount=40)
        ContactFactory(company=company, state="held")
        other = CompanyFactory()
        cursor.execute("SET session_replication_role = DEFAULT")
    assert stored() == {company.pk: (None,) * 4} != computed()
    call_command("latest_rebuild")
    assert stored() == computed()
    assert set(stored()) == {company.pk, other.pk}
    other.delete()
    assert set(stored()) == {company.pk}
