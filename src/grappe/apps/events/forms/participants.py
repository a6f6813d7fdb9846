"""What does a participant fill in: who they are, whom they look for?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format, time_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries import reference
from grappe.apps.events.operations.participants import LONGEST_ABOUT, LONGEST_TEXT, Profile
from grappe.apps.events.queries.participants import slots_of
from grappe.apps.events.queries.partners import Filters, sections_in

_AREA = {"rows": 4, "maxlength": LONGEST_TEXT}


class ProfileForm(forms.Form):
    """What somebody offers and seeks, one thing a line, and when they cannot meet."""

    fields: dict[str, Any]
    offers = forms.CharField(
        label=_("What you offer"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=_AREA),
        help_text=_("One thing a line, in any language: “surface coating of aluminium parts”, not “solutions”."),
    )  # fmt: skip
    seeks = forms.CharField(
        label=_("What you seek"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=_AREA),
        help_text=_("One thing a line. Partners are proposed to you by it, with the reason."),
    )  # fmt: skip
    about = forms.CharField(
        label=_("Your organisation in one sentence"), required=False, max_length=LONGEST_ABOUT
    )
    shown = forms.BooleanField(
        label=_("The other participants may see this profile and ask me for a meeting"), required=False
    )
    unavailable = forms.MultipleChoiceField(
        label=_("When you cannot meet"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = slots_of(plan)
        here = get_current_timezone()
        several = len({slot.starts_at.astimezone(here).date() for slot in slots}) > 1
        if slots:
            self.fields["unavailable"].choices = [(slot.pk, _hours(slot, here, several)) for slot in slots]
        else:
            del self.fields["unavailable"]

    def profile(self) -> Profile:
        """Return what was typed, as the operations take it."""
        given = self.cleaned_data
        return Profile(
            offers=given["offers"], seeks=given["seeks"], about=given["about"], shown=given["shown"],
            unavailable=[int(pk) for pk in given.get("unavailable", [])],
        )  # fmt: skip


def _hours(slot: Any, here: Any, with_day: bool) -> str:
    begins, ends = slot.starts_at.astimezone(here), slot.ends_at.astimezone(here)
    hours = f"{time_format(begins, 'H:i')}–{time_format(ends, 'H:i')}"
    return f"{date_format(begins, 'SHORT_DATE_FORMAT')}, {hours}" if with_day else hours


class DirectoryForm(forms.Form):
    """Whom a participant looks for among the others."""

    fields: dict[str, Any]
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    cluster = forms.TypedChoiceField(label=_("Cluster"), required=False, coerce=int, empty_value=None)
    section = forms.ChoiceField(label=_("Branch of activity"), required=False)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("proposed", _("Those proposed to me")),
            ("open", _("Those I have no request with")),
        ],
    )

    def __init__(self, *args: Any, plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        named = [(each.pk, str(each)) for each in clusters.clusters()]
        self.fields["cluster"].choices = [*everything, *named]
        there = set(sections_in(plan))
        label = reference.LABELS.get((get_language() or "en")[:2], "label_en")
        sections = [(each.code, getattr(each, label)) for each in reference.nace_sections()]
        self.fields["section"].choices = [*everything, *(each for each in sections if each[0] in there)]

    def filters(self) -> Filters:
        """Return what to narrow to; what nobody offers narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        return Filters(
            text=asked.get("q", ""), cluster=asked.get("cluster"), section=asked.get("section", ""),
            only=asked.get("only", ""),
        )  # fmt: skip
