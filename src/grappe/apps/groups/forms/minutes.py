"""What does one fill in beside the minutes: a decision, an action?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.groups.operations.actions import MOST_TITLE, ActionDraft
from grappe.apps.groups.operations.minutes import MOST_VOTES, MOST_WORDS, DecisionDraft
from grappe.apps.groups.queries import actions, agenda, minutes
from grappe.ui.fields import DayField


class _Votes(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MOST_VOTES, **kwargs)


class DecisionForm(forms.Form):
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    text = forms.CharField(
        label=_("What is decided"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    votes_for = _Votes(label=pgettext_lazy("votes", "For"))
    votes_against = _Votes(label=pgettext_lazy("votes", "Against"))
    abstentions = _Votes(label=pgettext_lazy("votes", "Abstentions"))

    def draft(self) -> DecisionDraft:
        return DecisionDraft(**{name: self.cleaned_data[name] for name in minutes.DECISION})

    @staticmethod
    def of(decision: Any) -> dict[str, Any]:
        return minutes.decision_as_written(decision) | {"version": minutes.decision_version(decision)}


class ActionForm(forms.Form):
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    title = forms.CharField(label=_("What is to be done"), max_length=MOST_TITLE)
    owner = forms.ChoiceField(label=_("Who"))
    due_on = DayField(label=_("By when"))

    def __init__(self, *args: Any, group: Any, action: Any = None, **kwargs: Any) -> None:
        begun = self.of(action) if action is not None else {}
        super().__init__(*args, **({"initial": begun} | kwargs))
        people = agenda.presenters(group)
        if action is not None and action.owner not in people:
            people.append(action.owner)  # has left meanwhile
        self.known = {str(each.pk): each for each in people}
        field: Any = self.fields["owner"]
        field.choices = [("", _("Choose")), *[(key, each.name) for key, each in self.known.items()]]

    def draft(self) -> ActionDraft:
        given = self.cleaned_data
        return ActionDraft(given["title"], self.known[given["owner"]], given["due_on"])

    @staticmethod
    def of(action: Any) -> dict[str, Any]:
        return actions.as_written(action) | {"version": actions.version_of(action)}
