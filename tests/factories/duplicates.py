"""How does a test make two files of one company, two entries of one person?"""

from __future__ import annotations

from datetime import UTC, datetime

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.companies.models import Company, Person
from grappe.apps.duplicates.models import Candidate, PersonCandidate

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def doubles(clusters, name: str = "Atelier Wampach", **more) -> tuple[Company, Company]:
    """Return two files of one company; the second knows the VAT number and another street."""
    first = CompanyFactory(name=f"{name} S.à r.l.", street="12, rue du Fort", clusters=clusters, **more)
    second = CompanyFactory(
        name=f"{name} SARL", street="12 rue du Fort", activity="Stairs of oak.", clusters=clusters, **more
    )
    return Company.objects.get(pk=first.pk), Company.objects.get(pk=second.pk)


def twins(company: Company, other: Company | None = None) -> tuple[Person, Person]:
    """Return two entries of one person, of a company or of two; the second knows the phone."""
    first = PersonFactory(company=company, name="Tess Wampach", email="tess@wampach.example", phone="")
    second = PersonFactory(
        company=other or company, name="T. Wampach", email="Tess@wampach.example", phone="+352 621 123 456"
    )
    return Person.objects.get(pk=first.pk), Person.objects.get(pk=second.pk)


def candidate(
    first: Company | Person, second: Company | Person, probability: float = 0.97, **more
) -> Candidate | PersonCandidate:
    reasons = [
        {"text": {"en": "Name: the same", "fr": "Nom : identique", "de": "Name: gleich"}, "weight": 9.0},
        {"text": {"en": "Address: different", "fr": "Adresse : ne concorde pas", "de": "Adresse: verschieden"}, "weight": -1.0},
    ]  # fmt: skip
    table = PersonCandidate if isinstance(first, Person) else Candidate
    return table.objects.create(
        first=first,
        second=second,
        probability=probability,
        reasons=reasons,
        compared="x",
        found_at=WHEN,
        **more,
    )
