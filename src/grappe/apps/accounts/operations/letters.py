"""What do we write to whose account something happened to? In their language, once the transaction stands."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.accounts.models import User


def _send(user: User, subject: str, paragraphs: list[str]) -> None:
    body = "\n\n".join([_("Hello %(name)s,") % {"name": user.name}, *paragraphs, "-- \nGrappe"]) + "\n"
    message = EmailMessage(
        subject=" ".join(subject.split()), body=body, from_email=settings.DEFAULT_FROM_EMAIL, to=[user.email],
        headers={"Content-Language": user.language},
    )  # fmt: skip
    transaction.on_commit(lambda: message.send(fail_silently=False), robust=True)


def _not_you() -> str:
    return _("If that was not you, tell an administrator at once and choose another password: %(url)s") % {
        "url": settings.SITE_URL + reverse("account_reset_password")
    }


def invited(user: User, *, link: str, by: User) -> None:
    """Whoever has a new account chooses a password by a link of their own."""
    with translation.override(user.language):
        _send(
            user,
            _("Your account in Grappe"),
            [
                _("%(name)s has made an account for you in Grappe, the workbench of %(initiative)s.")
                % {"name": by.name, "initiative": settings.INITIATIVE_NAME},
                _("Choose your password here; the link is for you alone and works for three days: %(url)s")
                % {"url": link},
                _("From then on you sign in with your e-mail address at %(url)s")
                % {"url": settings.SITE_URL},
            ],
        )


def provided(user: User, *, provider: str) -> None:
    """Who came by single sign-on for the first time has an account."""
    with translation.override(user.language):
        _send(
            user,
            _("Your account in Grappe"),
            [
                _(
                    "You have signed in by %(provider)s for the first time, and so you have an account in Grappe."
                )
                % {"provider": provider},
                _("Your role is: %(role)s.") % {"role": user.get_role_display()},
            ],
        )


def locked(user: User, *, until: datetime, address: str) -> None:
    """Somebody, maybe the owner, failed to sign in too often."""
    with translation.override(user.language):
        moment = date_format(until.astimezone(timezone.get_default_timezone()), "H:i")
        _send(
            user,
            _("Your account is locked until %(moment)s") % {"moment": moment},
            [
                _(
                    "Somebody failed too often to sign in with your e-mail address, from %(address)s. "
                    "Until %(moment)s nobody can try again from there."
                )
                % {"address": address or _("an unknown address"), "moment": moment},
                _(
                    "If it was you, wait, or ask an administrator to unlock your account. "
                    "If you have forgotten your password, choose another: %(url)s"
                )
                % {"url": settings.SITE_URL + reverse("account_reset_password")},
                _("If it was not you, your password has kept your account safe; a second factor makes it safer: %(url)s")
                % {"url": settings.SITE_URL + reverse("accounts:security")},
            ],
        )  # fmt: skip


def factors_reset(user: User, *, by: User) -> None:
    """An administrator took somebody's second factors away."""
    with translation.override(user.language):
        _send(
            user,
            _("Your second factors were reset"),
            [
                _(
                    "%(name)s has removed the authenticator app, the passkeys and the recovery codes of your account."
                )
                % {"name": by.name},
                _("Sign in with your password and set them up anew: %(url)s")
                % {"url": settings.SITE_URL + reverse("accounts:security")},
                _not_you(),
            ],
        )


def factor_changed(user: User, *, name: str, added: bool) -> None:
    """A second factor came or went, by the owner's own hand as far as we know."""
    with translation.override(user.language):
        said = (
            _("This was added to your account: %(name)s.")
            if added
            else _("This was removed from your account: %(name)s.")
        )
        _send(user, _("Your second factors have changed"), [said % {"name": name}, _not_you()])


def password_changed(user: User) -> None:
    """The account has another password."""
    with translation.override(user.language):
        _send(
            user,
            _("Your password has changed"),
            [_("The password of your account was changed; you are signed out everywhere else."), _not_you()],
        )


def reset_link(user: User, *, link: str) -> None:
    """Somebody asked for another password for this account."""
    with translation.override(user.language):
        _send(
            user,
            _("Choose another password"),
            [
                _(
                    "Somebody, you we hope, asked for another password for your account. "
                    "Choose it here; the link works for three days: %(url)s"
                )
                % {"url": link},
                _("If it was not you, there is nothing to do: your password stays as it is."),
            ],
        )
