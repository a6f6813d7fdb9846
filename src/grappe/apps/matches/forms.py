"""How is an introduction written and answered, and a ranking narrowed?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.matches.enums import NOTE_NEEDED, Actor, IntroductionState, followers
from grappe.ui.custom_forms import WithCustomFields
from grappe.ui.listing_address import asked, list_address

ALL_KINDS = (
    ("", _("All")),
    ("service", _("Services of the agency")),
    ("provider", _("Providers")),
    ("partner", _("Research partners")),
    ("programme", _("Programmes and aids")),
)
LONGEST_NOTE = 4_000


class RankingForm(forms.Form):
    """Which kind of solution is shown, as of which day, and whether all of them are."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=ALL_KINDS)
    on = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, Any]:
        """Return what was asked for; what cannot be read asks for nothing."""
        self.is_valid()
        return self.cleaned_data


class FieldsForm(WithCustomFields):
    """What is said of a match or an introduction in custom fields."""

    def __init__(self, *args: Any, record: RecordType, values: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_custom(custom_fields(record), values)


class IntroduceForm(WithCustomFields):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_custom(custom_fields(RecordType.INTRODUCTION), {}, new=True)

    def facts(self) -> dict[str, Any]:
        """Return what the operation takes, of a form that is valid."""
        facts = {
            name: self.cleaned_data[name]
            for name in ("recipient_name", "recipient_email", "language", "message")
        }
        return facts | ({"custom": self.custom_values()} if self.custom else {})

    recipient_name = forms.CharField(label=_("To"), max_length=200)
    recipient_email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language.choices)
    message = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Write in the reader's language. The link to answer is added below it."),
    )


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False)
    mine = forms.BooleanField(label=_("Only those of my clusters or sent by me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = [("", _("All")), *IntroductionState.choices]

    def as_list(self) -> str:
        """Return the address of the same selection as a list."""
        state, mine = self.cleaned_data.get("state"), self.cleaned_data.get("mine")
        return list_address(
            "introductions",
            asked("state", "any_of", [state]) if state else None,
            {"match": "any", "of": [asked("mine", "yes"), asked("by_me", "yes")]} if mine else None,
            sort="-sent",
        )


class AnswerForm(forms.Form):
    """What becomes of an introduction: its next state, with the reason or the outcome where one is needed."""

    to_state = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Reason or outcome"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you decline (why) or report the outcome (what came of it)."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, state: str, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": state} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._offer(state)

    def _offer(self, state: str) -> None:
        field = self.fields["to_state"]
        assert isinstance(field, forms.ChoiceField)
        words = WORDS_OF_OUTSIDER if self.actor is Actor.OUTSIDER else WORDS_OF_TEAM
        field.choices = [(to.value, words[to]) for to in followers(state, self.actor)]
        field.label = _("Your answer") if self.actor is Actor.OUTSIDER else _("What you were told")

    @property
    def offers_anything(self) -> bool:
        """Whether there is any state to go to."""
        field = self.fields["to_state"]
        return isinstance(field, forms.ChoiceField) and bool(field.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        to_state, note = cleaned.get("to_state"), (cleaned.get("note") or "").strip()
        if to_state in NOTE_NEEDED and not note:
            declined = to_state == IntroductionState.DECLINED
            self.add_error("note", _("Please say why.") if declined else _("Please say what came of it."))
        return cleaned


WORDS_OF_OUTSIDER = {
    IntroductionState.SENT: "",
    IntroductionState.ACCEPTED: _("I take it up and get in touch with the company"),
    IntroductionState.DECLINED: _("I decline, and say why"),
    IntroductionState.DONE: _("I report what came of it"),
    IntroductionState.WITHDRAWN: "",
}
WORDS_OF_TEAM = {
    IntroductionState.SENT: "",
    IntroductionState.ACCEPTED: _("They take it up"),
    IntroductionState.DECLINED: _("They decline"),
    IntroductionState.DONE: _("The outcome"),
    IntroductionState.WITHDRAWN: _("We withdraw it"),
}
