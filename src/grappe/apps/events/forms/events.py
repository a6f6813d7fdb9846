"""How is the list of events narrowed?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.enums import EventState


class ListForm(forms.Form):
    when = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[("", _("All")), ("coming", _("Coming")), ("past", _("Past"))],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *EventState.choices])
