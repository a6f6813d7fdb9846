"""What does a stranger fill in to join a working group?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.groups.operations.members import LONGEST, Who
from grappe.ui.guarded import GuardedForm


class JoinForm(GuardedForm):
    """Who somebody is, and why they want to join."""

    fields: dict[str, Any]
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=LONGEST["email"],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("Company or organisation"), max_length=LONGEST["organisation"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    function = forms.CharField(
        label=_("Function"), max_length=LONGEST["function"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of our mails to you"), choices=Language.choices)
    message = forms.CharField(
        label=_("What do you want to bring in?"), max_length=LONGEST["message"], required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who run the group read it."),
    )  # fmt: skip

    def who(self) -> Who:
        """Return who asks, of a form that is valid."""
        names = ("name", "email", "organisation", "function", "language", "message")
        return Who(**{name: self.cleaned_data[name] for name in names})
