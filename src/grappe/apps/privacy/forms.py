"""What is asked when somebody asks what is known of them?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.ui.fields import DayField


class CaseForm(forms.Form):
    """Who asks, since when, and how their name is written too."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    spellings = forms.CharField(
        label=_("How the name is written too"),
        help_text=_("One a line: a maiden name, a short form. Passages with it are found as well."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1_000,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    asked_on = DayField(label=_("Asked on"))
    person_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)
    user_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def clean_spellings(self) -> list[str]:
        """Return the spellings, one a line."""
        return [each.strip() for each in self.cleaned_data["spellings"].splitlines() if each.strip()]
