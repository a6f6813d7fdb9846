"""How does somebody see a list, and change what it shows? What a list is stands in its address; nothing is written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.lists import operations
from grappe.apps.lists.enums import Format, Match
from grappe.apps.lists.forms import ConditionForm, initial
from grappe.apps.lists.permissions import can_act, can_change_view
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.definitions import Leaf, node_at, place_of, with_node
from grappe.apps.lists.queries.kinds import LABELS, Catalogue
from grappe.apps.lists.queries.pages import columns_of, count_of, page
from grappe.apps.lists.queries.views import views_of
from grappe.apps.lists.queries.words import chips, lines, sentence
from grappe.apps.lists.views.boards import board_context, with_title
from grappe.apps.lists.views.found import (
    catalogue_for,
    definition_in,
    list_address,
    shown_in,
    to_list,
    view_in,
)
from grappe.ui.errors import BadInput
from grappe.ui.found import number_in
from grappe.ui.listing import Kind
from grappe.ui.requests import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Lead to the list of companies."""
    return redirect("lists:list", kind="companies")


@require_safe
def show(request: Request, kind: str) -> HttpResponse:
    """Show one page of a list, with what it asks for in words."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    views = views_of(kind, for_user=request.user)
    definition, view = shown_in(request, catalogue, kind, views)
    board = operations.board_of(kind, catalogue.asked)
    context = {
        **_about(definition, view),
        "formats": Format.choices,
        "kinds": [(name, label, icon, name == kind) for name, (label, icon) in LABELS.items()],
        "lines": _lines(catalogue, definition),
        "chips": chips(definition.where),
        "editing": request.GET.get("edit") == "1",
        "views": views,
        "opens_first": any(one.first and one.view == view for one in views),
        "may_change": view is not None and can_change_view(request.user, view),
        "changed": view is not None and definition.raw != getattr(view, "definition", None),
        "adding": _adding(definition.kind, ""),
        "matches": Match.choices,
        "has_board": board is not None,
        "may_act": can_act(request.user),
        "on_board": definition.board and board is not None,
    }
    if board is not None and definition.board:
        context |= board_context(request, catalogue, with_title(definition), board)
    else:
        context |= _table(request, catalogue, definition)
    return render(request, "lists/list.html", context | {"definition": definition})


def _table(request: Request, catalogue: Catalogue, definition: definitions.Definition) -> dict[str, Any]:
    """One page of the table, and what can be done to its rows."""
    found = page(
        catalogue, definition, after=number_in(request, "after"), before=number_in(request, "before"),
        counts=request.GET.get("count") == "1",
    )  # fmt: skip
    headers = _headers(definition)
    acts = (
        operations.acts_of(definition.kind.name, catalogue.asked)
        if can_act(request.user) and found.rows
        else {}
    )
    return {
        "page": found,
        "rows": [(row.pk, row.cells) for row in found.rows],
        "headers": headers,
        "acts": [(act.name, act.label) for act in acts.values() if act.custom is None],
        "custom_acts": [(act.name, act.label) for act in acts.values() if act.custom is not None],
    }  # fmt: skip


@require_safe
def count(request: Request, kind: str) -> HttpResponse:
    """Say how many rows a list has: the list itself does not wait for that."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    return render(request, "lists/_count.html", {"page": count_of(catalogue, definition)})


@require_safe
@vary_on_headers("HX-Request")  # going back must not show the fragment as a page
def columns(request: Request, kind: str) -> HttpResponse:
    """Offer all columns, those that are shown first: the list itself does not wait for their names and buttons."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    view = view_in(request)
    context = {
        "kind": definition.kind, "definition": definition, "view": view, "chooser": _chooser(definition),
        "back": list_address(definition, view),
    }  # fmt: skip
    return render(request, "lists/_chooser.html" if request.htmx else "lists/columns.html", context)


def _about(definition: definitions.Definition, view: Any) -> dict[str, Any]:
    return {
        "kind": definition.kind,
        "definition": definition,
        "view": view,
        "sentence": sentence(definition.where),
    }


def _headers(definition: definitions.Definition) -> list[dict[str, Any]]:
    """The columns' heads with the list that pressing each leads to."""
    found = []
    for column in columns_of(definition):
        sorted_by = definition.sort.removeprefix("-") == column.name
        falling = definition.sort.startswith("-")
        turned = f"-{column.name}" if sorted_by and not falling else column.name
        found.append(
            {
                "column": column,
                "order": ("descending" if falling else "ascending") if sorted_by else "",
                "sort": turned if column.sort is not None else "",
            }
        )
    return found


