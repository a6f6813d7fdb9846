"""What does one fill in to add a member, to change one, and to say why somebody goes?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.enums import Language
from grappe.apps.groups.enums import MemberRole
from grappe.apps.groups.operations.members import LONGEST, Who
from grappe.apps.groups.queries.people import Known, known_as
from grappe.ui.fields import Combobox


class _Details(forms.Form):
    fields: dict[str, Any]
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST["name"])
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=LONGEST["email"])
    organisation = forms.CharField(
        label=gettext_lazy("Company or organisation"), max_length=LONGEST["organisation"], required=False
    )
    function = forms.CharField(label=gettext_lazy("Function"), max_length=LONGEST["function"], required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of our mails"), choices=Language.choices)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=MemberRole.choices, widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Chair and secretary write minutes by their link; chair, secretary and members approve them. "
            "A group has one chair."
        ),
    )  # fmt: skip


class MemberForm(_Details):
    """All of a member that can be changed."""

    def who(self) -> Who:
        """Return what was written, of a form that is valid."""
        given = self.cleaned_data
        names = ("name", "email", "organisation", "function", "language")
        return Who(**{name: given[name] for name in names})

    @staticmethod
    def of(member: Any) -> dict[str, Any]:
        """Return what the form shows of a member."""
        return {name: getattr(member, name) for name in _Details.base_fields}


class AddForm(_Details):
    """Somebody to add: chosen among people on file and colleagues, or by hand."""

    known = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    agreed = forms.BooleanField(
        label=gettext_lazy("They have agreed already"), required=False,
        help_text=gettext_lazy(
            "By telephone or at a session: they are a member at once. Otherwise they are invited and answer by their "
            "link."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.chosen: Known | None = None
        self.fields["name"].widget = Combobox("groups:people", chosen="known")
        self.fields["name"].help_text = _("People of companies on file and colleagues are suggested.")
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Empty: the one on file.")
        self.fields["language"].required = False
        self.fields["language"].choices = [("", _("The one on file, else French")), *Language.choices]

    def clean(self) -> dict[str, Any]:
        """Fill in from the file what was left empty; who was chosen and then written over is by hand."""
        cleaned = super().clean() or {}
        found = known_as(cleaned.get("known") or "", for_user=self.user)
        if found is not None and found.name == cleaned.get("name"):
            self.chosen = found
            for name in ("email", "organisation", "function", "language"):
                if name not in self.errors:
                    cleaned[name] = cleaned.get(name) or getattr(found, name)
        if not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("No address is on file: type one."))
        return cleaned

    def who(self) -> Who:
        """Return whom to add, of a form that is valid."""
        given, found = self.cleaned_data, self.chosen
        # Another address than the account's is somebody else than the colleague.
        own = found is not None and found.email.lower() == given["email"].lower()
        return Who(
            name=given["name"], email=given["email"], organisation=given["organisation"],
            function=given["function"], language=given["language"] or Language.FRENCH,
            user=found.user if found is not None and own else None,
            person=found.person if found is not None else None,
            company=found.company if found is not None else None,
        )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=LONGEST["reason"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
