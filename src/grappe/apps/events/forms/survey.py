"""What is typed into a survey: by whoever answers it, and by the organiser who asks?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.events.enums import QuestionKind
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.events.models import Question

SATISFACTION = (
    (1, gettext_lazy("1: not at all")),
    (2, gettext_lazy("2: rather not")),
    (3, gettext_lazy("3: partly")),
    (4, gettext_lazy("4: well")),
    (5, gettext_lazy("5: very much")),
)


class SurveyForm(forms.Form):
    """How was it? The same three questions for every event, and the organiser's own between them."""

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("How satisfied are you with the event?"), choices=SATISFACTION, coerce=int,
        empty_value=None, required=False, widget=forms.RadioSelect(attrs={"class": "survey-scale"}),
    )  # fmt: skip
    recommend = forms.TypedChoiceField(
        label=gettext_lazy("How likely are you to recommend our events to a colleague?"),
        help_text=gettext_lazy("0: not at all, 10: certainly"),
        choices=[(each, str(each)) for each in range(11)], coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect(attrs={"class": "survey-scale survey-numbers"}),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        answers: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            field = _field(question)
            field.initial = _shown(question, (answers or {}).get(str(question.pk)))
            self.fields[f"q{question.pk}"] = field
        self.fields["comment"] = forms.CharField(
            label=_("What else would you like to tell us?"), required=False, max_length=4_000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )  # fmt: skip

    @property
    def own(self) -> list[forms.BoundField]:
        """The organiser's questions."""
        return [self[f"q{question.pk}"] for question in self.questions]

    def values(self) -> dict[str, Any]:
        """Return what was answered, ready for the operation."""
        given = {str(each.pk): self.cleaned_data.get(f"q{each.pk}") for each in self.questions}
        return {name: self.cleaned_data[name] for name in ("satisfaction", "recommend", "comment")} | {
            "answers": {key: value for key, value in given.items() if value not in (None, "", [])}
        }


def _field(question: Question) -> forms.Field:
    label = Text.of(question.labels).in_language(get_language() or "en")
    common: dict[str, Any] = {"label": label, "required": question.required}
    listed = [
        (place, Text.of(each).in_language(get_language() or "en"))
        for place, each in enumerate(question.choices)
    ]
    if question.kind == QuestionKind.LONG_TEXT:
        return forms.CharField(max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}), **common)
    if question.kind == QuestionKind.CHOICE:
        return forms.TypedChoiceField(
            choices=listed, coerce=int, empty_value=None, widget=forms.RadioSelect, **common
        )
    if question.kind == QuestionKind.CHOICES:
        return forms.TypedMultipleChoiceField(
            choices=listed, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple, **common
        )
    if question.kind == QuestionKind.YES_NO:
        return forms.TypedChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes", empty_value=None,
            widget=forms.RadioSelect, **common,
        )  # fmt: skip
    return forms.CharField(max_length=300, **common)


def _shown(question: Question, answer: Any) -> Any:
    if question.kind == QuestionKind.YES_NO and answer is not None:
        return "yes" if answer else "no"
    return answer


class QuestionForm(forms.Form):
    """A question of the organiser, in up to three languages; a list has one choice a line."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of question"), choices=QuestionKind.choices)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        if question is not None:
            kwargs["initial"] = _initial(question)
        super().__init__(*args, **kwargs)
        for code, name in Language.choices:
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Question (%(language)s)") % {"language": name}, required=False, max_length=300
            )
        for code, name in Language.choices:
            self.fields[f"choices_{code}"] = forms.CharField(
                label=_("Choices (%(language)s)") % {"language": name}, required=False, max_length=4_000,
                help_text=_("One a line; only for a question with a list."),
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip

    def labels(self) -> list[forms.BoundField]:
        return [self[f"label_{code}"] for code in Language.values]

    def lists(self) -> list[forms.BoundField]:
        return [self[f"choices_{code}"] for code in Language.values]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        lines = {code: _lines(cleaned.get(f"choices_{code}", "")) for code in Language.values}
        written = {code: each for code, each in lines.items() if each}
        if len({len(each) for each in written.values()}) > 1:
            counts = ", ".join(f"{code.upper()}: {len(each)}" for code, each in written.items())
            raise forms.ValidationError(
                _("Every language needs the same number of choices, line by line (%(counts)s)."),
                params={"counts": counts},
            )
        number = max((len(each) for each in written.values()), default=0)
        cleaned["choices"] = [
            {code: each[place] for code, each in written.items()} for place in range(number)
        ]
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the question, ready for the operation."""
        labels = {code: self.cleaned_data.get(f"label_{code}", "") for code in Language.values}
        return {
            "labels": labels,
            "kind": self.cleaned_data["kind"],
            "choices": self.cleaned_data["choices"],
            "required": self.cleaned_data["required"],
        }


def _lines(text: str) -> list[str]:
    return [" ".join(line.split())[:200] for line in text.splitlines() if line.strip()]


def _initial(question: Question) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": question.kind, "required": question.required}
    for code in Language.values:
        found[f"label_{code}"] = question.labels.get(code, "")
        found[f"choices_{code}"] = "\n".join(each.get(code, "") for each in question.choices).strip()
    return found
