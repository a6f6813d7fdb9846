"""What may be chosen on the pages of the desk?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.queries.reference import communes_by_canton, nace_sections
from grappe.apps.search.enums import OFFERED, Size

_EVERY = ("", pgettext_lazy("filter", "all"))


class SearchFilters(forms.Form):
    """What a search is narrowed to; the names are those of the operators. What cannot be read narrows nothing."""

    type = forms.ChoiceField(label=_("Type"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    nace = forms.ChoiceField(label=_("Activity (NACE)"), required=False)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    size = forms.ChoiceField(label=pgettext_lazy("company", "Size"), required=False)
    after = forms.DateField(
        label=pgettext_lazy("day", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.DateField(
        label=pgettext_lazy("day", "To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["type"].choices = [_EVERY, *((kind.value, kind.label) for kind in OFFERED)]
        fields["cluster"].choices = [_EVERY, *((row.slug, str(row)) for row in clusters())]
        fields["nace"].choices = [_EVERY, *((row.code, str(row)) for row in nace_sections())]
        communes = [
            (canton, [(row.name, row.name) for row in rows]) for canton, rows in communes_by_canton().items()
        ]
        fields["commune"].choices = [_EVERY, *communes]
        fields["size"].choices = [_EVERY, *Size.choices]

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, by the operator's name."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
