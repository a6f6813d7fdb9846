"""Who has an account, how do they come in, and is it locked? For the administrators' pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from grappe.apps.accounts.enums import FACTORS
from grappe.apps.accounts.models import Attempts, Session, User
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries.policy import in_force

STATES = ("active", "inactive", "invited", "locked", "no_factor")


def with_factors(users: QuerySet[User]) -> QuerySet[User]:
    """Return users who know whether they have a second factor: `has_factor`. In the same query."""
    own = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return users.annotate(has_factor=Exists(own))


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the list."""

    user: User
    has_factor: bool
    needs_factor: bool
    locked: bool
    signed_in: bool


def accounts(
    *, for_user: User, at: datetime, text: str = "", role: str = "", state: str = ""
) -> list[Account]:
    """Return the accounts, those that are closed last. Two queries. Raises PermissionDenied."""
    check_can_manage_accounts(for_user)
    needing = set(in_force().required_roles)
    found: QuerySet[Any] = with_factors(User.objects.all()).annotate(
        locked=_locked(at), signed_in=Exists(Session.objects.filter(user=OuterRef("pk"), expire_date__gt=at)),
        closed=Case(When(is_active=True, then=0), default=1, output_field=IntegerField()),
    )  # fmt: skip
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role:
        found = found.filter(role=role)
    found = found.filter(_state(state)).order_by("closed", "name", "pk")
    return [
        Account(user, user.has_factor, user.role in needing, user.locked, user.signed_in) for user in found
    ]  # fmt: skip


def _locked(at: datetime) -> Exists:
    """Whether an account is locked, from everywhere or from one address, for passwords or for codes."""
    keys = Q()
    for before in ("", "code-"):
        keys |= Q(key=Concat(Value(f"{before}account "), OuterRef("email")))
        keys |= Q(key__startswith=Concat(Value(f"{before}pair "), OuterRef("email"), Value(" ")))
    return Exists(Attempts.objects.filter(keys, locked_until__gt=at))


def _state(state: str) -> Q:
    return {
        "active": Q(is_active=True),
        "inactive": Q(is_active=False),
        "invited": Q(is_active=True, last_login=None),
        "locked": Q(locked=True),
        "no_factor": Q(is_active=True, has_factor=False),
    }.get(state, Q())


def account(pk: int, *, for_user: User, at: datetime) -> Account:
    """Return one account. Raises PermissionDenied, ObjectDoesNotExist."""
    check_can_manage_accounts(for_user)
    found: QuerySet[Any] = with_factors(User.objects.filter(pk=pk)).annotate(
        locked=_locked(at), signed_in=Exists(Session.objects.filter(user=OuterRef("pk"), expire_date__gt=at))
    )
    user = found.first()
    if user is None:
        raise ObjectDoesNotExist
    return Account(user, user.has_factor, user.role in in_force().required_roles, user.locked, user.signed_in)


@dataclass(frozen=True, slots=True)
class Factor:
    """A way of somebody's to show that it is them."""

    pk: int
    kind: str  # totp, webauthn, recovery_codes
    name: str
    made_at: datetime
    used_at: datetime | None
    left: int = 0  # of recovery codes
    alone: bool = False  # a passkey that needs no password beside it


def factors(user: User) -> list[Factor]:
    """Return the second factors of somebody, recovery codes with how many are left. One query.

    Nothing is deciphered: they are listed, and can be reset, whatever key the installation has.
    """
    return [_factor(one) for one in Authenticator.objects.filter(user=user).order_by("type", "pk")]


def _factor(one: Authenticator) -> Factor:
    if one.type == Authenticator.Type.WEBAUTHN:
        wrapped = one.wrap()
        return Factor(
            one.pk,
            one.type,
            wrapped.name,
            one.created_at,
            one.last_used_at,
            alone=opens_alone(one),
        )
    codes = one.type == Authenticator.Type.RECOVERY_CODES
    left = app_settings.RECOVERY_CODE_COUNT - int(one.data.get("used_mask", 0)).bit_count() if codes else 0
    return Factor(one.pk, one.type, str(one.get_type_display()), one.created_at, one.last_used_at, left)


def opens_alone(one: Authenticator) -> bool:
    """Whether a passkey opens the account without the password: as its owner chose when adding it.

    What was added before that was kept says only what its device could; where that is not known, it does.
    """
    chosen: bool | None = one.data.get("alone")
    return chosen if chosen is not None else one.wrap().is_passwordless is not False


def identities(user: User) -> list[str]:
    """Return the identity providers that open an account, by name. One query."""
    names = {one.ident: one.name for one in settings.WAYS_IN.providers}
    known = SocialAccount.objects.filter(user=user).order_by("provider").values_list("provider", flat=True)
    return [names.get(each, each) for each in known]
