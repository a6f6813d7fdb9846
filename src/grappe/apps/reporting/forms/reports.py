"""What does one fill in to compose a report, to freeze it, to withdraw one, and to compare two?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from grappe.apps.clusters import queries as clusters
from grappe.apps.reporting.enums import REPORT_DIMENSIONS, Chapter
from grappe.apps.reporting.models import Indicator, Report
from grappe.apps.reporting.operations import reports
from grappe.apps.reporting.operations.freezing import LONGEST
from grappe.apps.reporting.queries.report_drafts import PLACE, as_written, version_of
from grappe.ui.trilingual import CODES, Trilingual

YEAR: dict[str, Any] = {"min_value": reports.FIRST_YEAR, "max_value": reports.LAST_YEAR}


class ReportForm(Trilingual):
    """A report as it is composed: its words, its years, and the place of each indicator in it."""

    texts = {
        "titles": (gettext_lazy("Title"), 1, reports.LONGEST["titles"]),
        "introductions": (gettext_lazy("Introduction"), 5, reports.LONGEST["introductions"]),
        **{
            f"words_{chapter.value}": (chapter.label, 3, reports.LONGEST["words"]) for chapter in Chapter
        },
    }  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    first_year = forms.IntegerField(label=gettext_lazy("From the year"), **YEAR)
    last_year = forms.IntegerField(label=gettext_lazy("To the year"), **YEAR)
    dimensions = forms.MultipleChoiceField(
        label=gettext_lazy("Taken apart by"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, each.label) for each in REPORT_DIMENSIONS],
        help_text=gettext_lazy("Not by manager: a report leaves the house."),
    )  # fmt: skip
    clusters = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of the parts by cluster only these are shown; none chosen: all."),
    )  # fmt: skip

    def __init__(self, *args: Any, report: Report | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clusters"].choices = [(each.slug, str(each)) for each in clusters.clusters()]
        self.offered = _offered(report)
        for one in self.offered:
            label = str(one) if one.active else _("%(name)s (no longer computed)") % {"name": one}
            self.fields[f"{PLACE}{one.slug}"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=999
            )

    @property
    def slugs(self) -> list[str]:
        """Return the indicators that it offers."""
        return [one.slug for one in self.offered]

    @property
    def chapters(self) -> list[tuple[str, list[Any]]]:
        """Return the fields for the places of indicators by chapter, as they are drawn."""
        return [
            (str(chapter.label), fields)
            for chapter in Chapter
            if (fields := [self[f"{PLACE}{one.slug}"] for one in self.offered if one.chapter == chapter])
        ]

    @property
    def frames(self) -> list[tuple[str, str, list[Any]]]:
        """Return, for each language, the fields of title and introduction."""
        return [(code, name, fields[:2]) for code, name, fields in self.words]

    @property
    def chapter_words(self) -> list[tuple[str, str, list[Any]]]:
        """Return, for each language, the fields of the words of each chapter."""
        return [(code, name, fields[2:]) for code, name, fields in self.words]

    def draft(self) -> reports.Draft:
        """Return what was filled in, of a form that is valid; indicators with the same place stand as in the list."""
        given = self.cleaned_data
        places = [(given[f"{PLACE}{slug}"], slug) for slug in self.slugs if given.get(f"{PLACE}{slug}")]
        return reports.Draft(
            titles=self.text("titles"), introductions=self.text("introductions"), first_year=given["first_year"],
            last_year=given["last_year"], indicators=[slug for _place, slug in sorted(places, key=lambda each: each[0])],
            dimensions=given["dimensions"], clusters=given["clusters"],
            words={chapter.value: self.text(f"words_{chapter.value}") for chapter in Chapter},
        )  # fmt: skip

    @classmethod
    def of(cls, report: Report) -> dict[str, Any]:
        """Return what the form shows of a report."""
        slugs = [one.slug for one in _offered(report)]
        return as_written(report, slugs) | {"version": version_of(report, slugs)}


def _offered(report: Report | None) -> list[Indicator]:
    """Return the indicators that a report may have, and those that it has although they are no longer computed."""
    named = report.indicators if report else []
    return list(Indicator.objects.filter(Q(active=True) | Q(slug__in=named)))


class FreezeForm(forms.Form):
    replaces = forms.ChoiceField(
        label=gettext_lazy("Takes the place of"), required=False,
        help_text=gettext_lazy("An earlier one stays as it is; its page then says that there is a newer one."),
    )  # fmt: skip

    def __init__(self, *args: Any, earlier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {str(one.pk): one for one in earlier}
        field: Any = self.fields["replaces"]
        said = _("No. %(number)d")
        numbers = [(pk, said % {"number": one.number}) for pk, one in self.earlier.items()]
        field.choices = [("", pgettext("report", "None")), *numbers]

    def chosen(self) -> Any:
        """Return the frozen report whose place is taken; None for none."""
        return self.earlier.get(self.cleaned_data["replaces"])


class WithdrawReportForm(Trilingual):
    """Why a report is withdrawn."""

    texts = {"reason": (pgettext_lazy("report", "Why it is withdrawn, as everybody reads it"), 2, LONGEST)}


def blank(year: int) -> dict[str, Any]:
    """Return what the form of a new report shows: three years up to the last one that is over."""
    return {"first_year": year - 3, "last_year": year - 1} | {f"titles_{code}": "" for code in CODES}
