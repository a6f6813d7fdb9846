"""What does somebody say of a roadmap, a step, an aid or a follow-up, and is it well said?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grappe.apps.aids import queries as aids
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.roadmaps.enums import AID_TRANSITIONS, AidState, CadenceUnit
from grappe.apps.roadmaps.models import AidRequest, FollowUp, Roadmap, Step
from grappe.apps.roadmaps.operations import StepValues
from grappe.ui.custom_forms import WithCustomFields
from grappe.ui.fields import DayField, EuroField

if TYPE_CHECKING:
    from datetime import date

    from grappe.apps.accounts.models import User


def _people() -> Any:
    return get_user_model().objects.filter(is_active=True).order_by("name", "pk")


class RoadmapForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Roadmap
        fields = ("title",)


class StepForm(WithCustomFields, forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A step; `version` is the one of the roadmap that the form stands on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    start = DayField(label=gettext_lazy("Start"))
    end = DayField(label=gettext_lazy("End"), help_text=gettext_lazy("The last day counts."))
    started_on = DayField(label=gettext_lazy("Started on"), required=False)
    done_on = DayField(label=gettext_lazy("Done on"), required=False)
    cost_eur = EuroField(label=gettext_lazy("Cost (EUR)"))
    expected_aid_eur = EuroField(label=gettext_lazy("Expected aid (EUR)"))
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Who does it, on our side"), queryset=None, required=False, empty_label="–"
    )
    owner_name = forms.CharField(label=gettext_lazy("Who does it, elsewhere"), required=False, max_length=200)
    depends_on: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Waits for"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It starts at the earliest on the day after these end."),
    )

    class Meta:
        model = Step
        fields = ("title", "description", "obstacle")
        widgets = {"description": forms.Textarea(attrs={"rows": 3, "maxlength": 5000})}
        labels = {
            "title": gettext_lazy("Title"),
            "description": gettext_lazy("Description"),
            "obstacle": gettext_lazy("What is in the way"),
        }
        help_texts = {
            "obstacle": gettext_lazy("A step with an obstacle shows as held up from its first day.")
        }

    def __init__(self, *args: Any, roadmap: Roadmap, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_custom(custom_fields(RecordType.STEP), self.instance.custom, new=self.instance.pk is None)
        self.fields["depends_on"].queryset = roadmap.steps.exclude(pk=self.instance.pk)
        self.fields["owner"].queryset = _people()
        for name in ("started_on", "done_on"):
            self.fields[name].widget.attrs["max"] = today.isoformat()
        self.initial.setdefault("version", roadmap.version)
        if self.instance.pk:
            for name in (
                "start",
                "end",
                "started_on",
                "done_on",
                "cost_eur",
                "expected_aid_eur",
                "owner_name",
            ):
                self.initial[name] = getattr(self.instance, name)
            self.initial["owner"] = self.instance.owner_id
            self.initial["depends_on"] = list(self.instance.depends_on.values_list("pk", flat=True))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("start") and cleaned.get("end") and cleaned["end"] < cleaned["start"]:
            self.add_error("end", _("The end lies before the start."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation writes, and checks what only the database can."""

    def values(self) -> StepValues:
        """Return what was typed, ready for an operation."""
        own = {"version", *(each.input_name for each in self.custom)}
        given = {name: value for name, value in self.cleaned_data.items() if name not in own}
        given["custom"] = self.custom_values() if self.custom else None
        given["depends_on"] = [step.pk for step in given["depends_on"]]
        return StepValues(**given)


class MoveForm(forms.Form):
    """A step's new days, typed or dragged."""

    start = DayField()
    end = DayField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class MarkForm(forms.Form):
    """The day on which a step started or was done; none takes it back."""

    on = DayField(required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class VersionForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class CloseForm(VersionForm):
    outcome = forms.CharField(
        label=gettext_lazy("What came of it?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what came of it: a roadmap closes with its outcome.")},
    )


class AidForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """An aid that is to be asked for; chosen from the catalogue, or named by hand."""

    programme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=None, required=False, empty_label="–"
    )
    label = forms.CharField(
        label=gettext_lazy("Name, where it is not in the catalogue"), required=False, max_length=200
    )
    step: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("For the step"), queryset=None, required=False, empty_label="–"
    )

    class Meta:
        model = AidRequest
        fields = ()

    def __init__(self, *args: Any, roadmap: Roadmap, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = aids.programmes(for_user=by).defer("content")  # type: ignore[attr-defined]  # a field that chooses
        self.fields["step"].queryset = roadmap.steps.all()  # type: ignore[attr-defined]  # a field that chooses

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("programme") and not (cleaned.get("label") or "").strip():
            self.add_error("label", _("Choose a programme, or name the aid."))
        elif not (cleaned.get("label") or "").strip():
            cleaned["label"] = str(cleaned["programme"])[:200]
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation writes."""


class AidStateForm(VersionForm):
    """Where an aid stands now: its state, the amount and the day."""

    state = forms.ChoiceField(label=gettext_lazy("State"), widget=forms.RadioSelect)
    amount = EuroField(
        label=gettext_lazy("Amount (EUR)"),
        help_text=gettext_lazy("Requested, obtained or paid; a refusal has none."),
    )
    on = DayField(label=pgettext_lazy("day", "On"), required=False)

    def __init__(self, *args: Any, aid: AidRequest, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = () if aid.state == AidState.PLANNED else (AidState(aid.state),)
        possible = (*(AidState(state) for state in AID_TRANSITIONS[aid.state]), *now)
        self.fields["state"].choices = [  # type: ignore[attr-defined]  # a field that chooses
            (state.value, _label(state, aid.state)) for state in possible
        ]
        self.fields["version"].widget = forms.HiddenInput()
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.initial.setdefault("version", aid.roadmap.version)
        self.initial.setdefault("state", possible[0].value)
        self.initial.setdefault("on", today)


def _label(state: AidState, now: str) -> str:
    if state == now:
        return _("%(state)s (put amount or day right)") % {"state": state.label}
    if state == AidState.PLANNED:
        return _("Withdrawn: planned again")
    return str(state.label)


class FollowUpForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """How often we speak with a company, and who does."""

    every = forms.IntegerField(label=gettext_lazy("Every"), min_value=1, max_value=60)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=CadenceUnit.choices)
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Who speaks with them"), queryset=None, required=False, empty_label="–"
    )
    paused_until = DayField(label=gettext_lazy("Paused until"), required=False)

    class Meta:
        model = FollowUp
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = _people()  # type: ignore[attr-defined]  # a field that chooses
        if self.instance.pk:
            for name in ("every", "unit", "paused_until"):
                self.initial[name] = getattr(self.instance, name)
            self.initial["owner"] = self.instance.owner_id

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation writes."""


class FilterForm(forms.Form):
    """The list's filters; what makes no sense is left out, not refused."""

    text = forms.CharField(label=gettext_lazy("Company or title"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("open", pgettext_lazy("roadmap", "Open")),
            ("late", pgettext_lazy("roadmap", "Late")),
            ("closed", pgettext_lazy("roadmap", "Closed")),
            ("all", pgettext_lazy("roadmap", "All")),
        ],
    )
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    def filters(self) -> dict[str, Any]:
        """Return the filters that were understood."""
        self.is_valid()
        chosen = self.cleaned_data
        return {
            "text": chosen.get("text") or "",
            "state": chosen.get("state") or "open",
            "mine": bool(chosen.get("mine")),
        }
