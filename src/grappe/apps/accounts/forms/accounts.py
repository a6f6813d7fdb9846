"""What does an administrator fill in: whose account, the rules of signing in, which entries of the audit?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grappe.apps.accounts.enums import Language, Role
from grappe.apps.accounts.models import SecurityPolicy
from grappe.apps.accounts.queries import audit
from grappe.apps.accounts.queries.directory import STATES
from grappe.apps.accounts.queries.policy import RULES
from grappe.ui.fields import DayField

ALL = [("", gettext_lazy("All"))]
STATE_WORDS = dict(
    zip(
        STATES,
        (
            gettext_lazy("Open"), gettext_lazy("Closed"), gettext_lazy("Invited"), gettext_lazy("Locked"),
            gettext_lazy("Without a second factor"),
        ),
        strict=True,
    )
)  # fmt: skip


class AccountForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.CLUSTER_MANAGER)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Language.choices, initial=Language.FRENCH
    )


class ListForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Name or e-mail"), required=False, max_length=100)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=[*ALL, *Role.choices])
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[*ALL, *STATE_WORDS.items()]
    )


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    required_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles that need a second factor"), choices=Role.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whoever has none is led to set one up before anything else; not who comes by single sign-on."),
    )  # fmt: skip

    class Meta:
        model = SecurityPolicy
        fields = RULES


class AuditForm(forms.Form):
    person = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    since = DayField(label=pgettext_lazy("day", "From"), required=False)
    until = DayField(label=pgettext_lazy("day", "To"), required=False)
    text = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].choices = [("", _("All")), *[(str(pk), name) for pk, name in people]]
        fields["kind"].choices = [("", _("All")), *audit.kinds()]

    def asked(self) -> audit.Asked:
        """Return what is asked for; what is no answer asks for all."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        person = given.get("person") or ""
        return audit.Asked(
            person=int(person) if person else None, kind=given.get("kind") or "", since=given.get("since"),
            until=given.get("until"), text=(given.get("text") or "").replace("\x00", " ").strip(),
        )  # fmt: skip
