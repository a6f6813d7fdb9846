"""Which kinds of record have lists, put together from what each app says of its own and of others' records?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.queries import listing as companies
from grappe.apps.diagnostics.queries import listing as diagnostics
from grappe.apps.matches.queries import listing as matches
from grappe.apps.needs.queries import listing as needs
from grappe.apps.roadmaps.queries import listing as roadmaps
from grappe.ui.listing import Asked, Kind, Part

if TYPE_CHECKING:
    from datetime import date

    from grappe.apps.accounts.models import User

Builder = Callable[[Asked], Kind]
Teller = Callable[[Asked], Part]

KINDS: dict[str, tuple[Builder, tuple[Teller, ...]]] = {
    "companies": (
        companies.companies,
        (
            companies.contacts_of_companies,
            diagnostics.of_companies,
            needs.of_companies,
            roadmaps.of_companies,
        ),
    ),
    "people": (companies.people, ()),
    "contacts": (companies.contacts, ()),
    "needs": (needs.kind, (matches.of_needs,)),
    "matches": (matches.matches, ()),
    "introductions": (matches.introductions, ()),
    "steps": (roadmaps.kind, ()),
}


class UnknownKind(LookupError):
    """There is no such kind of record."""


class Catalogue:
    """The kinds as one person may ask for them today; each is put together once."""

    def __init__(self, user: User, today: date) -> None:
        self.asked = Asked(user, today)
        self._made: dict[str, Kind] = {}

    def kind(self, name: str) -> Kind:
        """Return a kind by its name. Raises UnknownKind."""
        if name not in KINDS:
            raise UnknownKind(name)
        if name not in self._made:
            build, tellers = KINDS[name]
            self._made[name] = build(self.asked).with_more(*(tell(self.asked) for tell in tellers))
        return self._made[name]


LABELS = {
    "companies": (_("Companies"), "building-factory-2"),
    "people": (_("People"), "users"),
    "contacts": (_("Contacts"), "message-circle"),
    "needs": (_("Needs"), "bulb"),
    "matches": (_("Matches"), "puzzle"),
    "introductions": (_("Introductions"), "arrows-exchange"),
    "steps": (_("Steps"), "map-route"),
}  # by which the kinds are offered, without asking the database
