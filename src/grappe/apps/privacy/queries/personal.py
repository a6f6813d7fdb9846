"""What do requests about personal data hold of people themselves?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.privacy.models import Case, Consent, Erasure, Handing, Look, Proposal
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

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
    nobody(Look, Why.KEYS, "places files unsure"),
    # That it was allowed stays as the proof of what was done until then (Article 7(1)), under nobody's name.
    held(
        Consent,
        _("Consents"),
        Category.CONTACTS,
        Stays.LEGAL,
        own="person",
        emails="email",
        details="evidence withdrawn_how",
        plain="text purpose basis text_version",
    ),
    # Marks nobody reads a name from; its own reason loses the name with the rest.
    written(Erasure, _("Proofs of erasure"), "reason", plain="message marks chosen report wanted"),
    written(Proposal, _("Proposals of erasure"), "reason", plain="rule table"),
)
