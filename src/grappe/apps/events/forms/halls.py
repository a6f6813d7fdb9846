"""What is typed to set up business meetings: rules, slots, tables, and what is settled by hand?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from grappe.apps.events.enums import HalfDay, RequestState, Wish
from grappe.apps.events.models import MeetingPlan, Participant, Request, Slot, Table
from grappe.apps.events.operations.halls import MOST_TABLES, Stretch
from grappe.apps.events.queries.hours import bare, slot_label
from grappe.ui.fields import DayField

MOMENT = "%Y-%m-%dT%H:%M"
MOST_DAYS = 14


class MomentField(forms.DateTimeField):
    """A day and a time, typed or picked in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
            input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs,
        )  # fmt: skip


class ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **kwargs)


class RulesForm(forms.Form):
    requests_until = MomentField(
        label=_("Requests are taken until"),
        required=False,
        help_text=_("Empty: until the timetable is made."),
    )
    most_requests = forms.IntegerField(label=_("Requests per participant at most"), min_value=1, max_value=60)
    fairness = forms.IntegerField(
        label=_("Breaks may differ by at most"), min_value=0, max_value=20,
        help_text=_(
            "Between the person with most breaks and the one with fewest. A break is waiting between two meetings."
        ),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, plan: MeetingPlan, data: Any = None) -> RulesForm:
        until = bare(plan.requests_until) if plan.requests_until else None
        initial = {"requests_until": until, "most_requests": plan.most_requests, "fairness": plan.fairness}
        return cls(data, initial=initial | {"version": plan.version})


class GeneratorForm(forms.Form):
    """Slots made from two sessions with a break between them, on one day or the same on several."""

    day = DayField(label=_("Day"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Only for several days: each gets the same slots.")
    )
    first_from = ClockField(label=_("First session from"))
    first_until = ClockField(label=_("First session until"))
    second_from = ClockField(label=_("Second session from"), required=False)
    second_until = ClockField(label=_("Second session until"), required=False)
    length = forms.IntegerField(label=_("Minutes per meeting"), min_value=5, max_value=240, initial=20)
    pause = forms.IntegerField(label=_("Minutes between two meetings"), min_value=0, max_value=120, initial=5)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("second_from")) != bool(found.get("second_until")):
            self.add_error("second_until", _("Give both times of the second session, or neither."))
        for first, last in (("first_from", "first_until"), ("second_from", "second_until")):
            if found.get(first) and found.get(last) and found[last] <= found[first]:
                self.add_error(last, _("A session ends after it begins."))
        day, last_day = found.get("day"), found.get("last_day")
        if day and last_day and not timedelta() <= last_day - day < timedelta(days=MOST_DAYS):
            self.add_error(
                "last_day", _("The last day is the first or a later one, at most %(n)s days in all.") % {"n": MOST_DAYS}
            )  # fmt: skip
        return found

    def sessions(self) -> list[Stretch]:
        found = self.cleaned_data
        made = []
        for number in range(((found["last_day"] or found["day"]) - found["day"]).days + 1):
            day = found["day"] + timedelta(days=number)
            made.append(Stretch(day, found["first_from"], found["first_until"]))
            if found.get("second_from"):
                made.append(Stretch(day, found["second_from"], found["second_until"]))
        return made


class SlotForm(forms.Form):
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    session = forms.TypedChoiceField(
        label=_("Session"), coerce=int, choices=[(1, _("First session")), (2, _("Second session"))]
    )


class TablesForm(forms.Form):
    number = forms.IntegerField(label=_("How many tables"), min_value=1, max_value=MOST_TABLES)


class TableForm(forms.Form):
    label = forms.CharField(label=_("Label"), max_length=80, required=False)
    video_link = forms.URLField(
        label=_("Video link"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Only those who meet at this table see it."),
    )  # fmt: skip


class RequestListForm(forms.Form):
    text = forms.CharField(
        label=_("Name or organisation"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *RequestState.choices]
    )
    settled = forms.ChoiceField(
        label=_("Settled by you"), required=False,
        choices=[("", _("All")), ("must", _("Must be placed")), ("fixed", _("Fixed slot")), ("order", _("In an order"))],
    )  # fmt: skip


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.registration.name} · {obj.registration.organisation}"


class PersonsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.registration.name} · {obj.registration.organisation}"


class SlotChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return slot_label(obj)


class SlotsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return slot_label(obj)


class MeetingsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.asker.registration.name} – {obj.asked.registration.name}"


class AddRequestForm(forms.Form):
    asker = PersonChoice(label=_("Who"), queryset=Participant.objects.none())
    asked = PersonChoice(label=_("meets whom"), queryset=Participant.objects.none())
    wish = forms.TypedChoiceField(
        label=_("How important"), coerce=int, choices=Wish.choices, initial=Wish.WANT
    )
    session = forms.TypedChoiceField(
        label=_("Session"), coerce=int, choices=HalfDay.choices, initial=HalfDay.ANY
    )
    must = forms.BooleanField(label=_("It must be placed"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("asker", "asked"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a field that chooses

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("asker") and found.get("asker") == found.get("asked"):
            self.add_error("asked", _("A meeting is of two different people."))
        return found


class ArrangeForm(forms.Form):
    """What the organiser settles of one accepted meeting."""

    must = forms.BooleanField(
        label=_("It must be placed"), required=False, help_text=_("Whatever it costs the others.")
    )
    session = forms.TypedChoiceField(label=_("Session"), coerce=int, choices=HalfDay.choices)
    fixed_slot = SlotChoice(label=_("Fixed at"), required=False, queryset=Slot.objects.none())
    fixed_table = forms.ModelChoiceField(label=_("At table"), required=False, queryset=Table.objects.none())
    before = MeetingsChoice(
        label=_("Only after these meetings"), required=False, queryset=Request.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("They must be over before this one begins."),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: MeetingPlan, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {"fixed_slot": plan.slots.all(), "fixed_table": plan.tables.all(), "before": others}
        for name, found in choices.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]  # a field that chooses


class UnavailableForm(forms.Form):
    slots = SlotsChoice(
        label=_("Cannot meet in these slots"), required=False, queryset=Slot.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, plan: MeetingPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slots"].queryset = plan.slots.all()  # type: ignore[attr-defined]  # a field that chooses


class TimetableForm(forms.Form):
    fairness = forms.IntegerField(
        label=_("Breaks may differ by at most"),
        validators=[MinValueValidator(0), MaxValueValidator(20)],
        widget=forms.NumberInput(attrs={"min": 0, "max": 20}),
    )
    time_limit = forms.TypedChoiceField(
        label=_("Search for at most"), coerce=int, initial=120,
        choices=[(30, _("30 seconds")), (120, _("2 minutes")), (600, _("10 minutes"))],
    )  # fmt: skip
