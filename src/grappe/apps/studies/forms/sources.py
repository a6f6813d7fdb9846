"""What is filled in about a source, and how is a file with sources handed over?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.documents.operations import check_size
from grappe.apps.studies.queries.csl import DATES, NAMES, PAGES, doi_of, url_of
from grappe.apps.studies.queries.csl_dates import parts_of, spoken_date
from grappe.apps.studies.queries.source_fields import KINDS, fields_of, item_of, kind_label
from grappe.apps.studies.queries.source_imports import MOST_BYTES, decoded
from grappe.apps.studies.queries.sources import as_written, named, version_of
from grappe.ui.errors import BadInput
from grappe.ui.fields import DayField

LONGEST = 500


class SourceForm(forms.Form):
    """One source; its type decides the fields."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    type = forms.ChoiceField(label=gettext_lazy("Type of source"))

    def __init__(self, data: Any = None, *, kind: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kind = kind
        listed = KINDS if kind in KINDS else {kind: kind_label(kind), **KINDS}
        fields: dict[str, Any] = self.fields
        fields["type"].choices = [(name, words) for name, words in listed.items()]
        fields["type"].initial = kind
        for name in fields_of(kind):
            fields[name] = _field(kind, name)
        fields["key"] = forms.CharField(
            label=_("Citation key"), required=False, max_length=80,
            help_text=_("The team cites it by this. Left blank, it is made of name and year."),
        )  # fmt: skip
        fields["note"] = forms.CharField(
            label=_("Note for the team"), required=False, max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Is not published."),
        )  # fmt: skip

    @property
    def rows(self) -> list[Any]:
        """The fields that the type has, as they are drawn."""
        return [self[name] for name in fields_of(self.kind)]

    def clean(self) -> dict[str, Any]:
        """Look at what only has one form: DOI, address, dates."""
        given = super().clean() or {}
        for name, check in (("DOI", doi_of), ("URL", url_of)):
            if given.get(name):
                self._checked(name, check)
        for name in DATES & set(given):
            if given[name] and (name == "accessed" and not isinstance(given[name], str)):
                given[name] = given[name].isoformat()
            elif given[name]:
                self._checked(name, _date)
        return given

    def _checked(self, name: str, check: Any) -> None:
        try:
            self.cleaned_data[name] = check(self.cleaned_data[name])
        except BadInput as fault:
            self.add_error(name, str(fault))

    def raw(self, before: Any = None) -> dict[str, Any]:
        """Return the CSL-JSON item of a form that is valid; what it does not show of `before` stays."""
        typed = {name: str(self.cleaned_data.get(name) or "") for name in fields_of(self.kind)}
        return item_of(self.kind, typed, before.item if before else None)

    @classmethod
    def of(cls, source: Any) -> dict[str, Any]:
        """Return what the form shows of a source."""
        return as_written(source) | {"version": version_of(source)}


def _date(text: str) -> str:
    """Return a date as typed; one that looks like a day and is none is refused, words ("ca. 1900") are taken."""
    spoken = spoken_date(text)
    if "literal" in spoken and not any(char.isalpha() for char in text) and parts_of(text) is None:
        raise BadInput(_("“%(text)s” is no date: write 2021, 2021-03 or 2021-03-02.") % {"text": text[:50]})
    return text


def _field(kind: str, name: str) -> Any:
    label: dict[str, Any] = {"label": named(kind, name), "required": name == "title"}
    if name == "accessed":
        return DayField(label=label["label"], required=kind in PAGES)
    if name in NAMES:
        label["widget"] = forms.Textarea(attrs={"rows": 3})
        label["help_text"] = _("One a line: family name, given name; an organisation without a comma.")
        return forms.CharField(max_length=5_000, **label)
    if name == "issued":
        label["help_text"] = _("2021, 2021-03 or 2021-03-02")
    if name == "URL":
        label |= {"required": kind in PAGES, "widget": forms.TextInput(attrs={"inputmode": "url"})}
    if name == "language":
        label["help_text"] = _("Like en, fr or de")
    return forms.CharField(max_length=1_000 if name in ("title", "URL") else LONGEST, **label)


class FileForm(forms.Form):
    """A file, or its text."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False,
        help_text=gettext_lazy("BibTeX (.bib) or CSL-JSON (.json), at most 1 MB and 500 sources."),
        widget=forms.ClearableFileInput(attrs={"accept": ".bib,.bibtex,.json,.txt"}),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Or paste it here"), required=False, strip=False, max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """The text of a file that is none too large."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        try:
            check_size(file.size, name=file.name, most=MOST_BYTES)
            return decoded(b"".join(file.chunks()))
        except BadInput as fault:
            raise forms.ValidationError(str(fault)) from fault

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not (given.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file or paste its text."))
        return given

    @property
    def content(self) -> str:
        """What is to be looked at, of a form that is valid."""
        return str(self.cleaned_data["file"] or self.cleaned_data["text"])


class TakeForm(forms.Form):
    """Which of the entries come in; `read_on` is the day read of pages that do not say it."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=MOST_BYTES)
    read_on = DayField(label=gettext_lazy("Day on which these pages were read"), required=False)


class ListForm(forms.Form):
    """How the list is narrowed."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Type of source"), required=False)

    def __init__(self, data: Any, *, kinds: list[tuple[str, str]]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("All")), *kinds]

    def filters(self) -> dict[str, str]:
        """Return what was understood."""
        self.is_valid()
        return {"text": self.cleaned_data.get("q", ""), "kind": self.cleaned_data.get("kind", "")}
