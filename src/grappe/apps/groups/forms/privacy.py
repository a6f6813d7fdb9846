"""What does one say who has somebody's data erased, or their own?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class EraseForm(forms.Form):
    """Whether in all groups or in one, and whether what they said in discussions goes too."""

    fields: dict[str, Any]
    scope = forms.ChoiceField(
        label=gettext_lazy("Where"), required=False, widget=forms.RadioSelect, initial="all",
        choices=[("all", ""), ("one", "")],
    )  # fmt: skip
    words = forms.BooleanField(
        label=gettext_lazy("Take back what they said in discussions too"), required=False
    )

    def __init__(self, *args: Any, count: int, name: str, here: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if count < 2 or not here:
            del self.fields["scope"]
            return
        self.fields["scope"].choices = [
            ("all", _("In all %(count)d working groups, by this one request") % {"count": count}),
            ("one", _("In “%(name)s” only") % {"name": name}),
        ]

    @property
    def only_here(self) -> bool:
        """Whether one group was chosen, of a form that is valid."""
        return str(self.cleaned_data.get("scope", "")) == "one"


class OwnEraseForm(forms.Form):
    """One's own data: the address is typed, so that nobody does it by a slip or for somebody else."""

    fields: dict[str, Any]
    words = forms.BooleanField(label=gettext_lazy("Take back what I said in discussions too"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Your e-mail address, to confirm"), max_length=254,
        help_text=gettext_lazy("The one at which our mails about the group reach you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, member: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_address(self) -> str:
        """Compare what was typed with the address on file."""
        typed = str(self.cleaned_data["address"]).strip()
        if typed.casefold() != self.member.email.casefold():
            raise forms.ValidationError(_("This is not the address that we have of you. Nothing was erased."))
        return typed
