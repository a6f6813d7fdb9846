"""By which providers can somebody connect a mailbox or a calendar without a password?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider as a page offers it, with the mail address that is likely meant."""

    ident: str
    name: str
    address: str
    form: Any = None

    def with_form(self, form: Any) -> Offer:
        """Return the same with its form."""
        return replace(self, form=form)


def offers(what: str, *, address: str) -> list[Offer]:
    """Return who is offered for `mail` or `calendar` to somebody with an address; an empty one: all are."""
    found = [each for each in settings.ACCESS_PROVIDERS.all if getattr(each, what) is not None]
    return [
        Offer(each.ident, each.name, address) for each in found if not address or each.offered_for(address)
    ]


def name_of(ident: str) -> str:
    """Return what a provider is called; its id where it is set up no more."""
    found = settings.ACCESS_PROVIDERS.by_ident(ident)
    return str(found.name) if found is not None else ident
