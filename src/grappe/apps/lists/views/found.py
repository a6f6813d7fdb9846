"""Which list does an address mean?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from grappe.apps.lists.queries.definitions import Definition, read, read_text, standard
from grappe.apps.lists.queries.kinds import KINDS, Catalogue
from grappe.apps.lists.queries.views import Shown, view_for
from grappe.ui import clock
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.lists.models import SavedView


def catalogue_for(request: Request, kind: str) -> Catalogue:
    """Return the kinds as somebody may ask for them today. Raises Http404 for a kind that there is not."""
    if kind not in KINDS:
        raise Http404
    return Catalogue(request.user, clock.today())


def definition_in(request: Request, catalogue: Catalogue, kind: str) -> Definition:
    """Return the list that an address describes (`def`); that of the kind where it describes none. Raises BadInput."""
    text = request.GET.get("def", "") or request.POST.get("def", "")
    return read_text(catalogue, kind, text) if text else standard(catalogue, kind)


def view_in(request: Request) -> SavedView | None:
    """Return the saved view that an address names; None where it names none. Raises Http404 for one that they do not see."""
    pk = number_in(request, "view")
    return found_or_404(view_for, pk, request) if pk is not None else None


def shown_in(
    request: Request, catalogue: Catalogue, kind: str, views: Sequence[Shown]
) -> tuple[Definition, SavedView | None]:
    """Return the list that a page shows, with the saved view it began as: by address, by view, or what opens first of `views`."""
    view = view_in(request)
    if view is not None and view.kind != kind:
        raise Http404
    if request.GET.get("def"):
        return read_text(catalogue, kind, request.GET["def"]), view
    if view is None and "view" not in request.GET:
        view = next((one.view for one in views if one.first), None)
    return (read(catalogue, kind, view.definition), view) if view else (standard(catalogue, kind), None)


def list_address(definition: Definition, view: object | None = None) -> str:
    """Return the address of a list, with the view that it began as."""
    asked = {"def": definition.text}
    if view is not None:
        asked["view"] = str(getattr(view, "pk", view))
    return f"{reverse('lists:list', args=[definition.kind.name])}?{urlencode(asked)}"


def to_list(request: Request, definition: Definition, *, edit: bool = False) -> HttpResponse:
    """Lead to a list, as it is now; where somebody is at its conditions, with these open."""
    address = list_address(definition, number_in(request, "view"))
    return redirect(f"{address}&edit=1" if edit or request.GET.get("edit") == "1" else address)
