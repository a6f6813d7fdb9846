"""What does one fill in to capture an idea and to change one: its words, what it answers, whose it is, what it belongs to?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Language, Role
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies import queries as companies
from grappe.apps.groups.queries.people import Known, known_as
from grappe.apps.ideas.operations.authors import Who
from grappe.apps.ideas.operations.ideas import LONGEST_TEXT, LONGEST_TITLE, Draft
from grappe.apps.ideas.queries.written import as_written, canvas_field, questions, version_of
from grappe.engines.kernel import Text
from grappe.ui.fields import Combobox


class WordsForm(forms.Form):
    """The words of an idea and the questions of the canvas, each of which may wait."""

    fields: dict[str, Any]
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    title = forms.CharField(
        label=gettext_lazy("The idea in one line"), max_length=LONGEST_TITLE, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("What is it, for whom, and why now?"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language of these words"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = questions()
        for question in self.asked:
            self.fields[canvas_field(question.slug)] = forms.CharField(
                label=_in(question.names), help_text=_in(question.helps), required=False,
                max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def canvas(self) -> list[Any]:
        """Return the fields of the canvas, in the order of the questions."""
        return [self[canvas_field(each.slug)] for each in self.asked]

    @property
    def canvas_is_open(self) -> bool:
        """Whether something stands in the canvas, or is wrong with it: then it is shown at once."""
        return any(field.value() or field.errors for field in self.canvas)

    def words(self) -> dict[str, Any]:
        """Return the words of a form that is valid, as a draft takes them."""
        given = self.cleaned_data
        answers = {each.slug: given.get(canvas_field(each.slug), "") for each in self.asked}
        return {name: given[name] for name in ("title", "text", "language")} | {"canvas": answers}

    def draft(self, **more: Any) -> Draft:
        """Return what was written, of a form that is valid, with what the form does not ask."""
        return Draft(**self.words(), **more)

    @classmethod
    def of(cls, idea: Any) -> dict[str, Any]:
        """Return what the form shows of an idea."""
        return as_written(idea) | {
            "version": version_of(idea), "company_id": idea.company_id, "lead_now": idea.lead,
        }  # fmt: skip


class IdeaForm(WordsForm):
    """All of an idea."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    company = forms.CharField(
        label=gettext_lazy("Company"), max_length=300, required=False,
        widget=Combobox("companies:lookup", chosen="company_id"),
        help_text=gettext_lazy("Whose idea it is, where a company on file had it."),
    )  # fmt: skip
    company_id = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    lead = forms.ChoiceField(label=gettext_lazy("Looked after by"), required=False)
    confidential = forms.BooleanField(
        label=gettext_lazy("Confidential"), required=False,
        help_text=gettext_lazy("Only those who look after it, its authors and its reviewers see it."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.company_found = user, None
        people = accounts.colleagues(Role.ADMINISTRATOR, Role.CLUSTER_MANAGER)
        self.things: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "lead": {str(each.pk): each for each in people},
        }
        lead = kwargs.get("initial", {}).get("lead_now")
        if lead is not None:  # somebody who left stays until somebody else is chosen
            self.things["lead"].setdefault(str(lead.pk), lead)
        for name, things in self.things.items():
            listed = [
                (key, str(getattr(thing, "name", "") if name == "lead" else thing))
                for key, thing in things.items()
            ]
            self.fields[name].choices = listed if name == "clusters" else [("", _("None")), *listed]

    def clean(self) -> dict[str, Any]:
        """Find the company that was meant: the one chosen, or the only one on file of that name."""
        cleaned = super().clean() or {}
        typed = cleaned.get("company", "")
        if typed:
            self.company_found = self._company(typed, cleaned.get("company_id"))
            if self.company_found is None:
                self.add_error("company", _("Choose a company on file."))
        return cleaned

    def _company(self, typed: str, key: int | None) -> Any:
        if key is not None:
            try:
                found = companies.company_for(key, for_user=self.user)
            except ObjectDoesNotExist:
                return None
            if found.name == typed:
                return found
        same = [each for each in companies.search(typed, for_user=self.user) if each.name == typed]
        return same[0] if len(same) == 1 else None

    def draft(self, **more: Any) -> Draft:
        given = self.cleaned_data
        return Draft(
            **self.words(),
            **more,
            theme=self.things["theme"].get(given["theme"]),
            clusters=[self.things["clusters"][slug] for slug in given["clusters"]],
            lead=self.things["lead"].get(given["lead"]),
            company=self.company_found,
            confidential=given["confidential"],
        )


class AuthorFields(forms.Form):
    """Who had an idea: somebody on file or a colleague, chosen; or by name and address."""

    fields: dict[str, Any]
    known = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    author = forms.CharField(
        label=gettext_lazy("Who had it"), required=False, max_length=200,
        widget=Combobox("groups:people", chosen="known"),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    organisation = forms.CharField(
        label=gettext_lazy("Company or organisation"), required=False, max_length=300
    )
    reads = forms.ChoiceField(label=gettext_lazy("Language of our mails"), required=False)

    def prepare(self, user: Any) -> None:
        """Say whose form it is; called once the form is made."""
        self.reader = user
        self.person: Known | None = None
        self.fields["reads"].choices = [("", _("The one on file, else French")), *Language.choices]
        self.fields["email"].help_text = _("Empty: the one on file.")

    def who(self) -> Who:
        """Return who was meant, of a form that is valid; nobody where nothing is typed."""
        given, found = self.cleaned_data, self.person
        if found is not None:
            return Who(user=found.user, person=found.person)
        return Who(
            name=given["author"],
            email=given["email"],
            organisation=given["organisation"],
            language=given["reads"],
        )

    def check_author(self, cleaned: dict[str, Any]) -> None:
        """Find who was chosen; who was typed only needs an address."""
        found = known_as(cleaned.get("known") or "", for_user=self.reader)
        name = cleaned.get("author", "")
        if found is not None and found.name == name and not cleaned.get("email"):
            self.person = found
            if found.person is not None and not found.email:
                self.add_error("email", _("No address is on file: type one."))
        elif name and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("No address is on file: type one."))
        elif cleaned.get("email") and not name:
            self.add_error("author", _("Say the name."))


class CaptureForm(AuthorFields, IdeaForm):
    """A new idea. Nobody named: it is the writer's own."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.prepare(user)
        self.fields["author"].help_text = _(
            "Empty: you had it yourself. People of companies on file and colleagues are suggested."
        )
        self.fields["reads"].initial = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_author(cleaned)
        return cleaned


class AuthorForm(AuthorFields):
    """One more author of an idea."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("author") and "author" not in self.errors:
            self.add_error("author", _("Say the name."))
        else:
            self.check_author(cleaned)
        return cleaned


def _in(texts: Any) -> str:
    return Text.of(texts).in_language(get_language() or "en") if texts else ""
