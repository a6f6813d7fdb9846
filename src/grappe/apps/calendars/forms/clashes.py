"""Which time and which people does somebody plan with? What is not filled in yet is no fault."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django import forms
from django.utils import timezone

from grappe.engines.agenda import Span


class ClashForm(forms.Form):
    day = forms.DateField()
    hour = forms.TimeField()
    minutes = forms.IntegerField(min_value=5, max_value=1440)
    team = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: object, people: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.fields["team"].choices = [(each, str(each)) for each in people]  # type: ignore[attr-defined]  # of our own form

    def span(self) -> Span:
        """Return the time, of a form that is valid."""
        given = self.cleaned_data
        zone = timezone.get_default_timezone()
        start = datetime.combine(given["day"], given["hour"], tzinfo=zone).astimezone(UTC)
        return Span(start, start + timedelta(minutes=given["minutes"]))
