"""What does somebody say of a file that is to be imported?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies.queries import imports
from grappe.apps.companies.queries.columns import OF_PERSON
from grappe.apps.companies.queries.tables import LARGEST_FILE

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

    def __init__(self, *args: Any, headers: tuple[str, ...], mapping: dict[str, Any], **kwargs: Any) -> None:
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

    def changes(self) -> dict[str, str]:
        """Return `{header: field}` as chosen, with an empty field for what is left out."""
        return {
            header: self.cleaned_data[f"column_{position}"] for position, header in enumerate(self.headers)
        }