def _chooser(definition: definitions.Definition) -> list[tuple[Any, bool]]:
    """All columns: those that are shown first, in their order."""
    shown = columns_of(definition)
    rest = [column for column in definition.kind.columns if column not in shown]
    return [*((column, True) for column in shown), *((column, False) for column in rest)]


def _lines(catalogue: Catalogue, definition: definitions.Definition) -> list[dict[str, Any]]:
    """What is asked for line by line; into groups and other records something can be added."""
    found = []
    for line in lines(definition.where):
        shown: dict[str, Any] = {"line": line, "adding": None}
        if line.sort != "leaf":
            _node, about = node_at(catalogue, definition, place_of(line.place))
            shown["adding"] = _adding(about, line.place)
        found.append(shown)
    return found


def _adding(kind: Kind, place: str) -> dict[str, Any]:
    """What can be added at a place."""
    return {
        "place": place,
        "filters": sorted(kind.filters, key=lambda each: str(each.label).casefold()),
        "relations": kind.relations,
    }


@require_safe
def change(request: Request, kind: str) -> HttpResponse:
    """Change what a list shows, one thing at a time, and lead to it."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    raw = definition.raw
    do = request.GET.get("do", "")
    place = place_of(request.GET.get("at", ""))
    if do == "sort":
        raw["sort"] = request.GET.get("sort", "")
    elif do == "columns":
        raw["columns"] = _columns(request)
    elif do == "remove":
        node_at(catalogue, definition, place)
        raw = with_node(definition, place, None, add=False)
    elif do == "match":
        raw = _matched(catalogue, definition, place, request.GET.get("match", ""))
    elif do == "show":
        raw["as"] = request.GET.get("as", "")
    return to_list(request, definitions.read(catalogue, kind, raw))


def _columns(request: Request) -> list[str]:
    """The chosen columns in order; a button of a row moves it by one place."""
    chosen = request.GET.getlist("c")
    moved, _colon, way = request.GET.get("move", "").partition(":")
    if moved in chosen and way in {"up", "down"}:
        place = chosen.index(moved)
        other = place - 1 if way == "up" else place + 1
        if 0 <= other < len(chosen):
            chosen[place], chosen[other] = chosen[other], chosen[place]
    return chosen[:100]


def _matched(catalogue: Catalogue, definition: definitions.Definition, place: Any, match: str) -> Any:
    node, _kind = node_at(catalogue, definition, place)
    if isinstance(node, Leaf) or match not in Match.values:
        raise BadInput(_("This address of a list cannot be read."))
    return with_node(definition, place, definitions.raw_node(node) | {"match": match}, add=False)


@require_safe
def condition(request: Request, kind: str) -> HttpResponse:
    """Ask how a field is compared, then lead to the list with it; a group, or other records, are added at once."""
    check_can_view_companies(request.user)
    catalogue = catalogue_for(request, kind)
    definition = definition_in(request, catalogue, kind)
    place = place_of(request.GET.get("at", ""))
    standing, about = node_at(catalogue, definition, place)
    editing = isinstance(standing, Leaf)
    if not editing and (added := _whole(request.GET.get("filter", ""), about)):
        raw = with_node(definition, place, added, add=True)
        return to_list(request, definitions.read(catalogue, kind, raw), edit=True)
    found = standing.filter if isinstance(standing, Leaf) else about.filter(request.GET.get("filter", ""))
    if found is None:
        return to_list(request, definition)  # nothing was chosen
    start = initial(standing.op, standing.value) if isinstance(standing, Leaf) else {"op": found.ops[0].value}
    form = ConditionForm(request.GET if "op" in request.GET else None, found=found, initial=start)
    if form.is_bound and form.is_valid():
        try:
            made = definitions.raw_node(definitions.leaf(found, *form.chosen()))
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            raw = with_node(definition, place, made, add=not editing)
            return to_list(request, definitions.read(catalogue, kind, raw))
    context = {
        **_about(definition, number_in(request, "view")), "form": form, "filter": found, "at": request.GET.get("at", ""),
        "editing": editing, "edit": request.GET.get("edit") == "1", "back": list_address(definition, number_in(request, "view")),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "lists/condition.html", context, status=status)


def _whole(name: str, kind: Kind) -> dict[str, Any] | None:
    """What needs no value: a group, or other records."""
    if name in {f"group:{match}" for match in Match.values}:
        return {"match": name.partition(":")[2], "of": []}
    if name.startswith("has:") and kind.relation(name[4:]) is not None:
        return {"has": name[4:], "match": Match.ALL.value, "of": []}
    return None
