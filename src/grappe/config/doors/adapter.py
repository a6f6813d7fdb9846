"""What does allauth ask of us: who may sign up (nobody), how often somebody may try, what is written down, what we write?"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import User
from grappe.apps.accounts.operations import attempts, letters
from grappe.apps.accounts.operations.audit import note
from grappe.apps.accounts.views.found import where
from grappe.config.doors import secrets, sso
from grappe.config.doors.happened import method_of
from grappe.ui import clock
from grappe.ui.answers import network_address


def locked(attempt: attempts.Attempt) -> ValidationError:
    """Say until when nothing can be tried; the same for an account that there is and for one that there is not."""
    until = attempt.locked_until or attempt.locks
    moment = date_format(until.astimezone(timezone.get_default_timezone()), "H:i") if until else ""
    return ValidationError(
        _("Too many failed attempts: sign-in is locked until %(moment)s. An administrator can unlock it."),
        code="locked", params={"moment": moment},
    )  # fmt: skip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators make the accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Look at a password, if not too many were wrong: counted first, so that none of many at once slips through."""
        if settings.WAYS_IN.only_sso:
            raise ValidationError(_("Please sign in with your organisation’s own sign-in."), code="only_sso")
        email = str(credentials.get("email") or credentials.get("username") or "")
        attempt = attempts.begin(email=email, where=where(request), at=clock.now())
        if attempt.locked_until is not None:
            attempts.fail(attempt, at=clock.now())
            raise locked(attempt)
        user = authenticate(request, username=email.lower(), password=credentials.get("password"))
        if isinstance(user, User):
            attempts.succeed(attempt, at=clock.now())
            return user
        attempts.fail(attempt, at=clock.now())
        if attempt.locks is not None:
            raise locked(attempt)
        return None

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether it is still who signed in; as many tries as at the door."""
        return self.authenticate(self.request, email=user.email, password=password) is not None

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Where single sign-on is the only way, nothing else is one, whatever was right."""
        if settings.WAYS_IN.only_sso and "sso:" not in method_of(request):
            note(
                AuditKind.SIGN_IN_REFUSED, at=clock.now(), about=user, email=user.email, where=where(request)
            )
            return redirect("account_login")
        found: HttpResponse | None = super().pre_login(request, user, **more)
        return found

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """They are in: a key of single sign-on that brought them for the first time is kept now, not before."""
        sociallogin = (more.get("signal_kwargs") or {}).get("sociallogin")
        refusal = sso.settle(request, sociallogin, user) if sociallogin is not None else None
        if refusal is not None:
            return refusal
        note(
            AuditKind.SIGNED_IN, at=clock.now(), user=user, about=user, where=where(request), method=method_of(request)
        )  # fmt: skip
        answer: HttpResponse = super().post_login(request, user, **more)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            note(
                AuditKind.SIGNED_OUT,
                at=clock.now(),
                user=request.user,
                about=request.user,
                where=where(request),
            )
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        note(AuditKind.SIGN_IN_REFUSED, at=clock.now(), about=user, email=user.email, where=where(request))
        answer: HttpResponse = super().respond_user_inactive(request, user)
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write our own letter for another password; to an address without an account nothing is written."""
        if template_prefix == "account/email/password_reset_key":
            letters.reset_link(context["user"])

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **more: Any) -> None:
        """What happened is told by `happened`, in the reader's language."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        """Say what was done in our own words; that somebody is signed in they see."""
        said = SAID.get(message_template or "")
        if message_template and said is None:
            return
        text = str(said()) if said else more.pop("message", None)
        super().add_message(request, level, message=text)


SAID = {
    "mfa/messages/totp_activated.txt": lambda: _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": lambda: _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": lambda: _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": lambda: _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": lambda: _(
        "There are new recovery codes; those before no longer work."
    ),
    "account/messages/password_changed.txt": lambda: _("Your password is changed."),
    "account/messages/password_set.txt": lambda: _("Your password is set."),
}


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors: secrets are kept so that a copy of the database alone gives none away."""

    def get_totp_issuer(self) -> str:
        return f"Grappe {settings.INITIATIVE_NAME}"

    def _get_site_name(self) -> str:
        return "Grappe"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return what a passkey is called until its owner says otherwise: none of them is the main one."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return secrets.closed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; where no key of the installation opens it, one that nobody knows: every code is wrong then."""
        found = secrets.opened(encrypted_text)
        return generate_totp_secret() if found is None else found

    def build_totp_svg(self, url: str) -> str:
        import segno

        found: str = segno.make(url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
        return found.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
