"""Which keys of identity providers open an account, and who issued them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount

from grappe.apps.accounts.models import Issued

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def issuer_of(account: SocialAccount) -> str:
    """Return who issued a key that opens an account, empty where that was not kept yet. One query."""
    return Issued.objects.filter(account=account.pk).values_list("issuer", flat=True).first() or ""


def has_key(user: User, provider: str) -> bool:
    """Whether a key of a provider opens an account already. One query."""
    return SocialAccount.objects.filter(user=user, provider=provider).exists()
