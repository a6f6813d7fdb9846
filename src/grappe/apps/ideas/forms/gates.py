"""What does one fill in to bring an idea to its gate, to ask somebody, to review, and to decide?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grappe.apps.accounts.enums import Language, Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.groups.queries.people import Known, known_as
from grappe.apps.ideas.enums import Outcome
from grappe.apps.ideas.operations.decisions import MOST_REASONS
from grappe.apps.ideas.operations.reviews import MOST_REMARK, MOST_WHY, MOST_WORDS, Said
from grappe.ui.fields import Combobox, DayField
from grappe.ui.trilingual import Trilingual

CANNOT = "x"  # the answer "cannot judge"
SCORES = (
    ("4", pgettext_lazy("score", "4 – fully")),
    ("3", pgettext_lazy("score", "3 – well")),
    ("2", pgettext_lazy("score", "2 – partly")),
    ("1", pgettext_lazy("score", "1 – little")),
    ("0", pgettext_lazy("score", "0 – not at all")),
    (CANNOT, gettext_lazy("cannot judge")),
)


class AskForm(forms.Form):
    """Somebody to ask for a review: chosen among people on file and colleagues, or by hand."""

    fields: dict[str, Any]
    known = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    organisation = forms.CharField(
        label=gettext_lazy("Company or organisation"), max_length=300, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of our mails"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.chosen: Known | None = None
        self.fields["name"].widget = Combobox("groups:people", chosen="known")
        self.fields["name"].help_text = _("People of companies on file and colleagues are suggested.")
        self.fields["email"].help_text = _("Empty: the one on file.")
        self.fields["language"].choices = [("", _("The one on file, else French")), *Language.choices]

    def clean(self) -> dict[str, Any]:
        """Fill in from the file what was left empty; who was chosen and then written over is by hand."""
        cleaned = super().clean() or {}
        found = known_as(cleaned.get("known") or "", for_user=self.user)
        if found is not None and found.name == cleaned.get("name"):
            self.chosen = found
            for name in ("email", "organisation", "language"):
                if name not in self.errors:
                    cleaned[name] = cleaned.get(name) or getattr(found, name)
        if cleaned.get("name") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("No address is on file: type one."))
        return cleaned

    @property
    def on_file(self) -> Known | None:
        """Who is meant on file, where the address is theirs; of a form that is valid."""
        found = self.chosen
        same = found is not None and found.email.lower() == self.cleaned_data["email"].lower()
        return found if same else None


class OpenForm(AskForm):
    """To bring an idea to its gate: until when, which colleagues, and perhaps somebody else."""

    due_on = DayField(label=gettext_lazy("Reviews until"))
    colleagues = forms.MultipleChoiceField(
        label=gettext_lazy("Colleagues"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, hands: set[int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = colleagues(Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)
        self.people = {str(each.pk): each for each in found if each.pk not in hands}
        self.fields["colleagues"].choices = [(key, each.name) for key, each in self.people.items()]
        self.fields["name"].required = False

    @property
    def asked(self) -> list[Any]:
        """Return the colleagues who were ticked, of a form that is valid."""
        return [self.people[key] for key in self.cleaned_data["colleagues"]]


class DayForm(forms.Form):
    """Another day until which reviews are given."""

    due_on = DayField(label=gettext_lazy("Reviews until"))


class InterestForm(forms.Form):
    """What somebody declares before they review."""

    fields: dict[str, Any]
    conflict = forms.CharField(
        label=gettext_lazy("What is it?"), required=False, max_length=MOST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class DeclineForm(forms.Form):
    """Why somebody does not review."""

    why = forms.CharField(
        label=gettext_lazy("Why (may stay empty)"), required=False, max_length=MOST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


@dataclass(frozen=True)
class Written:
    """What somebody wrote and did not give: criteria with score and words, words over all, advice."""

    rows: list[tuple[str, str, str]]
    words: str
    advice: str


class ReviewForm(forms.Form):
    """A review: for each criterion a score and words, then words over all and what one advises."""

    fields: dict[str, Any]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    words = forms.CharField(
        label=gettext_lazy("Over all"), required=False, max_length=MOST_WORDS,
        help_text=gettext_lazy("What is strong, what is weak, what would make it better?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    advice = forms.ChoiceField(
        label=gettext_lazy("What do you advise?"), required=False, choices=Outcome.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, criteria: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for each in criteria:
            self.fields[f"s_{each.key}"] = forms.ChoiceField(
                label=each.name, help_text=each.help, choices=SCORES, required=False, widget=forms.RadioSelect
            )
            self.fields[f"r_{each.key}"] = forms.CharField(
                label=_("Why: %(criterion)s") % {"criterion": each.name}, required=False,
                max_length=MOST_REMARK, widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return each criterion with the fields of its score and its words."""
        return [(each, self[f"s_{each.key}"], self[f"r_{each.key}"]) for each in self.criteria]

    def written(self) -> Written | None:
        """Return what stands in the form, to be read where it can no longer be sent; None where nothing does."""
        labels = {code: str(label) for code, label in (*SCORES, *Outcome.choices)}
        rows = [
            (each.name, labels.get(score.value() or "", ""), why.value() or "")
            for each, score, why in self.rows
        ]
        words, advice = self["words"].value() or "", labels.get(self["advice"].value() or "", "")
        found = Written([row for row in rows if row[1] or row[2]], words, advice)
        return found if found.rows or words or advice else None

    def said(self) -> Said:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        answers = {each.key: given[f"s_{each.key}"] for each in self.criteria}
        return Said(
            scores={key: None if score == CANNOT else int(score) for key, score in answers.items() if score},
            remarks={each.key: given[f"r_{each.key}"] for each in self.criteria},
            words=given["words"],
            advice=given["advice"],
        )

    @staticmethod
    def of(review: Any) -> dict[str, Any]:
        """Return what the form shows of a draft; None for no draft."""
        if review is None:
            return {"version": 0}
        scores = {f"s_{key}": CANNOT if score is None else str(score) for key, score in review.scores.items()}
        remarks = {f"r_{key}": words for key, words in review.remarks.items()}
        return {
            "version": review.version,
            "words": review.words,
            "advice": review.advice,
            **scores,
            **remarks,
        }


class DecisionForm(Trilingual):
    """What is decided at a gate, and why."""

    texts = {"reasons": (gettext_lazy("Reasons"), 4, MOST_REASONS)}
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    until = DayField(
        label=gettext_lazy("Looked at again on"), required=False,
        help_text=gettext_lazy("Only of an idea that is parked; it may stay empty."),
    )  # fmt: skip

    def over(self, version: str) -> DecisionForm:
        """Return the form with what was typed, to be decided on what stands now."""
        return DecisionForm({**dict(self.data.items()), "version": version})
