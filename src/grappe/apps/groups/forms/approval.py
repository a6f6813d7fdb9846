"""What does one fill in to put minutes before the members, to answer them, and to settle a wish for a change?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.groups.operations.approval import MOST_ANSWER, MOST_WORDS
from grappe.ui.fields import DayField


class ProposeForm(forms.Form):
    reply_until = DayField(
        label=_("They answer by"), help_text=_("Whoever says nothing by this day agrees; then the minutes are approved.")
    )  # fmt: skip


class ReplyForm(forms.Form):
    """What goes with a verdict; the verdict itself is the button."""

    comment = forms.CharField(
        label=_("What is to be changed"), required=False, max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Needed only where you ask for a change."),
    )  # fmt: skip


class SettleForm(forms.Form):
    answer = forms.CharField(
        label=_("Why the minutes stay as they are"), max_length=MOST_ANSWER, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
