"""What is filled in for a condition, and for a saved view?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.queries.views import own_teams
from grappe.ui.fields import AmountField, DayField
from grappe.ui.listing import COUNTED, DATED, WITHOUT_VALUE, Filter, Op, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class ConditionForm(forms.Form):
    """How the field of a condition is compared, and with what; only what the comparison needs counts."""

    op = forms.ChoiceField(label=_("How"))

    def __init__(self, *args: Any, found: Filter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["op"].choices = [(op.value, op.label) for op in found.ops]  # type: ignore[attr-defined]
        if found.takes == Takes.CHOICE:
            self.fields["values"] = forms.MultipleChoiceField(
                label=str(found.label), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(str(key), str(label)) for key, label in found.choices()],
            )  # fmt: skip
        elif found.takes == Takes.TEXT:
            self.fields["text"] = forms.CharField(label=_("Words"), required=False, max_length=100)
        elif found.takes == Takes.NUMBER:
            unit = str(found.unit)
            self.fields["number"] = AmountField(
                label=_("Number"), places=4, most=Decimal(10**13), signed=True, help_text=unit
            )
        elif found.takes == Takes.DAY:
            self.fields["count"] = forms.IntegerField(
                label=_("Months or days"), required=False, min_value=1, max_value=1_200,
                help_text=_("For “in the last”, “not in the last” and “in the next”."),
            )  # fmt: skip
            self.fields["day"] = DayField(
                label=_("Day"), required=False, help_text=_("For “before” and “on or after”.")
            )

    def chosen(self) -> tuple[Op, Any]:
        """Return the comparison and its value, to be checked."""
        op, cleaned = Op(self.cleaned_data["op"]), self.cleaned_data
        if op in WITHOUT_VALUE:
            return op, None
        if op in COUNTED:
            return op, cleaned.get("count")
        if op in DATED:
            return op, cleaned.get("day")
        name = {Takes.CHOICE: "values", Takes.TEXT: "text", Takes.NUMBER: "number"}[Takes(self.found.takes)]
        return op, cleaned.get(name)


def initial(op: Op, value: Any) -> dict[str, Any]:
    """Return what a condition's form shows of a condition that stands."""
    if op in COUNTED:
        return {"op": op.value, "count": value}
    if op in DATED:
        return {"op": op.value, "day": value}
    return {"op": op.value, "values": value, "text": value, "number": value}


class ViewForm(forms.Form):
    """The name of a saved view, and who sees it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    sharing = forms.ChoiceField(label=_("Who sees it"), choices=Sharing.choices, widget=forms.RadioSelect)
    team: Any = forms.ModelChoiceField(label=_("Team"), queryset=None, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = own_teams(user)
        if teams:
            self.fields["team"].queryset = type(teams[0])._default_manager.filter(  # type: ignore[attr-defined]
                pk__in=[team.pk for team in teams]
            )
        else:
            del self.fields["team"]
        allowed = {
            Sharing.PRIVATE,
            *([Sharing.TEAM] if teams else []),
            *([Sharing.EVERYBODY] if may_share else []),
        }
        self.fields["sharing"].choices = [  # type: ignore[attr-defined]
            (value, label)
            for value, label in Sharing.choices
            if value in allowed or value == self.initial.get("sharing")
        ]
