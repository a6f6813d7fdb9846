"""What does a member fill in to propose a point, and whoever prepares the agenda to answer?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.groups.operations.agenda import MOST
from grappe.apps.groups.operations.proposals import LONGEST_ANSWER


class ProposalForm(forms.Form):
    title = forms.CharField(label=_("Point"), max_length=MOST["title"])
    about = forms.CharField(
        label=_("What it is about"), required=False, max_length=MOST["about"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    minutes_long = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60, initial=15)


class RefuseForm(forms.Form):
    answer = forms.CharField(
        label=_("Why not"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever proposed it reads this on their page."),
    )  # fmt: skip
