"""What does one fill in to connect a calendar server, to choose calendars, to give another password, to remove it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grappe.apps.calendars.operations.discovery import domain_in
from grappe.apps.companies.enums import ContactKind
from grappe.ui.fields import Combobox

if TYPE_CHECKING:
    from grappe.apps.calendars.models import Account


def _password() -> forms.CharField:
    return forms.CharField(
        label=_("Password"), max_length=500, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Best one for this program alone, which your server makes (“app password”). It is kept sealed and goes to that "
            "server only."
        ),
    )  # fmt: skip


class ConnectForm(forms.Form):
    url = forms.CharField(
        label=_("Address of the server, or your mail address"), max_length=500,
        help_text=_(
            "For example https://dav.mailbox.org/, or of a Nextcloud https://…/remote.php/dav/. Its name is often enough; "
            "of a mail address, the domain says where its calendars are."
        ),
    )  # fmt: skip
    username = forms.CharField(
        label=_("User name there"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("With a mail address above, it may be left empty."),
    )  # fmt: skip
    password = _password()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("username", "").strip() and "url" in cleaned and not domain_in(cleaned["url"]):
            self.add_error("username", _("Give the user name, or a mail address above."))
        return cleaned

    def at(self, url: str) -> ConnectForm:
        """Return the form as it was sent, with another address of the server and whose calendars are looked for there."""
        name = self.cleaned_data["username"].strip() or self.cleaned_data["url"].strip()
        form = ConnectForm({**self.cleaned_data, "url": url, "username": name})
        form.full_clean()
        return form


class PasswordForm(forms.Form):
    password = _password()


class SignInForm(forms.Form):
    """Whose calendar its provider is asked for; who signs in is found out there."""

    address = forms.EmailField(
        label=_("Your mail address there"),
        help_text=_("You are led to your provider, sign in there, and come back. Grappe never sees your password."),
    )  # fmt: skip


class ChooseForm(forms.Form):
    """Which calendar contacts are written to, and which count as time that is taken."""

    target = forms.TypedChoiceField(
        label=_("Write contacts and events to"), coerce=int, widget=forms.RadioSelect,
        help_text=_("What you move, rename or delete there moves here too, or is asked."),
    )  # fmt: skip
    counts = forms.TypedMultipleChoiceField(
        label=_("Counts as time that is taken"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Colleagues who plan with you see that you are not free, never why. The calendar written to counts always."),
    )  # fmt: skip
    titles = forms.BooleanField(
        label=_("Subjects of confidential contacts may stand there"), required=False,
        help_text=_(
            "Otherwise only the time does: your server, your telephone and whoever shares your calendar read what stands there."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        calendars = list(account.calendars.all())
        target = next((each for each in calendars if each.is_target), None)
        kwargs["initial"] = {
            "target": target.pk if target is not None else None,
            "counts": [each.pk for each in calendars if each.counts],
            "titles": account.titles,
        }
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        writable = [each for each in calendars if each.may_write]
        if target is not None and account.entries.exists():
            writable = [target]
        fields["target"].choices = [(each.pk, each.name) for each in writable]
        fields["counts"].choices = [(each.pk, each.name) for each in calendars]


class RemoveForm(forms.Form):
    leave = forms.ChoiceField(
        label=_("What stands in your calendar"), widget=forms.RadioSelect, initial="yes",
        choices=[("yes", _("stays there")), ("no", _("is taken out; what you changed there since stays"))],
    )  # fmt: skip


class TakeOverForm(forms.Form):
    """With which company is a meeting of one's own calendar?"""

    name = forms.CharField(
        label=_("Company"), max_length=300, widget=Combobox("companies:lookup", chosen="company"),
    )  # fmt: skip
    company = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices, initial=ContactKind.VISIT)
