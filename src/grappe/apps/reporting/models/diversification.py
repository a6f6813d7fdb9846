"""Where could a cluster move next, as the last refresh found it?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Diversification(models.Model):
    """What was computed for one cluster: its activities, what is near to them, and who makes that plausible.

    `found` is what `operations.diversification` wrote and `queries.diversification` reads; companies stand in it by their
    keys, activities by their divisions of NACE.
    """

    cluster = models.SlugField(max_length=60, unique=True)
    found = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["cluster"]

    def __str__(self) -> str:
        return self.cluster
