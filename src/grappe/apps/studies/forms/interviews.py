"""What does one fill in about an interview: the contact planned, an answer, the consent, the words for print?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.companies.enums import ContactKind, NoteLanguage
from grappe.apps.companies.queries.contacts import possible_people, possible_team
from grappe.apps.studies.enums import QUOTABLE, Consent, ConsentHow, QuestionKind
from grappe.apps.studies.operations.interviews import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_TEXT,
    Given,
    Plan,
)
from grappe.apps.studies.operations.passages import LONGEST
from grappe.apps.studies.queries.written import description_as_written, facts_as_written
from grappe.ui import conflicts
from grappe.ui.fields import Combobox, DayField, MomentField
from grappe.ui.numbers import number_of
from grappe.ui.trilingual import Trilingual


class CompanyForm(forms.Form):
    """Which company is to be interviewed."""

    name = forms.CharField(
        label=gettext_lazy("Company"), max_length=300, required=False,
        widget=Combobox("companies:lookup", chosen="company", attrs={"autofocus": True}),
    )  # fmt: skip
    company = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)


class PlanForm(forms.Form):
    """A contact that is planned to be an interview."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContactKind.choices)
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=200,
        help_text=gettext_lazy("Stands in the invitation and on the company's timeline."),
    )  # fmt: skip
    starts_at = MomentField(label=gettext_lazy("Begins (Luxembourg time)"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=5, max_value=1440, initial=60
    )
    link = forms.URLField(
        label=gettext_lazy("Video link"), required=False, max_length=500, assume_scheme="https",
        help_text=gettext_lazy("Required for a video call: the address where one joins."),
    )  # fmt: skip
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)
    people: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("From the company"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    team: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("From our side"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    invite = forms.BooleanField(
        label=gettext_lazy("Send the invitation by e-mail"), required=False, initial=True,
        help_text=gettext_lazy(
            "With a calendar file, in each person's language. Nobody is invited to what is already over."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, company: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["people"].queryset = possible_people(company.pk)
        fields["team"].queryset = possible_team()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == ContactKind.VIDEO and not given.get("link") and "link" not in self.errors:
            self.add_error("link", _("A video call needs the address where one joins."))
        return given

    def draft(self) -> Plan:
        """Return what was written, of a form that is valid."""
        return Plan(**self.cleaned_data)


class AnswerForm(forms.Form):
    """What was answered to one question: a value for a closed one, and words."""

    text = forms.CharField(required=False, strip=False, max_length=LONGEST_TEXT + 2_000)
    version = forms.IntegerField(min_value=0, max_value=10**9)
    passage = forms.CharField(required=False, strip=False, max_length=LONGEST_TEXT)

    data: Any

    def __init__(self, data: Any, *, question: Any) -> None:
        super().__init__(data)
        self.question = question

    def value(self) -> Any:
        """Return what was chosen, of a form that is valid, as the operation takes it; BadInput for what is no number."""
        sent = [str(each).strip() for each in self.data.getlist("value")] if self.data else []
        sent = [each[:60] for each in sent if each]
        kind = self.question.kind
        if not sent or kind == QuestionKind.TEXT:
            return None
        if kind == QuestionKind.NUMBER:
            return number_of(sent[0])
        if kind == QuestionKind.YES_NO:
            return {"yes": True, "no": False}.get(sent[0], sent[0])
        numbers = [int(each) if each.isascii() and each.isdigit() else each for each in sent]
        return numbers if kind == QuestionKind.CHOICES else numbers[0]


class FactsForm(forms.Form):
    """With whom the interview was, and in which language."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Person interviewed"), required=False, coerce=int, empty_value=None
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the conversation"), choices=NoteLanguage.choices
    )
    finished = forms.BooleanField(label=gettext_lazy("Everything is written down"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, interview: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.pk: each for each in possible_people(interview.contact.company_id)}
        field: Any = self.fields["person"]
        field.choices = [("", _("Not said")), *((pk, str(each)) for pk, each in self.people.items())]

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, of a form that is valid, as the operation takes it."""
        return self.cleaned_data | {"person": self.people.get(self.cleaned_data["person"])}

    @classmethod
    def of(cls, interview: Any) -> dict[str, Any]:
        """Return what the form shows of an interview."""
        shown = facts_as_written(interview)
        return shown | {"version": conflicts.version_of(shown)}


class ConsentForm(forms.Form):
    """What the person interviewed allows."""

    consent = forms.ChoiceField(
        label=gettext_lazy("What the person interviewed allows"),
        choices=Consent.choices,
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How it was given"), required=False,
        choices=[("", gettext_lazy("Not said")), *ConsentHow.choices],
    )  # fmt: skip
    on = DayField(label=gettext_lazy("Given on"), required=False)
    by = forms.CharField(label=gettext_lazy("Given by"), required=False, max_length=LONGEST_NAME)

    @classmethod
    def of(cls, interview: Any, *, today: date) -> dict[str, Any]:
        """Return what the form shows: the consent on file, else today's by the person interviewed."""
        day = interview.consent_on or today
        by = interview.consent_by or (interview.person.name if interview.person else "")
        return {"consent": interview.consent, "how": interview.consent_how, "on": day, "by": by}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        missing = {
            "how": _("Say how it was given."),
            "on": _("Say on which day."),
            "by": _("Say who gave it."),
        }
        if given.get("consent") in QUOTABLE:
            for name, label in missing.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, label)
        return given

    def given(self) -> Given:
        return Given(**self.cleaned_data)


class DescriptionForm(Trilingual):
    """What may be said of the company in print, in up to three languages."""

    texts = {"texts": (gettext_lazy("What may be said of the company"), 2, LONGEST_DESCRIPTION)}
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    @classmethod
    def of(cls, interview: Any) -> dict[str, Any]:
        """Return what the form shows of an interview."""
        shown = description_as_written(interview)
        return shown | {"version": conflicts.version_of(shown)}


class PublishedForm(Trilingual):
    """How a passage stands in print, in up to three languages."""

    texts = {"published": (gettext_lazy("As it stands in print"), 4, LONGEST)}
