"""How does an account come to be, and how does it change?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind, Language, Role
from grappe.apps.accounts.models import Session, User
from grappe.apps.accounts.operations import identities, letters
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.ui.errors import BadInput

CHANGED = ("email", "name", "role", "language")  # by administrators


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    role: str,
    language: str,
    password: str | None,
    by: User | None,
    superuser: bool = False,
) -> User:
    """Create an account; `by` None is the installation itself. `password` None: set by the reset link."""
    if by is not None:
        check_can_manage_accounts(by)
    return User.objects.create_user(
        email, password, name=name, role=role, language=language, is_superuser=superuser
    )


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Give an account a new password; `by` None is the installation itself. It is signed out everywhere."""
    if by is not None:
        check_can_manage_accounts(by)
    user.set_password(password)
    user.save(update_fields=["password"])
    Session.objects.filter(user=user).delete()


@transaction.atomic
def invite(
    *, email: str, name: str, role: str, language: str, by: User, at: datetime, where: Where = NOWHERE
) -> User:
    """Make an account and write to whose it is, with a link to choose a password. Raises PermissionDenied, BadInput."""
    check_can_manage_accounts(by)
    user = _made(email=email, name=name, role=role, language=language)
    note(AuditKind.ACCOUNT_CREATED, at=at, user=by, about=user, where=where, detail={"role": role})
    letters.invited(user, by=by)
    return user


@transaction.atomic
def invite_again(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> None:
    """Write once more with a new link, to somebody who has not signed in yet. Raises PermissionDenied, BadInput."""
    check_can_manage_accounts(by)
    if not user.is_active or user.last_login is not None:
        raise BadInput(_("%(name)s has signed in already, or has no open account.") % {"name": user.name})
    letters.invited(user, by=by)


@transaction.atomic
def provide(
    *, email: str, name: str, role: str, language: str, provider: str, at: datetime, where: Where
) -> User:
    """Make the account of somebody whom an identity provider vouches for, where the configuration gives them a role."""
    user = _made(email=email, name=name, role=role, language=language)
    note(
        AuditKind.ACCOUNT_CREATED, at=at, about=user, where=where, detail={"role": role}, method=f"sso:{provider}"[:80]
    )  # fmt: skip
    letters.provided(user, provider=provider)
    return user


def _made(*, email: str, name: str, role: str, language: str) -> User:
    _check(email, name, role, language)
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email.strip(), None, name=name.strip(), role=role, language=language
            )
    except IntegrityError as fault:
        raise BadInput(_taken(email)) from fault


def _taken(email: str) -> str:
    return _("There is an account with %(email)s already.") % {"email": email}


def _check(email: str, name: str, role: str, language: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError as fault:
        raise BadInput(_("%(email)s is no e-mail address.") % {"email": email}) from fault
    if not name.strip():
        raise BadInput(_("Please give a name."))
    if role not in Role.values or language not in Language.values:
        raise BadInput(_("Please choose a role and a language."))


@transaction.atomic
def change_account(
    *,
    user: User,
    email: str,
    name: str,
    role: str,
    language: str,
    by: User,
    at: datetime,
    where: Where = NOWHERE,
) -> User:
    """Change whose account it is and what they may. Raises PermissionDenied, BadInput.

    With another address, what opened the account by single sign-on is forgotten. Whoever is no administrator any more has no
    raw data pages either; the last administrator stays one.
    """
    check_can_manage_accounts(by)
    _check(email, name, role, language)
    user = _locked(user)
    wanted = {"email": email.strip().lower(), "name": name.strip(), "role": role, "language": language}
    before = {field: getattr(user, field) for field in CHANGED}
    changed = [field for field in CHANGED if wanted[field] != before[field]]
    if not changed:
        return user
    if role != Role.ADMINISTRATOR:
        _keep_one(user)
        user.is_superuser = False
    for field in changed:
        setattr(user, field, wanted[field])
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as fault:
        raise BadInput(_taken(email)) from fault
    if "email" in changed:
        # A provider's key was believed for the address before: who has the new one connects anew, and nobody else comes in.
        identities.forget_all(user=user, by=by, at=at, where=where)
    note(
        AuditKind.ACCOUNT_CHANGED, at=at, user=by, about=user, where=where,
        detail={field: [before[field], wanted[field]] for field in changed},
    )  # fmt: skip
    return user


def _locked(user: User) -> User:
    """Return the account anew, locked with all administrators' in one order: of two who demote each other, one waits."""
    found = User.objects.select_for_update().filter(Q(pk=user.pk) | Q(role=Role.ADMINISTRATOR)).order_by("pk")
    return next(one for one in found if one.pk == user.pk)


def _keep_one(user: User) -> None:
    """Raise BadInput where nobody else could manage accounts; they are locked by then."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.is_active and user.role == Role.ADMINISTRATOR and not others.exists():
        raise BadInput(_("%(name)s is the last administrator: make another one first.") % {"name": user.name})


@transaction.atomic
def deactivate(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> None:
    """Close an account: its sessions end at once, and what it was given by link stops. Raises PermissionDenied, BadInput."""
    check_can_manage_accounts(by)
    user = _locked(user)
    if user.pk == by.pk:
        raise BadInput(_("Nobody closes their own account: ask another administrator."))
    if not user.is_active:
        return
    _keep_one(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    Session.objects.filter(user=user).delete()
    stopped = sum(import_string(path)(user=user, by=by, at=at) for path in _hooks("accounts.deactivated"))
    note(AuditKind.ACCOUNT_DEACTIVATED, at=at, user=by, about=user, where=where, detail={"links": stopped})


def _hooks(name: str) -> tuple[str, ...]:
    known: dict[str, Any] = settings.HOOKS
    return tuple(known.get(name, ()))


@transaction.atomic
def reactivate(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> None:
    """Open an account again; links that were stopped stay so. Raises PermissionDenied."""
    check_can_manage_accounts(by)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        return
    note(AuditKind.ACCOUNT_REACTIVATED, at=at, user=by, about=user, where=where)


@transaction.atomic
def reset_factors(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> int:
    """Take away all second factors of somebody who has lost them; they are told. Raises PermissionDenied, BadInput."""
    check_can_manage_accounts(by)
    if user.pk == by.pk:
        raise BadInput(_("Nobody resets their own second factors: ask another administrator."))
    gone, _each = Authenticator.objects.filter(user=user).delete()
    if gone:
        Session.objects.filter(user=user).delete()
        note(AuditKind.FACTORS_RESET, at=at, user=by, about=user, where=where)
        letters.factors_reset(user, by=by)
    return gone
