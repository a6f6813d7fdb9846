"""What does one fill in about a file with figures, its columns, and a table?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.studies.enums import ColumnKind
from grappe.apps.studies.operations.tables import LONGEST, LONGEST_NOTE, LONGEST_TITLE
from grappe.apps.studies.operations.uploads import Given, How
from grappe.apps.studies.queries.sheets import DELIMITERS, ENCODINGS, MOST_SCANNED
from grappe.ui.trilingual import CODES, NAMES, Trilingual


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with figures"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, at most 25 MB, 50,000 rows and 60 columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )


class HowForm(forms.Form):
    """How a file is read: the sheet, the row with the headings; of a CSV the encoding and the delimiter."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row with the headings"), required=False, min_value=1, max_value=MOST_SCANNED
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), required=False, choices=[("", gettext_lazy("Found out")), *ENCODINGS.items()]
    )  # fmt: skip
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Delimiter"), required=False, choices=[("", gettext_lazy("Found out")), *DELIMITERS.items()]
    )  # fmt: skip

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sheet"]
        field.choices = [("", _("The first")), *[(name, name) for name in sheets]]
        for name in ("encoding", "delimiter") if sheets else ("sheet",):
            del self.fields[name]

    def how(self) -> How:
        given = self.cleaned_data
        return How(
            given.get("sheet", ""), given.get("header_row") or 0, given.get("encoding", ""),
            given.get("delimiter", ""),
        )  # fmt: skip


class TitleForm(Trilingual):
    """A table's title and what one must know to read it."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, LONGEST_TITLE),
        "notes": (gettext_lazy("Notes"), 2, LONGEST_NOTE),
    }
    drop_last = forms.BooleanField(label=gettext_lazy("Leave out the last row (a total)"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WordsForm(forms.Form):
    """The words of one column, which may be changed at any time."""

    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=LONGEST["unit"])
    period = forms.CharField(label=gettext_lazy("Period"), required=False, max_length=LONGEST["period"])
    territory = forms.CharField(
        label=gettext_lazy("Territory"), required=False, max_length=LONGEST["territory"]
    )
    source = forms.TypedChoiceField(
        label=gettext_lazy("Source"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, sources: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = [("", _("No source")), *sources]
        for code in CODES:
            widget = forms.TextInput(attrs={"lang": code})
            self.fields[f"label_{code}"] = forms.CharField(
                label=_("Name in the table: %(language)s") % {"language": NAMES[code]},
                required=False, max_length=LONGEST["name"], widget=widget,
            )  # fmt: skip

    @property
    def labels(self) -> list[Any]:
        return [self[f"label_{code}"] for code in CODES]

    def words(self) -> dict[str, Any]:
        given = self.cleaned_data
        found = {
            "labels": {code: given[f"label_{code}"] for code in CODES if given[f"label_{code}"]},
            "source": given["source"],
        }
        return found | {name: " ".join(given[name].split()) for name in ("unit", "period", "territory")}

    @staticmethod
    def of(column: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form shows of a column."""
        labels = {f"label_{code}": column["labels"].get(code, "") for code in CODES}
        return labels | {name: column.get(name, "") for name in ("unit", "period", "territory", "source")}


class ColumnForm(WordsForm):
    """One column of a file: whether it is kept, what it is called, and how its cells are read."""

    keep = forms.BooleanField(label=gettext_lazy("Import this column"), required=False)
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=LONGEST["name"])
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ColumnKind.choices)
    decimal = forms.ChoiceField(
        label=gettext_lazy("How numbers are written"), required=False,
        choices=[("", gettext_lazy("Not said")), (".", "1,234.56"), (",", "1.234,56")],
    )  # fmt: skip
    dates = forms.ChoiceField(
        label=gettext_lazy("How days are written"),
        choices=[("dmy", gettext_lazy("Day first (31/12/2024)")), ("mdy", gettext_lazy("Month first (12/31/2024)"))],
    )  # fmt: skip
    mixed = forms.ChoiceField(
        label=gettext_lazy("Several units"), required=False,
        choices=[("", gettext_lazy("Not decided")), ("split", gettext_lazy("A column of each unit")),
                 ("one", gettext_lazy("Only the unit named above, the other cells blank"))],
    )  # fmt: skip

    def column(self) -> dict[str, Any]:
        given = self.cleaned_data
        found = {name: given[name] for name in ("keep", "kind", "decimal", "dates", "mixed")}
        return found | self.words() | {"name": " ".join(given["name"].split())}

    @staticmethod
    def of(column: Mapping[str, Any]) -> dict[str, Any]:
        own = {name: column[name] for name in ("keep", "name", "kind", "decimal", "dates", "mixed")}
        return own | WordsForm.of(column)


def column_forms(
    columns: Sequence[Mapping[str, Any]], data: Any, sources: Sequence[tuple[int, str]], form: type[WordsForm]
) -> list[Any]:
    """Return a form for each column, filled with what is sent, else with what is kept."""
    return [
        form(data, prefix=f"c{number}", initial=form.of(column), sources=sources)
        for number, column in enumerate(columns)
    ]


def given(title: TitleForm, columns: Sequence[Any]) -> Given:
    """Return what was said of an upload, of forms that are valid."""
    return Given(
        columns=[each.column() for each in columns], titles=title.text("titles"), notes=title.text("notes"),
        drop_last=title.cleaned_data["drop_last"],
    )  # fmt: skip
