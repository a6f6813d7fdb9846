"""What is typed when the day does not go as planned?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.forms.halls import MomentField, PersonChoice, PersonsChoice, SlotsChoice
from grappe.apps.events.models import MeetingPlan, Participant, Slot, Table

KINDS = [
    ("withdrawn", _("Somebody does not come, or leaves")),
    ("lost", _("A table is lost")),
    ("unavailable", _("Somebody cannot at certain times")),
    ("new", _("Two people want to meet after all")),
    ("since", _("Take in what has changed since")),
]


class LateForm(forms.Form):
    """One late change; which of the fields count depends on its kind."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=KINDS, widget=forms.RadioSelect, initial="withdrawn"
    )
    since = MomentField(label=_("True from"), help_text=_("What began before stays as it was."))
    withdrawn = PersonsChoice(
        label=_("Who"), required=False, queryset=Participant.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    lost = forms.ModelMultipleChoiceField(
        label=_("Which tables"), required=False, queryset=Table.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    person = PersonChoice(label=_("Who cannot"), required=False, queryset=Participant.objects.none())
    slots = SlotsChoice(
        label=_("In which slots"), required=False, queryset=Slot.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    first = PersonChoice(label=_("Who"), required=False, queryset=Participant.objects.none())
    second = PersonChoice(label=_("meets whom"), required=False, queryset=Participant.objects.none())

    def __init__(self, *args: Any, plan: MeetingPlan, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "withdrawn": people, "person": people, "first": people, "second": people,
            "lost": plan.tables.filter(lost_from__isnull=True), "slots": plan.slots.all(),
        }  # fmt: skip
        for name, found in choices.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]  # a field that chooses

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        needed = {
            "withdrawn": ("withdrawn",), "lost": ("lost",), "unavailable": ("person", "slots"),
            "new": ("first", "second"),
        }.get(found.get("kind", ""), ())  # fmt: skip
        for name in needed:
            if name not in self.errors and not found.get(name):
                self.add_error(name, _("Say which."))
        return found

    def change(self) -> dict[str, Any]:
        """Return the change as `order_repair` takes it."""
        asked = self.cleaned_data
        kind = asked["kind"]
        return {
            "since": asked["since"],
            "withdrawn": list(asked["withdrawn"]) if kind == "withdrawn" else None,
            "lost": list(asked["lost"]) if kind == "lost" else None,
            "unavailable": (asked["person"], list(asked["slots"])) if kind == "unavailable" else None,
            "new": (asked["first"], asked["second"]) if kind == "new" else None,
        }
