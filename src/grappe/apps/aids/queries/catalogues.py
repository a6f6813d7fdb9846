"""Which catalogues of aids are loaded, and how is one asked?"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from grappe.apps.aids.models import Catalogue, Programme
from grappe.apps.aids.permissions import check_can_view_programmes
from grappe.engines import eligibility as engine

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

EVERY = "every"  # all catalogues together, where programmes are looked for
KEPT = 6  # how many compiled catalogues a process keeps: those in use, and one or two just replaced

_compiled: OrderedDict[str, engine.Catalogue] = OrderedDict()  # by digest, the last used at the end
_compiling = Lock()


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A catalogue as the list of catalogues shows it."""

    catalogue: Catalogue
    programmes: int


def loaded_catalogue(slug: str = "") -> engine.Catalogue:
    """Return a loaded catalogue, compiled; the home catalogue without a name. One query if it is kept.

    It is compiled once a process, and anew after a load. An unknown or withdrawn catalogue is empty.
    """
    wanted = Catalogue.objects.filter(withdrawn=False)
    wanted = wanted.filter(slug=slug) if slug else wanted.filter(home=True)
    pk, digest = wanted.values_list("pk", "digest").first() or (None, "")
    with _compiling:
        kept = _compiled.get(digest)
        if kept is None:
            kept = _compiled[digest] = _compile(pk)
            while len(_compiled) > KEPT:
                _compiled.popitem(last=False)
        _compiled.move_to_end(digest)
    return kept


def _compile(pk: int | None) -> engine.Catalogue:
    if pk is None:
        return engine.Catalogue((), engine.parse_fields({}))
    found = Catalogue.objects.get(pk=pk)
    fields = engine.parse_fields(found.fields)
    contents = Programme.objects.filter(catalogue=pk, withdrawn=False).order_by("slug")
    programmes = [
        engine.parse_programme(content, fields) for content in contents.values_list("content", flat=True)
    ]
    return engine.Catalogue(programmes, fields, found.communes, found.country, found.nuts)


def catalogues_in_order(first: str = "") -> list[str]:
    """Return the slugs of the loaded catalogues: the one named, the home catalogue, the others."""
    known = list(Catalogue.objects.filter(withdrawn=False).values_list("slug", flat=True))
    return sorted(known, key=lambda slug: slug != first)


def nightly_catalogues() -> list[str]:
    """Return the catalogues that are swept by night, as a run names them: the home catalogue (empty) first. One query."""
    others = Catalogue.objects.filter(nightly=True, home=False, withdrawn=False)
    return ["", *others.order_by("slug").values_list("slug", flat=True)]


def catalogues(*, for_user: User) -> QuerySet[Catalogue]:
    """Return the loaded catalogues, the home one first; all of them belong to everybody inside."""
    check_can_view_programmes(for_user)
    return Catalogue.objects.filter(withdrawn=False).defer("fields", "communes", "nuts")


def catalogue_for(slug: str, *, for_user: User) -> Catalogue:
    """Return one catalogue. Raises Catalogue.DoesNotExist, for a withdrawn one too."""
    return catalogues(for_user=for_user).get(slug=slug)


def catalogue_rows(*, for_user: User) -> list[CatalogueRow]:
    """Return the loaded catalogues with their counts. One query."""
    counted = (
        catalogues(for_user=for_user)
        .annotate(programme_count=Count("programmes", filter=Q(programmes__withdrawn=False)))
        .order_by("-home", "slug")  # counting forgets the model's own order
    )
    return [CatalogueRow(found, found.programme_count) for found in counted]
