"""What is kept of each thing so that it can be found? Written by the database's own triggers only: see migration 0001.

An app above says in SQL what is kept of its things, `search_of_<kind>(ids)`, and which tables these hang on, `search_watch(…)`.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pgvector.django import HalfVectorField

from grappe.apps.search.enums import Kind
from grappe.engines.kernel.meaning import DIMENSIONS


class Entry(models.Model):
    """One thing that can be found. Titles and texts by language; a name has no language, its key is empty.

    `words` holds more than the words of the texts: see `docs/reference/search.md`.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    record_id = models.BigIntegerField()
    company_id = models.BigIntegerField(null=True)
    titles = models.JSONField()
    texts = models.JSONField()
    language = models.CharField(max_length=2, blank=True)
    beside = models.TextField(blank=True)  # what is shown beside the title, in no language
    day = models.DateField(null=True)
    words = SearchVectorField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="search_entry_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Nobody's search pays for what others wrote since: a row is in the index when it is written.
            GinIndex(fields=["words"], name="search_entry_words", fastupdate=False),
            models.Index(fields=["company_id", "kind"], name="search_entry_company"),
            models.Index(fields=["day"], name="search_entry_day"),
        ]


class Meaning(models.Model):
    """What an entry means, in a narrow table of its own; without a vector until the job has encoded it."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="meaning")
    digest = models.CharField(max_length=32)
    vector = HalfVectorField(dimensions=DIMENSIONS, null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entry"], condition=models.Q(vector=None), name="search_meaning_waits"),
        ]


class OfCompany(models.Model):
    """What all that hangs on a company takes over from it: its name, its facets and who may see it."""

    company_id = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    facets = ArrayField(models.TextField())
    access = ArrayField(models.TextField())


class Again(models.Model):
    """A company of which something changed that its things take over: looked at once more, after who wrote meanwhile."""

    company_id = models.BigIntegerField()
    changed_at = models.DateTimeField()
    seen = models.BigIntegerField(null=True)  # the transaction in which it was first looked at
