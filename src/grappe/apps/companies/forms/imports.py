"""What does somebody say of a file that is to be imported?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies.operations.import_needed import names
from grappe.apps.companies.operations.import_runs import FILL
from grappe.apps.companies.queries import imports
from grappe.apps.companies.queries.columns import OF_PERSON
from grappe.apps.companies.queries.tables import LARGEST_FILE
from grappe.ui.custom import CustomField, kept_value
from grappe.ui.custom_forms import form_field, initial
from grappe.ui.errors import BadInput

FIELD_LABELS = {
    "name": _("Registered name"), "brand": _("Brand"), "legal_form": _("Legal form"), "rcs_number": _("RCS number"),
    "vat_number": _("VAT number"), "nace": _("NACE code"), "activity": _("What it does"), "country": _("Country"),
    "commune": _("Commune"), "street": _("Street and number"), "postcode": _("Postcode"), "city": _("Town"),
    "website": _("Website"), "founded": _("Founded on"), "business_permit": _("Business permit"),
    "language": _("Language of letters"), "clusters": _("Clusters"), "external_id": _("Identifier elsewhere"),
    "year": _("Year of the figures"), "headcount": _("Headcount"), "turnover_eur": _("Turnover (EUR)"),
    "balance_sheet_eur": _("Balance sheet total (EUR)"), "person_name": _("Contact person"),
    "person_email": _("E-mail of the contact person"), "person_phone": _("Phone of the contact person"),
}  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or Excel (.xlsx); the first row names the columns. Nothing is written before you say so."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 GB."))
        return file


class MappingForm(forms.Form):
    """One select a column: which field it is, or none; and the clusters of new companies."""

    def __init__(
        self,
        *args: Any,
        headers: tuple[str, ...],
        mapping: dict[str, Any],
        lacking: Sequence[dict[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[Any] = [
            ("", _("— left out —")),
            *((name, FIELD_LABELS[name]) for name in imports.fields()),
        ]
        custom = imports.custom_columns_on_file()
        for group, of_person in (
            (_("Custom fields of the company"), False),
            (_("Custom fields of the contact person"), True),
        ):
            own = [
                (name, str(each)) for name, each in custom.items() if name.startswith(OF_PERSON) == of_person
            ]
            choices += [(group, own)] if own else []
        self.headers = headers
        for position, header in enumerate(headers):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=header or _("(no name)"),
                choices=choices,
                required=False,
                initial=mapping.get(header, ""),
            )
        self.fields["clusters"] = forms.MultipleChoiceField(
            label=_("Clusters of new companies that name none"),
            choices=[(cluster.slug, str(cluster)) for cluster in cluster_queries.clusters()],
            required=False,
            initial=mapping.get("__clusters__", []),
            widget=forms.CheckboxSelectMultiple,
        )

        self._ask_for(custom, mapping.get(FILL, {}), {each["field"]: each for each in lacking})

    def _ask_for(
        self, custom: dict[str, CustomField], fill: dict[str, Any], lacking: dict[str, dict[str, Any]]
    ) -> None:
        """Ask for a value for all rows that lack what has to be filled in; drawn on its own, sent with the columns."""
        self.needed = {name: each for name, each in custom.items() if name in lacking or name in fill}
        for name, each in self.needed.items():
            found = lacking.get(name)
            asked = form_field(replace(each, required=False, help={}))
            asked.initial = initial(each, fill.get(name, each.default if found else None))
            if found:
                told = ngettext(
                    "%(count)d row says nothing here: %(rows)s.",
                    "%(count)d rows say nothing here: %(rows)s.",
                    found["rows"],
                )
                rows = names(found["first"], found["rows"])
                asked.help_text = told % {"count": found["rows"], "rows": rows}
            else:
                asked.help_text = _("Given to all rows that say nothing here.")
            asked.widget.attrs["form"] = "columns"
            self.fields[f"fill_{name}"] = asked

    @property
    def needed_inputs(self) -> list[Any]:
        """The fields that have to be filled in, as they are drawn."""
        return [self[f"fill_{name}"] for name in self.needed]

    @property
    def column_inputs(self) -> list[Any]:
        """The columns and the clusters, as they are drawn."""
        return [self[name] for name in self.fields if not name.startswith("fill_")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.fill: dict[str, Any] = {}
        for name, each in self.needed.items():
            try:
                value = kept_value(each, cleaned.get(f"fill_{name}"))
            except BadInput as fault:
                self.add_error(f"fill_{name}", str(fault))
            else:
                self.fill |= {} if value is None else {name: value}
        return cleaned

    def changes(self) -> dict[str, str]:
        """Return `{header: field}` as chosen, with an empty field for what is left out."""
        return {
            header: self.cleaned_data[f"column_{position}"] for position, header in enumerate(self.headers)
        }
