"""What does somebody fill in who answers an invitation by the link of their letter?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.enums import Answer
from grappe.apps.companies.forms.contacts import DayInput, HourInput, local_moment
from grappe.apps.companies.queries.itip import LONGEST_WORDS

CHOICES = [
    (Answer.ACCEPTED, _("I come")),
    (Answer.TENTATIVE, _("Maybe")),
    (Answer.DECLINED, _("I cannot come")),
    (Answer.COUNTER, _("I propose another time")),
]


class ReplyForm(forms.Form):
    """An answer; day and hour are asked for where another time is proposed."""

    fields: dict[str, Any]
    answer = forms.ChoiceField(label=_("Your answer"), choices=CHOICES, widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("Another day"), required=False, widget=DayInput(), help_text=_("Only where you propose another time.")
    )  # fmt: skip
    hour = forms.TimeField(label=_("Time (Luxembourg)"), required=False, widget=HourInput())
    words = forms.CharField(
        label=_("A word to whoever invites you"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, hour = cleaned.get("day"), cleaned.get("hour")
        cleaned["proposed"] = local_moment(day, hour) if day and hour else None
        return cleaned

    @property
    def proposed(self) -> datetime | None:
        """Return the moment that is proposed, of a form that is valid."""
        found: datetime | None = self.cleaned_data["proposed"]
        return found
