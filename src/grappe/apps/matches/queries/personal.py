"""What do introductions hold of people? To whom at a provider we wrote, and what they answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.matches.models import Introduction, IntroductionChange, Match, Reminder
from grappe.ui.personal import Category, Stays, Why, held, nobody, written

TABLES = (
    written(Match, _("Matches"), "reasons custom", plain="eligibility"),
    held(
        Introduction,
        _("Introductions"),
        Category.PROVIDERS,
        Stays.RECORD,
        names="recipient_name",
        emails="recipient_email",
        words="message decline_reason outcome custom",
        plain="language link_salt",
    ),
    written(IntroductionChange, _("Introductions"), "note"),
    nobody(Reminder, Why.FIGURES),
)
