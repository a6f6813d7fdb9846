"""What does somebody look for in the list of companies?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.queries.lists import Filters
from grappe.apps.companies.queries.reference import communes_by_canton, nace_sections
from grappe.ui.listing_address import asked as node
from grappe.ui.listing_address import list_address

ANY = [("", gettext_lazy("All"))]


ORDER_NAMES = {
    "name": gettext_lazy("Name, from A"),
    "-name": gettext_lazy("Name, from Z"),
    "-headcount": gettext_lazy("Headcount, largest first"),
    "headcount": gettext_lazy("Headcount, smallest first"),
    "activity": gettext_lazy("Activity, by code"),
    "-activity": gettext_lazy("Activity, by code from the end"),
    "commune": gettext_lazy("Commune, from A"),
    "-commune": gettext_lazy("Commune, from Z"),
    "-founded": gettext_lazy("Founded last"),
    "founded": gettext_lazy("Founded first"),
    "-added": gettext_lazy("Newest on file"),
    "added": gettext_lazy("Longest on file"),
}


def order_names() -> list[tuple[str, Any]]:
    """Return what the list may be ordered by, with the words for it."""
    return list(ORDER_NAMES.items())


class FilterForm(forms.Form):
    """The filters as they stand in the address; what is no choice is left aside, never an error."""

    fields: dict[str, Any]  # choices and querysets are known only once a form is made
    q = forms.CharField(
        label=gettext_lazy("Name, brand, RCS or VAT number"), required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Canton or commune"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Branch of activity (NACE)"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("My clusters only"), required=False)
    archived = forms.BooleanField(label=gettext_lazy("Archived ones"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].choices = [*ANY, *((cluster.slug, str(cluster)) for cluster in clusters())]
        self.fields["section"].choices = [
            *ANY,
            *((row.code, f"{row.code} {row.label}") for row in nace_sections()),
        ]
        self.fields["place"].choices = [
            *ANY,
            *(
                (canton, [(f"canton:{canton}", canton_label(canton)), *((str(c.pk), c.name) for c in rows)])
                for canton, rows in communes_by_canton().items()
            ),
        ]

    def filters(self) -> Filters:
        """Return what is asked for, as far as it can be understood."""
        self.full_clean()
        asked = self.cleaned_data
        place = asked.get("place", "")
        return Filters(
            text=asked.get("q", ""),
            cluster=asked.get("cluster", ""),
            canton=place.removeprefix("canton:") if place.startswith("canton:") else "",
            commune=int(place) if place.isdecimal() else None,
            section=asked.get("section", ""),
            mine=asked.get("mine", False),
            archived=asked.get("archived", False),
        )

    def as_list(self, order: str) -> str:
        """Return the address of the same selection as a list with columns, conditions and files."""
        filters = self.filters()
        communes = {
            key: name
            for group in self.fields["place"].choices
            if isinstance(group[1], list)
            for key, name in group[1]
        }
        return list_address(
            "companies",
            node("text", "contains", filters.text) if filters.text else None,
            node("cluster", "any_of", [filters.cluster]) if filters.cluster else None,
            node("canton", "any_of", [filters.canton]) if filters.canton else None,
            node("commune", "any_of", [communes[str(filters.commune)]]) if filters.commune else None,
            node("section", "any_of", [filters.section]) if filters.section else None,
            node("mine", "yes") if filters.mine else None,
            node("archived", "yes" if filters.archived else "no"),
            sort=order,
        )


def canton_label(canton: str) -> str:
    """Return what choosing a whole canton is called."""
    return str(gettext_lazy("Canton of %(name)s") % {"name": canton})
