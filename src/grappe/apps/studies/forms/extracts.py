"""What does one ask of the initiative's own records?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from grappe.apps.studies.queries.extracts import KINDS
from grappe.ui.fields import DayField


class ExtractForm(forms.Form):
    """Which table is drawn; the days narrow needs."""

    extract = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=list(KINDS.items()))
    since = DayField(label=gettext_lazy("Needs noted from"), required=False)
    until = DayField(label=gettext_lazy("Needs noted until"), required=False)
