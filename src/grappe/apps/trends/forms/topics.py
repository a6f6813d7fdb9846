"""What does one choose to narrow the topics, and what does an analyst fill in to name or merge one?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grappe.apps.clusters import queries as clusters
from grappe.apps.trends.enums import Direction, TopicState
from grappe.apps.trends.operations.correcting import LONGEST_NAME
from grappe.apps.trends.queries.topics import WEAK
from grappe.engines.planning import add_months
from grappe.ui.trilingual import Trilingual

MONTHS = 36  # to choose from
LAST_YEAR = 9_000  # the last month that is counted with has one after it
COURSES = [
    (each.value, pgettext_lazy("topic", "New") if each == Direction.NEW else each.label) for each in Direction
]


def months(today: date) -> list[tuple[str, str]]:
    """Return the months to choose from, the latest first."""
    first = today.replace(day=1)
    found = [add_months(first, -back) for back in range(MONTHS)]
    return [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in found]


def month_of(text: str) -> date | None:
    """Return the first day of a month such as "2026-05"; None for what is none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if found.year <= LAST_YEAR else None


class TopicListForm(forms.Form):
    course = forms.ChoiceField(
        label=gettext_lazy("Direction"), required=False,
        choices=[("", gettext_lazy("All")), *COURSES, (WEAK, gettext_lazy("Weak signals"))],
    )  # fmt: skip
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("Month"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, today: date, hidden: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        every = ("", _("All"))
        fields["theme"].choices = [every, *[(each.slug, str(each)) for each in clusters.themes()]]
        fields["cluster"].choices = [every, *[(each.slug, str(each)) for each in clusters.clusters()]]
        fields["month"].choices = [every, *months(today)]
        states = [each for each in TopicState.choices if hidden or each[0] != TopicState.HIDDEN]
        fields["state"].choices = [every, *states]

    def asked(self) -> dict[str, Any]:
        """Return what `queries.topics.topics` takes; what is no choice narrows nothing."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return given | {"month": month_of(given["month"]) if given["month"] else None}


class NameForm(Trilingual):
    """What a topic is called."""

    texts = {"names": (gettext_lazy("Name"), 1, LONGEST_NAME)}
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @classmethod
    def of(cls, topic: Any) -> dict[str, Any]:
        """Return what the form shows of a topic."""
        return cls.spread(topic) | {"version": topic.version}


class MergeForm(forms.Form):
    """Into which topic another one goes."""

    into = forms.ChoiceField(label=gettext_lazy("Goes into"))

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.choices = [(str(pk), name) for pk, name in others]
