"""What does one choose to join an idea with another?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.ideas.forms.resting import WhyForm


class MergeForm(WhyForm):
    """Which idea takes this one up, and why."""

    kept = forms.ChoiceField(label=_("The idea that takes this one up"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {str(each.pk): each for each in offered}
        self.fields["kept"].choices = [
            (key, f"{each.title} ({each.get_stage_display()})") for key, each in self.things.items()
        ]

    @property
    def chosen(self) -> Any:
        """Return the idea that was chosen, of a form that is valid."""
        return self.things[self.cleaned_data["kept"]]
