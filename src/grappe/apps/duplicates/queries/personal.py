"""What do pairs and merges hold of people?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.duplicates.models import Candidate, Merge, MergedRow, PersonCandidate, Run, Thresholds
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

TABLES = (
    written(Candidate, _("Pairs of files that may be one company"), "reasons", plain="compared"),
    held(
        PersonCandidate,
        _("Pairs of people who may be one"),
        Category.CONTACTS,
        Stays.NOTHING,
        own="first second",
        details="reasons",
        plain="compared",
        drops=True,
    ),
    nobody(Thresholds, Why.FIGURES),
    written(Merge, _("Merges of companies and people"), "told left", plain="chosen"),
    held(
        MergedRow,
        _("What merges keep so that they can be taken back"),
        Category.CONTACTS,
        Stays.COUNTS,
        own="person",
        names="name",
        emails="email",
        details="before after",
        plain="model key field",
    ),
    nobody(Run, Why.MACHINE, "step"),
)
