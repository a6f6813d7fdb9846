"""What does one fill in to begin an invitation, or to decline one?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.operations.invitations import AGAIN, CAME, CAME_THEME, EVERYBODY, LONGEST_REASON


class InvitationForm(forms.Form):
    """Whom to invite; the campaign's own page narrows it further."""

    whom = forms.ChoiceField(label=_("Whom do you mean?"), widget=forms.RadioSelect)
    with_need = forms.BooleanField(
        label=_("Only companies with an open need of the event's theme"), required=False
    )

    def __init__(self, *args: Any, event: Any, may_remind: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"whom": EVERYBODY} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        choices = [(EVERYBODY, _("Companies of the event's clusters, or all that you may write to"))]
        choices.append((CAME, _("Companies that came to an earlier event")))
        if event.theme_id is not None:
            choices.append((CAME_THEME, _("Companies that came to an earlier event of the same theme")))
        else:
            del self.fields["with_need"]
        if may_remind:
            choices.append((AGAIN, _("Those invited already who have not answered (reminder)")))
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = choices


class RemindersForm(forms.Form):
    """How many days before the event everybody with a seat is reminded."""

    days = forms.CharField(
        label=_("Days before the event"),
        required=False,
        max_length=40,
        help_text=_("For example 7, 1. Nothing: no reminder."),
    )

    def clean_days(self) -> list[int]:
        """Return the days as numbers."""
        words = self.cleaned_data["days"].replace(";", ",").replace(" ", ",").split(",")
        found = [word for word in words if word]
        if not all(word.isdecimal() and len(word) < 4 for word in found):
            raise forms.ValidationError(_("Write numbers of days with commas between, for example 7, 1."))
        return [int(word) for word in found]


class DeclineForm(forms.Form):
    """Why somebody invited cannot come; they need not say."""

    reason = forms.CharField(
        label=_("In a few words, if you like"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
