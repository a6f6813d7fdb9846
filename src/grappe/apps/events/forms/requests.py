"""What does one say when one asks for a meeting, answers, or reports what came of it?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters import queries as clusters
from grappe.apps.events.enums import HalfDay, OutcomeKind, Wish
from grappe.apps.events.operations.outcomes import LONGEST_TEXT
from grappe.apps.events.operations.requests import LONGEST_WORDS


class AskForm(forms.Form):
    """How important a meeting is, in which part of the day, and a few words."""

    wish = forms.TypedChoiceField(
        label=_("How important is it to you?"), coerce=int, choices=Wish.choices, initial=Wish.WANT,
        widget=forms.RadioSelect,
    )  # fmt: skip
    session = forms.TypedChoiceField(
        label=_("When would suit you?"), coerce=int, choices=HalfDay.choices, initial=HalfDay.ANY
    )
    message = forms.CharField(
        label=_("Your message"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS}),
        help_text=_("What would you like to talk about? It helps the other side to say yes."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Accept or decline, how important it is, and a few words."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("decline", "")])
    wish = forms.TypedChoiceField(
        label=_("How important is it to you?"), coerce=int, choices=Wish.choices, initial=Wish.WANT,
        widget=forms.RadioSelect, required=False, empty_value=None,
    )  # fmt: skip
    words = forms.CharField(
        label=_("Your answer"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_WORDS}),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """What came of a meeting, in one click and, if one likes, in one's own words."""

    kind = forms.ChoiceField(
        label=_("What came of it?"), choices=OutcomeKind.choices, widget=forms.RadioSelect
    )
    rating = forms.TypedChoiceField(
        label=_("How useful was it?"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        choices=[
            ("", _("I do not say")), (1, _("1 – not at all")), (2, "2"), (3, "3"), (4, "4"), (5, _("5 – very"))
        ],
    )  # fmt: skip
    text = forms.CharField(
        label=_("In your words"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT}),
        help_text=_("For you and the organiser."),
    )  # fmt: skip
    share = forms.BooleanField(label=_("The other side may read my words"), required=False)


class ThemeForm(forms.Form):
    """Under which theme an outcome becomes a need."""

    theme = forms.ChoiceField(label=_("Theme"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django calls it
        field = self.fields["theme"]
        field.choices = [(each.slug, str(each)) for each in clusters.themes()]  # type: ignore[attr-defined]  # a field that chooses
