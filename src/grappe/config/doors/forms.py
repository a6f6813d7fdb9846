"""What is asked for at the door, beside the password?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, UserTokenForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.models import User
from grappe.apps.accounts.operations import attempts, codes
from grappe.apps.accounts.queries.directory import opens_alone
from grappe.apps.accounts.views.found import where
from grappe.config.doors.adapter import locked
from grappe.ui import clock


def counted(email: str, look: Callable[[], Any], *, kind: str, method: str) -> Any:
    """Return what a look at something secret gives, if not too many were wrong. A wrong one counts: guessing is guessing."""
    attempt = attempts.begin(email=email, where=where(context.request), at=clock.now(), kind=kind)
    if attempt.locked_until is not None:
        attempts.fail(attempt, at=clock.now(), method=method)
        raise locked(attempt)
    try:
        found = look()
    except ValidationError:
        attempts.fail(attempt, at=clock.now(), method=method)
        if attempt.locks is not None:
            raise locked(attempt) from None
        raise
    attempts.succeed(attempt, at=clock.now())
    return found


class _Code:
    """Digits of an app, or a recovery code."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = counted(self.user.email, self._looked_at, kind=attempts.CODE, method="code")
        return code

    def _looked_at(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's
        if self.authenticator.type == Authenticator.Type.TOTP and not codes.use(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_Code, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class CodeAgainForm(_Code, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class _Passkey:
    """A passkey of somebody whose password was right, or who is signed in."""

    user: Any

    def clean_credential(self) -> Authenticator:
        look = super().clean_credential  # type: ignore[misc]  # allauth's
        found: Authenticator = counted(self.user.email, look, kind=attempts.CODE, method="webauthn")
        return found


class PasskeyBesideForm(_Passkey, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


def _alone(found: Authenticator) -> Authenticator:
    """Return a passkey that its owner wants to open the account alone; one for beside the password is not enough here."""
    if not opens_alone(found):
        raise get_adapter().validation_error("incorrect_code")
    return found


class PasskeyAloneForm(LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey without anything beside it. Whose it is, is anybody's word until it is right: only the address is counted."""

    def clean_credential(self) -> Authenticator:
        look = super().clean_credential
        found: Authenticator = counted("", lambda: _alone(look()), kind=attempts.PASSKEY, method="passkey")
        return found


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password. The page leads to another password itself: a link below the field would be a second."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["password"].help_text = ""
        for field in self.fields.values():  # it says the label once more, in another word
            field.widget.attrs.pop("placeholder", None)


class OtherPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """Another password: the old one is as much a secret as at the door, and counted as there."""

    def clean_oldpassword(self) -> str:
        given: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, given):
            raise get_adapter().validation_error("enter_current_password")
        return given


class LetterLinkForm(UserTokenForm):  # type: ignore[misc]  # allauth has no types
    """The link of a letter: it opens nothing once the account is closed."""

    def _get_user(self, uidb36: str) -> User | None:
        user = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey opens the account alone, unless its owner wants it beside the password only."""

    name = forms.CharField(label=gettext_lazy("Name of the passkey"), required=False, max_length=80)
    passwordless = forms.BooleanField(
        label=gettext_lazy("It opens the account alone, without the password"), required=False, initial=True,
        help_text=gettext_lazy("The device then asks for your finger, your face or its PIN each time."),
    )  # fmt: skip
