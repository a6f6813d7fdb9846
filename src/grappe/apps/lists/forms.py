"""What is filled in for a condition, for a saved view, and for an act on many rows?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.queries.views import own_teams
from grappe.ui.acting import Act
from grappe.ui.custom import kept_value
from grappe.ui.custom_forms import form_field
from grappe.ui.fields import AmountField, DayField
from grappe.ui.listing import COUNTED, DATED, WITHOUT_VALUE, Filter, Op, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


class ConditionForm(forms.Form):
    """How the field of a condition is compared, and with what; only what the comparison needs counts."""

    def __init__(self, *args: Any, found: Filter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["op"] = forms.ChoiceField(
            label=_("How"), choices=[(op.value, op.label) for op in found.ops]
        )
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
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = own_teams(user)
        allowed = {
            Sharing.PRIVATE,
            *([Sharing.TEAM] if teams else []),
            *([Sharing.EVERYBODY] if may_share else []),
            self.initial.get("sharing"),
        }
        choices = [(value, label) for value, label in Sharing.choices if value in allowed]
        self.fields["sharing"] = forms.ChoiceField(
            label=_("Who sees it"), choices=choices, widget=forms.RadioSelect
        )
        if teams:
            self.fields["team"] = forms.TypedChoiceField(
                label=_("Team"), required=False, coerce=lambda key: next(t for t in teams if str(t.pk) == key),
                empty_value=None, choices=[("", "---------"), *((str(team.pk), team.name) for team in teams)],
            )  # fmt: skip


class ActForm(forms.Form):
    """What an act on many rows asks for along; nothing for one that asks for nothing."""

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        if act.takes_value:
            self.fields["value"] = _asked(act)

    def chosen(self) -> Any:
        """Return the value as JSON keeps it, to be checked by the operation. Raises BadInput."""
        value = self.cleaned_data.get("value")
        if self.act.custom is not None:
            return kept_value(self.act.custom, value)
        if isinstance(value, date):
            return value.isoformat()
        return format(value, "f") if isinstance(value, Decimal) else value or None


def _asked(act: Act) -> forms.Field:
    if act.custom is not None:
        return form_field(act.custom)
    label = str(act.asks)
    if act.takes == Takes.CHOICE:
        choices = [(str(key), str(name)) for key, name in act.choices()]
        required = all(key for key, _name in choices)
        return forms.ChoiceField(label=label, choices=choices, required=required)
    if act.takes == Takes.DAY:
        return DayField(label=label)
    if act.takes == Takes.NUMBER:
        return forms.IntegerField(label=label, min_value=-1_000, max_value=1_000)
    return forms.CharField(label=label, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))
