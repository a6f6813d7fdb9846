"""What does the yearly survey hold of people? Whom of a company it was sent to, and what they answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.surveys.models import Answer, Edition, Letter, Participation, Wave
from grappe.ui.personal import Category, Stays, Why, held, nobody

TABLES = (
    nobody(Edition, Why.REFERENCE, "content digest"),
    nobody(Wave, Why.FIGURES, "remind_after audience"),
    held(
        Participation,
        _("Respondents of the yearly survey"),
        Category.RESPONDENTS,
        names="name",
        emails="email",
        own="person",
        plain="salt size commune clusters",
    ),
    held(
        Answer,
        _("Answers to the yearly survey"),
        Category.RESPONDENTS,
        Stays.RECORD,
        own="participation",
        words="value",
        plain="question",
    ),
    held(
        Letter,
        _("Letters of the yearly survey"),
        Category.RESPONDENTS,
        Stays.NOTHING,
        own="participation",
        details="trail",
        plain="about message_id",
        drops=True,
    ),
)
