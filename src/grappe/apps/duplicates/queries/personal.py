"""What do pairs and merges hold of people?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.duplicates.models import Candidate, Merge, MergedRow, Run, Thresholds
from grappe.ui.personal import Why, nobody, written

TABLES = (
    written(Candidate, _("Pairs of files that may be one company"), "reasons", plain="compared"),
    nobody(Thresholds, Why.FIGURES),
    written(Merge, _("Merges of companies"), "told left", plain="chosen"),
    written(
        MergedRow, _("Rows that a merge moved or took together"), "before after", plain="model key field"
    ),
    nobody(Run, Why.MACHINE, "step"),
)
