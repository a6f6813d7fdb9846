"""Which aids are there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.aids.models import Programme
from grappe.apps.aids.permissions import check_can_view_programmes
from grappe.apps.aids.queries.catalogues import EVERY, loaded_catalogue
from grappe.engines import eligibility as engine

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def programmes(
    *, for_user: User, catalogue: str = "", theme: str = "", kind: str = "", status: str = "", text: str = ""
) -> QuerySet[Programme]:
    """Return the programmes of a catalogue, filtered; all of them belong to everybody inside.

    `catalogue` names it; empty is the home catalogue, EVERY all of them together.
    """
    check_can_view_programmes(for_user)
    found = Programme.objects.filter(withdrawn=False).prefetch_related("themes", "clusters")
    if catalogue != EVERY:
        found = found.filter(**({"catalogue__slug": catalogue} if catalogue else {"catalogue__home": True}))
    if theme:
        found = found.filter(themes__slug=theme)
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    for word in text.split()[:8]:
        found = found.filter(content__icontains=word) if len(word) > 2 else found
    return found.order_by("slug").defer("content")


def programme_for(slug: str, *, for_user: User) -> Programme:
    """Return one programme, also a withdrawn one. Raises Programme.DoesNotExist."""
    check_can_view_programmes(for_user)
    known = Programme.objects.select_related("catalogue").prefetch_related("themes", "clusters")
    return known.get(slug=slug)


def programme_of(pk: int, *, for_user: User) -> Programme:
    """Return one programme by its id, also a withdrawn one. Raises Programme.DoesNotExist."""
    check_can_view_programmes(for_user)
    return Programme.objects.defer("content").get(pk=pk)


def details(slug: str, catalogue: str | None = None) -> engine.Programme | None:
    """Return a programme as the engine reads it, None when it is not in force any more.

    `catalogue` is the one that it belongs to, where the caller knows it.
    """
    if catalogue is None:
        found = Programme.objects.filter(slug=slug).values_list("catalogue__slug", flat=True).first()
        if found is None:
            return None
        catalogue = found
    return next((found for found in loaded_catalogue(catalogue).programmes if found.id == slug), None)
