"""What do solutions hold of people? The contact of each provider."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.solutions.models import Solution, SolutionVector
from grappe.ui.personal import Category, Stays, Why, held, nobody

TABLES = (
    held(
        Solution,
        _("Contacts of providers"),
        Category.PROVIDERS,
        Stays.RECORD,
        names="contact_name",
        emails="contact_email",
        words="name title promise text url source",
        plain="nace sizes languages contact_language",
    ),
    nobody(SolutionVector, Why.DERIVED, "language part passage words vector digest"),
)
