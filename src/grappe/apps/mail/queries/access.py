"""By which providers can somebody connect a mailbox without a password?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider as the page offers it, with the address that is likely meant."""

    ident: str
    name: str
    address: str
    form: Any = None

    def with_form(self, form: Any) -> Offer:
        """Return the same with its form."""
        return replace(self, form=form)


def offers(*, for_user: User, shared: bool) -> list[Offer]:
    """Return who lets somebody connect their own mailbox, by the domain of their address, or one of several."""
    found = [each for each in settings.ACCESS_PROVIDERS.all if each.mail is not None]
    if shared:
        return [Offer(each.ident, each.name, "") for each in found]
    return [
        Offer(each.ident, each.name, for_user.email) for each in found if each.offered_for(for_user.email)
    ]


def name_of(ident: str) -> str:
    """Return what a provider is called; its id where it is set up no more."""
    found = settings.ACCESS_PROVIDERS.by_ident(ident)
    return str(found.name) if found is not None else ident
