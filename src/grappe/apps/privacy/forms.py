"""What is asked when somebody asks what is known of them?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.privacy.enums import ConsentHow, Ground
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


class ErasureForm(forms.Form):
    """Why somebody is erased, and that it is meant."""

    ground = forms.ChoiceField(label=_("Ground (Article 17(1))"), choices=Ground.choices)
    reason = forms.CharField(
        label=_("Who asked for it, when and how"),
        help_text=_("Kept with the proof; their name is taken out of it."),
        max_length=300,
    )
    sure = forms.BooleanField(label=_("This cannot be undone. It is done now."))


class PostponeForm(forms.Form):
    """Until when something is kept longer, and why."""

    until = DayField(label=_("Keep until"))
    reason = forms.CharField(label=_("Why it is kept longer"), max_length=300)


class ConsentForm(forms.Form):
    """That somebody allowed a purpose: when, how, and where the proof is."""

    given_on = DayField(label=_("Given on"))
    how = forms.ChoiceField(label=_("How"), choices=ConsentHow.choices)
    evidence = forms.CharField(
        label=_("Proof"),
        help_text=_("Which form, e-mail or minutes, of which day, and where it is."),
        max_length=300,
    )
    language = forms.ChoiceField(label=_("Language of the text shown"), choices=Language.choices)
