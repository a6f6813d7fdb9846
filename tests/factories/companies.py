"""How does a test make a company and what belongs to it?"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import factory
from django.conf import settings

from grappe.apps.companies import models
from grappe.apps.companies.operations.reference import load_reference

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Company
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Company {number:03d} S.à r.l.")
    created_at = WHEN

    @factory.post_generation
    def clusters(self, create, extracted, **kwargs):
        if create and extracted:
            self.clusters.set(extracted)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Person

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda number: f"Person {number:03d}")
    email = factory.Sequence(lambda number: f"person{number:03d}@company.example")


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Contact

    company = factory.SubFactory(CompanyFactory)
    subject = factory.Sequence(lambda number: f"Contact {number:03d}")
    starts_at = WHEN
    created_at = WHEN


class FiguresFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.YearFigures

    company = factory.SubFactory(CompanyFactory)
    year = 2025


class OwnershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Ownership

    owned = factory.SubFactory(CompanyFactory)


def reference_data() -> None:
    """Load the shipped NACE codes and communes."""
    read = _read(settings.CATALOGUE / "reference")
    load_reference(nace=read["nace_rev2_1"], communes=read["communes"], tiles=read["commune_tiles"])


@cache
def _read(folder: Path) -> dict[str, list[dict[str, str]]]:
    return {
        name: list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8")))
        for name in ("nace_rev2_1", "communes", "commune_tiles")
    }
