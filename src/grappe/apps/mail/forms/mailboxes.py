"""What does one fill in to connect a mailbox, to say what is taken in of it, and to leave somebody out?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grappe.apps.companies.enums import Audience
from grappe.apps.mail.enums import Security, Takes, Words
from grappe.apps.mail.operations.mailboxes import Place, Wishes
from grappe.ui.fields import DayField

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.mail.models import Mailbox


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
    host = forms.CharField(
        label=_("Mail server (IMAP)"), max_length=253, help_text=_("For example imap.mailbox.org.")
    )
    security = forms.ChoiceField(label=_("Security"), choices=Security.choices, initial=Security.TLS)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    username = forms.CharField(
        label=_("User name there"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = _password()
    address = forms.EmailField(
        label=_("Address of the mailbox"), required=False,
        help_text=_("Where it is not your address here: mails from and to it are ours."),
    )  # fmt: skip

    def place(self) -> Place:
        """Return where the mailbox is, of a form that is valid."""
        names = ("host", "port", "security", "username", "password")
        return Place(**{name: self.cleaned_data[name] for name in names})


class SharedForm(ConnectForm):
    """A mailbox that several look after: mails are forwarded there, or sent to it in copy."""

    name = forms.CharField(label=_("What it is called here"), max_length=200)
    field_order = ("name", "host", "security", "port", "username", "password", "address")


class PasswordForm(forms.Form):
    password = _password()


class SignInForm(forms.Form):
    """The mailbox to which its provider is asked for access; whose it is, is found out there."""

    address = forms.EmailField(
        label=_("Address of the mailbox"),
        help_text=_("You are led to your provider, sign in there, and come back. Grappe never sees your password."),
    )  # fmt: skip


class SharedSignInForm(SignInForm):
    name = forms.CharField(label=_("What it is called here"), max_length=200)
    field_order = ("name", "address")


class ChooseForm(forms.Form):
    """Which folders are read, and what is taken in of them."""

    folders = forms.TypedMultipleChoiceField(
        label=_("Folders"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("With the folder of sent mails, your answers stand in the timeline too."),
    )  # fmt: skip
    takes = forms.ChoiceField(
        label=_("What is taken in"), choices=Takes.choices, widget=forms.RadioSelect,
        help_text=_("Of all other mails nothing is kept: no sender, no subject, no text."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=pgettext_lazy("mail", "Who reads it"), choices=Audience.choices, widget=forms.RadioSelect,
        help_text=_(
            "Besides whom it came to. In confidence: those who look after the company. Of each mail it can be changed."
        ),
    )  # fmt: skip
    since = DayField(
        label=_("Not older than"), required=False, help_text=_("Empty: all mails that are in the folders.")
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Who looks after it"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("They see what waits in it, and read all its mails."),
    )  # fmt: skip

    def __init__(self, *args: Any, mailbox: Mailbox, people: list[User], **kwargs: Any) -> None:
        folders = list(mailbox.folders.all())
        kwargs["initial"] = {
            "folders": [each.pk for each in folders if each.chosen],
            "takes": mailbox.takes,
            "audience": mailbox.audience,
            "since": mailbox.since,
            "members": [each.pk for each in mailbox.members.all()],
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["folders"].choices = [(each.pk, each.name) for each in folders]
        self._people = {each.pk: each for each in people}
        if mailbox.user_id is None:
            fields["members"].choices = [(each.pk, each.name) for each in people]
        else:
            del fields["members"]

    def wishes(self) -> Wishes:
        """Return what is wanted, of a form that is valid."""
        given = self.cleaned_data
        return Wishes(
            folders=given["folders"], takes=given["takes"], audience=given["audience"], since=given["since"],
            members=[self._people[pk] for pk in given.get("members", [])],
        )  # fmt: skip


class IgnoreForm(forms.Form):
    words = forms.ChoiceField(label=_("Leave out"), choices=Words.choices)
    value = forms.CharField(label=_("Address or domain"), max_length=254)
