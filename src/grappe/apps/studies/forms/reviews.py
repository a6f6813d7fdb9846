"""What does one fill in to ask for a review, to write one, to answer a comment, and to publish?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Language
from grappe.apps.studies.enums import Recommendation
from grappe.apps.studies.permissions import AUTHORS
from grappe.ui.fields import DayField
from grappe.ui.trilingual import Trilingual


class AskForm(forms.Form):
    """Who is asked: a colleague, or somebody from outside by name and e-mail."""

    colleague = forms.ChoiceField(label=_("A colleague"), required=False)
    name = forms.CharField(label=_("Or from outside: name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)
    due_on = DayField(label=_("Wanted by"), required=False)

    def __init__(self, *args: Any, study: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = {study.lead_id, *(each.pk for each in study.team.all())}
        self.people = {str(each.pk): each for each in accounts.colleagues(*AUTHORS) if each.pk not in working}
        field: Any = self.fields["colleague"]
        field.choices = [("", "–"), *[(key, each.name) for key, each in self.people.items()]]

    def asked(self) -> dict[str, Any]:
        """Return what `operations.reviews.ask` takes, of a form that is valid."""
        given = self.cleaned_data
        names = ("name", "email", "organisation", "due_on")
        plain = {name: given[name] for name in names} | {"language": given["language"] or Language.FRENCH}
        return plain | {"user": self.people.get(given["colleague"])}


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FinishForm(forms.Form):
    recommendation = forms.ChoiceField(
        label=_("What do you recommend?"), choices=Recommendation.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("To the authors, as a whole"), max_length=5_000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip


class DeclineForm(forms.Form):
    why = forms.CharField(
        label=_("Why not, if you want to say"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Answer"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PublishForm(Trilingual):
    """What is new in an edition."""

    texts = {"changes": (_("What is new"), 2, 2_000)}


class WithdrawForm(Trilingual):
    """Why an edition is withdrawn."""

    texts = {"reason": (_("Why it is withdrawn, as everybody reads it"), 2, 2_000)}
