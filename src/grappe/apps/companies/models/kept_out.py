"""Who was erased and is not to come back by a file? Known by one-way marks alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from grappe.apps.companies.enums import MarkOf


class KeptOut(models.Model):
    """A one-way mark (ui.marks) of somebody who was erased: whoever brings them back is told. Nothing in it says who it was."""

    mark = models.CharField(max_length=40, unique=True)
    of = models.CharField(max_length=5, choices=MarkOf.choices)
    erased_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
