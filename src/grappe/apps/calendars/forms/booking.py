"""What does one fill in to offer times, to book one, to say of which company a booking is?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from grappe.apps.calendars.enums import Country
from grappe.apps.calendars.operations.booking import LONGEST, Booker
from grappe.apps.calendars.operations.booking_types import BOUNDS, KINDS, possible_hosts
from grappe.apps.calendars.queries.offers import zones
from grappe.apps.clusters.queries import clusters
from grappe.ui.fields import Combobox
from grappe.ui.guarded import GuardedForm
from grappe.ui.trilingual import Trilingual

if TYPE_CHECKING:
    from grappe.apps.calendars.models import BookingType

_SPAN = re.compile(r"(\d{1,2})[:h.](\d{2})\s*[-–]\s*(\d{1,2})[:h.](\d{2})")
_FIRST = {str(day): "09:00-12:00, 14:00-17:00" for day in range(5)}


class HoursField(forms.CharField):
    """Hours of one day: "09:00-12:00, 14:00-17:00"; empty is closed."""

    def clean(self, value: Any) -> list[tuple[time, time]]:
        found = []
        for part in filter(None, (each.strip() for each in super().clean(value).split(","))):
            match = _SPAN.fullmatch(part)
            try:
                numbers = [int(each) for each in match.groups()] if match else []
                found.append((time(numbers[0], numbers[1]), time(numbers[2], numbers[3])))
            except (IndexError, ValueError):
                raise forms.ValidationError(_t("Write hours like this: 09:00-12:00, 14:00-17:00")) from None
        return found


class DaysField(forms.CharField):
    """Days, one a line: a day, or a first and a last one with “to” or a dash with blanks between."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[tuple[date, date]]:
        found = []
        for line in filter(None, (each.strip() for each in super().clean(value).splitlines())):
            parts = re.split(r"\s+[-–]\s+", line)
            days = [forms.DateField().clean(each) for each in parts[:2]]
            if len(parts) > 2:
                raise forms.ValidationError(
                    _t("One day a line, or a first and a last one with a dash between.")
                )
            found.append((days[0], days[-1]))
        return found


class TypeForm(Trilingual):
    """What is offered, when, where, by whom."""

    texts = {"names": (_("What is offered"), 1, 120), "descriptions": (_("What one should know"), 3, 2_000)}
    kind = forms.ChoiceField(label=_("Kind"), choices=[(each.value, each.label) for each in KINDS])
    link = forms.CharField(
        label=_("Video link"), required=False, max_length=400,
        help_text=_("{id} in it becomes a word that no other booking has, so that each has a room of its own."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place, or who calls whom"), required=False, max_length=200)
    minutes = forms.IntegerField(label=_("Length in minutes"), initial=30)
    buffer = forms.IntegerField(label=_("Minutes free before and after"), initial=15)
    notice_hours = forms.IntegerField(label=_("Not sooner than in so many hours"), initial=24)
    days_ahead = forms.IntegerField(label=_("Not later than in so many days"), initial=30)
    most_per_day = forms.IntegerField(label=_("At most a day"), required=False, min_value=1, max_value=50)
    zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Luxembourg")
    country = forms.ChoiceField(
        label=_("Closed on public holidays of"),
        choices=Country.choices,
        required=False,
        initial=Country.LUXEMBOURG,
    )
    blocked = DaysField(
        label=_("Blocked days"), required=False, help_text=_("One day a line, or a first and a last one with a dash between.")
    )  # fmt: skip
    hosts = forms.TypedMultipleChoiceField(
        label=_("Who receives"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Of several, whoever is free and has the fewest bookings ahead. Nobody chosen: you."),
    )  # fmt: skip
    cluster = forms.ChoiceField(label=_("Cluster whose managers see unplaced bookings"), required=False)
    only_linked = forms.BooleanField(label=_("Only by the link of one company"), required=False)
    active = forms.BooleanField(label=_("Can be booked"), required=False, initial=True)

    def __init__(self, *args: Any, kind: BookingType | None, **kwargs: Any) -> None:
        if kind is not None:
            kwargs["initial"] = self.spread(kind) | _shown(kind)
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["zone"].choices = [(each, each.replace("_", " ")) for each in zones()]
        fields["hosts"].choices = [(each.pk, each.name) for each in possible_hosts()]
        self.clusters = {str(each.pk): each for each in clusters()}
        fields["cluster"].choices = [("", "–"), *((key, str(each)) for key, each in self.clusters.items())]
        for name, (least, most) in BOUNDS.items():
            fields[name].min_value, fields[name].max_value = least, most
            fields[name].widget.attrs |= {"min": least, "max": most}
        for day, label in WEEKDAYS.items():
            fields[f"day_{day}"] = HoursField(
                label=capfirst(str(label)),
                required=False,
                max_length=100,
                initial="" if kind else _FIRST.get(str(day), ""),
            )
            if kind is not None:
                self.initial[f"day_{day}"] = ", ".join(
                    "-".join(rows) for rows in kind.hours.get(str(day), [])
                )

    @property
    def week(self) -> list[Any]:
        """Return the fields of the hours of the week."""
        return [self[f"day_{day}"] for day in WEEKDAYS]

    def values(self) -> dict[str, Any]:
        """Return what `operations.booking_types.save_type` takes, of a form that is valid."""
        given = self.cleaned_data
        names = (
            "kind", "link", "place", *BOUNDS, "most_per_day", "zone", "country", "only_linked", "active",
        )  # fmt: skip
        values = {name: given[name] for name in names}
        values |= {name: self.text(name) for name in self.texts}
        values["cluster"] = self.clusters.get(given["cluster"])
        chosen = set(given["hosts"])
        return {
            "values": values,
            "hours": {day: given[f"day_{day}"] for day in WEEKDAYS},
            "blocked": given["blocked"],
            "hosts": [each for each in possible_hosts() if each.pk in chosen],
        }


def _shown(kind: BookingType) -> dict[str, Any]:
    names = (
        "kind", "link", "place", *BOUNDS, "most_per_day", "zone", "country", "only_linked", "active",
    )  # fmt: skip
    shown = {name: getattr(kind, name) for name in names}
    shown["cluster"] = kind.cluster_id or ""
    shown["hosts"] = [each.pk for each in kind.hosts.all()]
    rows = [tuple(date.fromisoformat(day) for day in row) for row in kind.blocked]
    shown["blocked"] = "\n".join(
        " - ".join(date_format(day, "SHORT_DATE_FORMAT") for day in dict.fromkeys(row)) for row in rows
    )
    return shown


class BookForm(GuardedForm):
    """Who books."""

    fields: dict[str, Any]
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=LONGEST["email"], widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The confirmation goes there, with a link to move it or to call it off."),
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("Company"), max_length=LONGEST["organisation"], required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What is it about?"), max_length=LONGEST["words"], required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def who(self, *, language: str, zone: str) -> Booker:
        """Return who books, of a form that is valid."""
        given = {name: self.cleaned_data[name] for name in ("name", "email", "organisation", "words")}
        return Booker(**given, language=language, zone=zone)


class LinkForm(forms.Form):
    """For which company is a link?"""

    name = forms.CharField(
        label=_("Company"), max_length=300, widget=Combobox("companies:lookup", chosen="company")
    )
    company = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)


def zone_in(text: str, instead: str) -> str:
    """Return a time zone that an address asks for, if there is one of that name."""
    return text if text in zones() else instead


def moment_in(text: str) -> datetime | None:
    """Return the moment that an address names, in UTC; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def day_in(text: str) -> date | None:
    """Return the day that an address names; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
