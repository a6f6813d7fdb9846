"""What does somebody fill in to register, with the organiser's own questions; and was it a person who filled it in?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.events.enums import Attendance, QuestionKind
from grappe.apps.events.operations import Filled
from grappe.apps.events.operations.registrations import LONGEST
from grappe.engines.kernel import Text
from grappe.ui.guarded import GuardedForm


class AnswersForm(forms.Form):
    """Who somebody is, how they take part, and what the organiser asks."""

    fields: dict[str, Any]
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Company or organisation"), max_length=LONGEST["organisation"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    function = forms.CharField(
        label=gettext_lazy("Function"), max_length=LONGEST["function"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )  # fmt: skip
    attendance = forms.ChoiceField(label=gettext_lazy("You take part"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language of our mails to you"), choices=Language.choices)

    def __init__(self, *args: Any, ways: Sequence[str], questions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        if len(ways) > 1:
            self.fields["attendance"].choices = [(way, Attendance(way).label) for way in ways]
        else:
            del self.fields["attendance"]
        for question in self.questions:
            self.fields[_key(question)] = _field(question)

    @property
    def asked(self) -> list[Any]:
        """The fields of the organiser's questions, as they are drawn."""
        return [self[_key(question)] for question in self.questions]

    def filled(self, *, email: str = "") -> Filled:
        """Return what was filled in, of a form that is valid."""
        given = self.cleaned_data
        answers = {str(question.pk): _answer(question, given[_key(question)]) for question in self.questions}
        return Filled(
            name=given["name"], email=given.get("email", email), organisation=given["organisation"],
            function=given["function"], language=given["language"], attendance=given.get("attendance", ""),
            answers={key: value for key, value in answers.items() if value not in (None, "", [])},
        )  # fmt: skip

    @staticmethod
    def of(registration: Any) -> dict[str, Any]:
        """Return what the form shows of a registration."""
        names = ("name", "organisation", "function", "language", "attendance", "email")
        shown = {name: getattr(registration, name) for name in names}
        for key, answer in registration.answers.items():
            shown[f"q{key}"] = (
                {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else
                [str(place) for place in answer] if isinstance(answer, list) else str(answer)
            )  # fmt: skip
        return shown


class RegistrationForm(GuardedForm, AnswersForm):
    """The same for somebody who registers: an address, and what tells people from programs."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("name", "email", "organisation", "function", "attendance")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self.field_order])


def _key(question: Any) -> str:
    return f"q{question.pk}"


def _field(question: Any) -> forms.Field:
    language = get_language() or "en"
    label = Text.of(question.labels).in_language(language)
    choices = [
        (str(place), Text.of(each).in_language(language)) for place, each in enumerate(question.choices)
    ]
    how: dict[str, Any] = {"label": label, "required": question.required}
    if question.kind == QuestionKind.LONG_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000, **how)
    if question.kind == QuestionKind.CHOICE:
        if not question.required:
            choices.insert(0, ("", _("No answer")))
        return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, **how)
    if question.kind == QuestionKind.CHOICES:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=choices, **how)
    if question.kind == QuestionKind.YES_NO:
        both = [("yes", _("Yes")), ("no", _("No"))]
        if not question.required:
            both.append(("", _("No answer")))
        return forms.ChoiceField(widget=forms.RadioSelect, choices=both, **how)
    return forms.CharField(max_length=300, **how)


def _answer(question: Any, given: Any) -> Any:
    if given in ("", [], None):
        return None
    if question.kind == QuestionKind.YES_NO:
        return given == "yes"
    if question.kind == QuestionKind.CHOICES:
        return [int(place) for place in given]
    return int(given) if question.kind == QuestionKind.CHOICE else given
