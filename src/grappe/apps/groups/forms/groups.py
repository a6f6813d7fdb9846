"""What does one fill in to propose, change, decide or close a working group, and to narrow the list of them?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Language, Role
from grappe.apps.clusters import queries as clusters
from grappe.apps.groups.enums import GroupState, Joining
from grappe.apps.groups.operations.groups import LONGEST, Draft
from grappe.apps.groups.queries.groups import PLAIN, as_written, version_of
from grappe.ui.fields import DayField
from grappe.ui.trilingual import Trilingual


class ListForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *GroupState.choices])
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    mine = forms.BooleanField(label=_("Those I run"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cluster"]
        field.choices = [("", _("All")), *[(each.slug, str(each)) for each in clusters.clusters()]]


class GroupForm(Trilingual):
    """All of a group."""

    texts = {
        "names": (_("Name"), 1, LONGEST["names"]),
        "purposes": (_("Purpose"), 4, LONGEST["purposes"]),
        "expected": (_("What is to come of it"), 3, LONGEST["expected"]),
    }
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000)
    joining = forms.ChoiceField(label=_("How one joins"), choices=Joining.choices, widget=forms.RadioSelect)
    listed = forms.BooleanField(
        label=_("On the public list of working groups"), required=False,
        help_text=_("Everybody reads its name and purpose; members and minutes are never public."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Working language"), choices=Language.choices)
    rhythm_weeks = forms.IntegerField(
        label=_("A session every … weeks"), required=False, min_value=1, max_value=104
    )
    until = DayField(label=_("Planned end"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    clusters = forms.MultipleChoiceField(
        label=_("Clusters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ChoiceField(label=_("Run by"))
    team = forms.MultipleChoiceField(
        label=_("Together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"joining": Joining.REQUEST, "language": "fr"} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        people = {
            str(each.pk): each for each in accounts.colleagues(Role.ADMINISTRATOR, Role.CLUSTER_MANAGER)
        }
        self.known: dict[str, dict[str, Any]] = {
            "theme": {each.slug: each for each in clusters.themes()},
            "clusters": {each.slug: each for each in clusters.clusters()},
            "lead": people,
            "team": people,
        }
        for name, things in self.known.items():
            listed = [(key, str(thing)) for key, thing in things.items()]
            self.fields[name].choices = [("", _("None")), *listed] if name == "theme" else listed

    def draft(self) -> Draft:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        words: dict[str, Any] = {name: self.text(name) for name in self.texts}
        plain: dict[str, Any] = {name: given[name] for name in PLAIN}
        return Draft(
            **words, **plain,
            theme=self.known["theme"].get(given["theme"]),
            clusters=[self.known["clusters"][slug] for slug in given["clusters"]],
            lead=self.known["lead"].get(given["lead"]),
            team=[self.known["team"][key] for key in given["team"]],
        )  # fmt: skip

    @classmethod
    def of(cls, group: Any) -> dict[str, Any]:
        """Return what the form shows of a group."""
        return as_written(group) | {"version": version_of(group)}


class DecisionForm(forms.Form):
    why = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class PauseForm(forms.Form):
    until = DayField(label=_("Until"), required=False, help_text=_("Empty: until further notice."))


class CloseForm(Trilingual):
    """The closing report."""

    texts = {"report": (_("What came of the group"), 8, LONGEST["report"])}
