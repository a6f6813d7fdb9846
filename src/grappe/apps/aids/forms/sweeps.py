"""What does somebody look for in the results of a sweep?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.enums import SizeClass
from grappe.apps.aids.queries.sweeps import FITS, SweepFilters
from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies.queries.reference import communes_by_canton, nace_sections
from grappe.engines.kernel import Text

ANY = [("", _("All"))]
VERDICTS = [
    ("", _("Eligible and undetermined")),
    ("eligible", _("Eligible")),
    ("undetermined", _("Undetermined")),
    (FITS, _("Undetermined, nothing open about the company")),
]
NEWLY = [
    ("", _("All")),
    ("last", _("Since the sweep before")),
    ("7", _("In the last 7 days")),
    ("30", _("In the last 30 days")),
]
WITHIN = [("", _("Any time")), ("14", _("In 14 days")), ("30", _("In 30 days")), ("90", _("In 90 days"))]
SIZES = [(size.name.lower(), size.label) for size in SizeClass]


class OverviewForm(forms.Form):
    """The filters of the overview as they stand in the address; what is no choice is left aside."""

    fields: dict[str, Any]  # choices are known only once a form is made
    cluster = forms.ChoiceField(label=_("Companies of the cluster"), required=False)
    within = forms.ChoiceField(label=_("Applications close"), required=False, choices=WITHIN)
    newly = forms.BooleanField(label=_("Only with companies newly eligible"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].choices = [*ANY, *((c.slug, str(c)) for c in cluster_queries.clusters())]

    def asked(self) -> dict[str, Any]:
        """Return the arguments of `overview`, as far as they can be understood."""
        self.full_clean()
        within = self.cleaned_data.get("within", "")
        return {
            "cluster": self.cleaned_data.get("cluster", ""),
            "within": int(within) if within else None,
            "newly": self.cleaned_data.get("newly", False),
        }


class ResultForm(forms.Form):
    """The filters of a programme's companies as they stand in the address; what is no choice is left aside."""

    fields: dict[str, Any]
    q = forms.CharField(
        label=_("Name, brand, RCS or VAT number"), required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    verdict = forms.ChoiceField(label=_("Verdict"), required=False, choices=VERDICTS)
    newly = forms.ChoiceField(label=_("Newly eligible"), required=False, choices=NEWLY)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    manager = forms.ChoiceField(label=_("Cluster manager"), required=False)
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[*ANY, *SIZES])
    place = forms.ChoiceField(label=_("Canton or commune"), required=False)
    section = forms.ChoiceField(label=_("Branch of activity (NACE)"), required=False)
    unknown = forms.ChoiceField(label=_("Criterion not known"), required=False)

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        clusters = [(cluster.slug, str(cluster)) for cluster in cluster_queries.clusters()]
        self.fields["cluster"].choices = [*ANY, *clusters]
        self.fields["manager"].choices = [*ANY, *((str(u.pk), str(u)) for u in cluster_queries.managers())]
        self.fields["section"].choices = [*ANY, *((n.code, f"{n.code} {n.label}") for n in nace_sections())]
        self.fields["unknown"].choices = [
            *ANY,
            *((str(bit), Text.of(one["label"]).in_language(language)) for bit, one in enumerate(criteria)),
        ]
        self.fields["place"].choices = [*ANY, *map(_canton, communes_by_canton().items())]

    def filters(self, today: date) -> SweepFilters:
        """Return what is asked for, as far as it can be understood."""
        self.full_clean()
        asked = self.cleaned_data
        place, newly = asked.get("place", ""), asked.get("newly", "")
        manager, unknown = asked.get("manager", ""), asked.get("unknown", "")
        return SweepFilters(
            verdict=asked.get("verdict", ""),
            newly=newly == "last",
            since=today - timedelta(days=int(newly)) if newly.isdecimal() else None,
            cluster=asked.get("cluster", ""),
            size=asked.get("size", ""),
            commune=place if place.isdecimal() else "",
            canton=place.removeprefix("canton:") if place.startswith("canton:") else "",
            section=asked.get("section", ""),
            manager=int(manager) if manager else None,
            unknown=int(unknown) if unknown else None,
            text=asked.get("q", ""),
        )


def _canton(entry: tuple[str, list[Any]]) -> tuple[str, list[tuple[str, str]]]:
    canton, communes = entry
    whole = (f"canton:{canton}", str(_("Canton of %(name)s") % {"name": canton}))
    return canton, [whole, *((str(commune.pk), commune.name) for commune in communes)]


class StartForm(forms.Form):
    """Which catalogue is swept: the home catalogue, or one beside it."""

    fields: dict[str, Any]
    catalogue = forms.ChoiceField(label=_("Catalogue"), required=False)

    def __init__(self, *args: Any, catalogues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["catalogue"].choices = catalogues
