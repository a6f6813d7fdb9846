"""What does one fill in to found a team, and to say which companies a role sees?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from grappe.apps.accounts import queries as accounts
from grappe.apps.accounts.enums import Role, Scope

if TYPE_CHECKING:
    from grappe.apps.accounts.models import Team, User


class TeamForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    members: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They see every company of the team; whoever works may change it."),
    )  # fmt: skip

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        if team is not None:
            members = [each.pk for each in team.members.all()]
            kwargs["initial"] = {"name": team.name, "members": members, "version": team.version}
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = accounts.everybody()  # type: ignore[attr-defined]  # a field that chooses models


class TeamEndForm(forms.Form):
    """Which team takes over what hangs on one that ends."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    to: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=gettext_lazy("The team that takes over"), queryset=None, required=False, empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Nobody may come to see more than before: else it is not done, and you are told who would."),
        error_messages={"invalid_choice": gettext_lazy("This team is no more.")},
    )  # fmt: skip

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": team.version}
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = accounts.teams().exclude(pk=team.pk)  # type: ignore[attr-defined]  # a field that chooses models


class ScopesForm(forms.Form):
    """One choice for each role but the administrators', who see all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role, scope in accounts.scopes().items():
            self.fields[role] = forms.ChoiceField(
                label=Role(role).label, choices=Scope.choices, initial=scope, widget=forms.RadioSelect
            )
