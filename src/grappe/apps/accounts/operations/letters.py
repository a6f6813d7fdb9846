"""What do we write to whose account something happened to? In their language, by the worker: a mail server that is slow holds up
no page and tells nobody which accounts there are, and one that fails is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.accounts.models import User
from grappe.ui import jobs

Letter = tuple[str, list[str]]  # subject, paragraphs


def invited(user: User, *, by: User) -> None:
    """Whoever has a new account chooses a password by a link of their own."""
    _order(user, "invited", by=by.name)


def provided(user: User, *, provider: str) -> None:
    """Who came by single sign-on for the first time has an account."""
    _order(user, "provided", provider=provider)


def identity_linked(user: User, *, provider: str) -> None:
    """An identity provider's word opens the account from now on."""
    _order(user, "identity_linked", provider=provider)


def locked(user: User, *, until: datetime, address: str) -> None:
    """Somebody, maybe the owner, failed to sign in too often."""
    _order(user, "locked", until=until.isoformat(), address=address)


def factors_reset(user: User, *, by: User) -> None:
    """An administrator took somebody's second factors away."""
    _order(user, "factors_reset", by=by.name)


def factor_changed(user: User, *, name: str, added: bool) -> None:
    """A second factor came or went, by the owner's own hand as far as we know."""
    _order(user, "factor_added" if added else "factor_removed", name=name)


def password_changed(user: User) -> None:
    """The account has another password."""
    _order(user, "password_changed")


def reset_link(user: User) -> None:
    """Somebody asked for another password for this account."""
    _order(user, "reset_link")


def _order(user: User, what: str, **given: str) -> None:
    jobs.order("accounts.send_letter", user_id=user.pk, what=what, given=given)


def send(*, user_id: int, what: str, given: dict[str, Any]) -> bool:
    """Write a letter and send it; False where the account is closed by now. A link is made here: no job keeps one."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    with translation.override(user.language):
        subject, paragraphs = WRITTEN[what](user, **given)
        body = "\n\n".join([_("Hello %(name)s,") % {"name": user.name}, *paragraphs, "-- \nGrappe"]) + "\n"
    EmailMessage(
        subject=" ".join(subject.split()), body=body, from_email=settings.DEFAULT_FROM_EMAIL, to=[user.email],
        headers={"Content-Language": user.language},
    ).send(fail_silently=False)  # fmt: skip
    return True


def link_of(user: User) -> str:
    """Return the address at which somebody chooses a password: under our own name, whatever a request calls us."""
    key = default_token_generator.make_token(user)
    where = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return str(settings.SITE_URL + where)


def _at(name: str) -> str:
    return str(settings.SITE_URL + reverse(name))


def _not_you() -> str:
    if settings.WAYS_IN.only_sso:
        return _("If that was not you, tell an administrator at once.")
    return _("If that was not you, tell an administrator at once and choose another password: %(url)s") % {
        "url": _at("account_reset_password")
    }


def _invited(user: User, by: str) -> Letter:
    made = _("%(name)s has made an account for you in Grappe, the workbench of %(initiative)s.") % {
        "name": by, "initiative": settings.INITIATIVE_NAME,
    }  # fmt: skip
    if settings.WAYS_IN.only_sso:
        names = ", ".join(one.name for one in settings.WAYS_IN.providers)
        how = _("You need no password: sign in by %(provider)s at %(url)s")
        return _("Your account in Grappe"), [made, how % {"provider": names, "url": settings.SITE_URL}]
    return _("Your account in Grappe"), [
        made,
        _("Choose your password here; the link is for you alone and works for three days: %(url)s")
        % {"url": link_of(user)},
        _("From then on you sign in with your e-mail address at %(url)s") % {"url": settings.SITE_URL},
    ]


def _provided(user: User, provider: str) -> Letter:
    came = _("You have signed in by %(provider)s for the first time, and so you have an account in Grappe.")
    return _("Your account in Grappe"), [
        came % {"provider": provider},
        _("Your role is: %(role)s.") % {"role": user.get_role_display()},
    ]


def _identity_linked(user: User, provider: str) -> Letter:
    came = _(
        "Somebody, you we hope, signed in to your account by %(provider)s for the first time; it opens it from now on."
    )
    return _("Your account opens by single sign-on"), [
        came % {"provider": provider},
        _("If that was not you, tell an administrator at once: they can make Grappe forget it."),
    ]


def _locked(user: User, until: str, address: str) -> Letter:
    local = datetime.fromisoformat(until).astimezone(timezone.get_default_timezone())
    moment = date_format(local, "H:i")
    return _("Your account is locked until %(moment)s") % {"moment": moment}, [
        _(
            "Somebody failed too often to sign in with your e-mail address, from %(address)s. "
            "Until %(moment)s nobody can try again from there."
        )
        % {"address": address or _("an unknown address"), "moment": moment},
        _(
            "If it was you, wait, or ask an administrator to unlock your account. "
            "If you have forgotten your password, choose another: %(url)s"
        )
        % {"url": _at("account_reset_password")},
        _("If it was not you, your password has kept your account safe; a second factor makes it safer: %(url)s")
        % {"url": _at("accounts:security")},
    ]  # fmt: skip


def _factors_reset(user: User, by: str) -> Letter:
    return _("Your second factors were reset"), [
        _("%(name)s has removed the authenticator app, the passkeys and the recovery codes of your account.")
        % {"name": by},
        _("Sign in with your password and set them up anew: %(url)s") % {"url": _at("accounts:security")},
        _not_you(),
    ]


def _factor_added(user: User, name: str) -> Letter:
    said = _("This was added to your account: %(name)s.") % {"name": name}
    return _("Your second factors have changed"), [said, _not_you()]


def _factor_removed(user: User, name: str) -> Letter:
    said = _("This was removed from your account: %(name)s.") % {"name": name}
    return _("Your second factors have changed"), [said, _not_you()]


def _password_changed(user: User) -> Letter:
    said = _("The password of your account was changed; you are signed out everywhere else.")
    return _("Your password has changed"), [said, _not_you()]


def _reset_link(user: User) -> Letter:
    """Whoever came by single sign-on has no password, and gets none by a letter: their second factor is not ours to skip."""
    if not user.has_usable_password() and SocialAccount.objects.filter(user=user).exists():
        none = _("Your account has no password: sign in with your organisation’s own sign-in at %(url)s")
        return _("Signing in to Grappe"), [none % {"url": settings.SITE_URL}]
    asked = _(
        "Somebody, you we hope, asked for another password for your account. "
        "Choose it here; the link works for three days: %(url)s"
    )
    return _("Choose another password"), [
        asked % {"url": link_of(user)},
        _("If it was not you, there is nothing to do: your password stays as it is."),
    ]


WRITTEN: dict[str, Callable[..., Letter]] = {
    "invited": _invited, "provided": _provided, "locked": _locked, "factors_reset": _factors_reset,
    "factor_added": _factor_added, "factor_removed": _factor_removed, "password_changed": _password_changed,
    "reset_link": _reset_link, "identity_linked": _identity_linked,
}  # fmt: skip
