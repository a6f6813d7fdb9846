"""What do requests about personal data hold of people themselves?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.privacy.models import Case, Handing
from grappe.ui.personal import Category, Stays, Why, held, nobody

TABLES = (
    held(
        Case,
        _("Requests about personal data"),
        Category.ASKING,
        Stays.RECORD,
        own="person user",
        names="name",
        emails="email",
        details="spellings",
        plain="salt",
    ),
    nobody(Handing, Why.KEYS),
)
