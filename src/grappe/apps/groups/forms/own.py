"""What does a member fill in on their own page?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WhyForm(forms.Form):
    """A word on why somebody declines or leaves."""

    why = forms.CharField(
        label=_("A word on why, if you like"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
