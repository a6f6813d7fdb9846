"""What is asked for at the door, beside the password?"""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.operations import attempts
from grappe.config.doors.adapter import locked
from grappe.config.doors.where import where
from grappe.ui import clock


class _Counted:
    """A code that is wrong counts as a wrong password does: guessing six digits is guessing."""

    user: Any

    def clean_code(self) -> str:
        from allauth.core import context

        attempt = attempts.begin(email=self.user.email, where=where(context.request), at=clock.now())
        if attempt.locked_until is not None:
            attempts.fail(attempt, at=clock.now(), method="code")
            raise locked(attempt)
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's
        except ValidationError:
            attempts.fail(attempt, at=clock.now(), method="code")
            if attempt.locks is not None:
                raise locked(attempt) from None
            raise
        attempts.succeed(attempt, at=clock.now())
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey opens the account alone, unless its owner wants it beside the password only."""

    name = forms.CharField(label=gettext_lazy("Name of the passkey"), required=False, max_length=80)
    passwordless = forms.BooleanField(
        label=gettext_lazy("It opens the account alone, without the password"), required=False, initial=True,
        help_text=gettext_lazy("The device then asks for your finger, your face or its PIN each time."),
    )  # fmt: skip
