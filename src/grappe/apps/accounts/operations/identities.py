"""Which key of an identity provider opens an account? The first one that did, until an administrator forgets it.

A key is the subject's number together with who issued it. It is kept once its owner is in, the second factor shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.models import Issued, Session, User
from grappe.apps.accounts.operations import letters
from grappe.apps.accounts.operations.audit import NOWHERE, Where, note
from grappe.apps.accounts.permissions import check_can_manage_accounts


@transaction.atomic
def link(
    *,
    user: User,
    provider: str,
    name: str,
    issuer: str,
    connect: Callable[[], SocialAccount],
    at: datetime,
    where: Where,
) -> bool:
    """Let an issuer's key open an account from now on; False where another key of that provider does so already.

    The owner is told: whoever could make a provider say their address would else come in unseen.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if SocialAccount.objects.filter(user=user, provider=provider).exists():
        return False
    bind(account=connect(), issuer=issuer)
    note(AuditKind.IDENTITY_LINKED, at=at, user=user, about=user, where=where, method=f"sso:{provider}")
    letters.identity_linked(user, provider=name)
    return True


def bind(*, account: SocialAccount, issuer: str) -> None:
    """Keep who issued a key, unless that is known; one from before this was kept is bound to the first issuer that says it."""
    Issued.objects.get_or_create(account=account, defaults={"issuer": issuer[:500]})


@transaction.atomic
def forget(*, user: User, by: User, at: datetime, where: Where = NOWHERE) -> int:
    """Forget all keys that open an account by single sign-on: the next one that comes with its address is the key.

    Its sessions end. Raises PermissionDenied.
    """
    check_can_manage_accounts(by)
    return forget_all(user=user, by=by, at=at, where=where)


def forget_all(*, user: User, by: User, at: datetime, where: Where) -> int:
    """The same, for an operation that has asked already whether it may."""
    found = SocialAccount.objects.filter(user=user)
    names = sorted(set(found.values_list("provider", flat=True)))
    gone, _each = found.delete()
    if names:
        Session.objects.filter(user=user).delete()
        note(AuditKind.IDENTITY_FORGOTTEN, at=at, user=by, about=user, where=where, title=", ".join(names))
    return len(names)
