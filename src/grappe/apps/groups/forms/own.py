"""What does a member fill in on their own page?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 300


class WhyForm(forms.Form):
    """A word on why somebody declines or leaves."""

    why = forms.CharField(
        label=_("A word on why, if you like"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What goes with an answer to an invitation; the answer itself is the button."""

    note = forms.CharField(
        label=_("A word on it, or who comes for you"), required=False, max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
