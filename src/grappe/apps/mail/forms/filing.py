"""What does one fill in to let a mail stand with a company, and to say who reads it?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.companies.enums import Audience
from grappe.ui.fields import Combobox


class AssignForm(forms.Form):
    """With which company, and is whoever wrote it to come on file there?"""

    name = forms.CharField(
        label=_("Company"), max_length=300, required=False,
        widget=Combobox("companies:lookup", chosen="company"),
    )  # fmt: skip
    company = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    add = forms.BooleanField(
        label=_("Put whoever wrote it on file there: later mails find their way by themselves"),
        required=False,
    )
    person = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    function = forms.CharField(label=_("Function"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and "why_back" in self.data:
            self.ask_why_back()

    def ask_why_back(self) -> None:
        """Ask why somebody who was erased comes back; whoever is asked has been told."""
        self.fields["why_back"] = forms.CharField(
            label=_("Why they come back"),
            required=False,
            max_length=300,
            help_text=_("Written down in the audit."),
        )

    @property
    def asks_why_back(self) -> bool:
        """Whether they were told that the same person was erased."""
        return "why_back" in self.fields

    def who(self) -> dict[str, str]:
        """Return who is to come on file, of a form that is valid; nobody where that is not wanted."""
        given = self.cleaned_data
        if not given["add"]:
            return {}
        return {name: given[name] for name in ("person", "email", "function", "phone")} | {
            "why_back": given.get("why_back", "")
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("add") and not given.get("person", "").strip():
            self.add_error("person", _("The person's name is missing."))
        return given


class AudienceForm(forms.Form):
    audience = forms.ChoiceField(
        label=pgettext_lazy("mail", "Who reads it"), choices=Audience.choices,
        help_text=_("Besides whom it came to, and only where it stands with a company."),
    )  # fmt: skip
