"""What does one fill in to narrow the list of actions, and to settle one?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.groups.operations.actions import MOST_NOTE


class ListForm(forms.Form):
    show = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[
            ("open", pgettext_lazy("actions", "Open")), ("late", pgettext_lazy("actions", "Late")),
            ("settled", pgettext_lazy("actions", "Settled")), ("all", _("All")),
        ],
    )  # fmt: skip
    mine = forms.BooleanField(label=_("Only mine"), required=False)


class SettleForm(forms.Form):
    note = forms.CharField(
        label=_("What came of it"), required=False, max_length=MOST_NOTE, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the action is dropped: why."),
    )  # fmt: skip
