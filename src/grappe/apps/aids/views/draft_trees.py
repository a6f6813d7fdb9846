"""How is a draft's rule changed as a tree? Every change goes back into the text, which stays the one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids.forms.drafts import JOINS, CriterionForm, GroupForm, UnknownForm
from grappe.apps.aids.operations import draft_trees as operations
from grappe.apps.aids.queries import drafts as draft_queries
from grappe.apps.aids.queries import rule_trees
from grappe.apps.aids.queries.draft_texts import Reading
from grappe.apps.aids.views.drafts import draft_or_404, number, shared
from grappe.engines import eligibility as engine
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_safe
@never_cache
def draft_tree(request: Request, pk: int) -> HttpResponse:
    """Show the rule of a draft's version as a tree; the last version where none is asked for."""
    draft = draft_or_404(request, pk)
    reading = draft_queries.reading_of(draft, on=clock.today())
    context = shared(request, draft, "tree", reading) | _tree(request, draft, reading)
    return render(request, "aids/editor/tree.html", context)


def _tree(
    request: Request, draft: Any, reading: Reading, chosen: int | None = None, focus: str = ""
) -> dict[str, Any]:
    versions = draft_queries.versions_in(reading.document) if reading.document else []
    asked = request.GET.get("rule", "")
    if chosen is None:
        chosen = int(asked) if asked.isdecimal() and len(asked) < 4 else versions[-1][0] if versions else 0
    root = rule_trees.tree_of(reading.document, chosen) if reading.document else None
    nodes = list(rule_trees.walk(root)) if root else []
    fields = draft_queries.fields_of(draft)
    return {
        "versions": versions, "chosen": chosen, "root": root, "focus": focus,
        "rule_place": f"versions[{chosen}].eligibility",
        "rows": {node.place: _shown(node, fields) for node in nodes if node.kind in ("criterion", "unknown")},
        "joins": JOINS, "adds": adds(), "said": "", "faults": _faults(reading, nodes),
    }  # fmt: skip


def adds() -> list[tuple[str, str]]:
    """Return what can be added to a group, with its words."""
    return [("criterion", _("Criterion")), ("unknown", _("Not published")), ("group", _("Group"))]


def _groups(document: dict[str, Any], place: str) -> list[tuple[str, str]]:
    """Return the groups of the same rule that a node may be moved into, as they are read."""
    root = rule_trees.tree_of(document, rule_of(place))
    found = []
    for node in rule_trees.walk(root) if root else ():
        inside = node.place == place or node.place.startswith(f"{place}.")
        holds = any(child.place == place for child in node.children)
        if node.kind in ("all", "any", "at_least") and not inside and not holds:
            path = node.place.split(".eligibility")[1].lstrip(".") or _("the whole rule")
            found.append((node.place, f"{JOINS[node.kind]} ({path})"))
    return found


def _shown(node: rule_trees.Node, fields: Mapping[str, engine.Field]) -> engine.Criterion | None:
    """Return a criterion as the engine reads it, for its words; None where it cannot be read."""
    try:
        tree = engine.parse_tree(node.plain, fields)
    except (engine.Fault, RecursionError):
        return None
    return tree if isinstance(tree, engine.Criterion) else None


def _faults(reading: Reading, nodes: list[rule_trees.Node]) -> dict[str, list[Any]]:
    """Return the findings of each node: those on its lines, down to the next node."""
    if reading.page is None:
        return {}
    starts = sorted((reading.page.line_of(node.place), node.place) for node in nodes)
    found: dict[str, list[Any]] = {}
    for finding in reading.errors:
        above = [place for line, place in starts if line <= finding.line]
        if above:
            found.setdefault(above[-1], []).append(finding)
    return found


FORMS: dict[str, type[Any]] = {"criterion": CriterionForm, "unknown": UnknownForm, "group": GroupForm}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def draft_node(request: Request, pk: int) -> HttpResponse:
    """Show the form of a node, or of a new one in a group (`new`), and take it."""
    draft = draft_or_404(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    place, new = asked.get("place", ""), asked.get("new", "")
    reading = draft_queries.reading_of(draft, on=clock.today())
    if reading.document is None:
        raise BadInput(_("The text cannot be read: mend it first."))
    place = place or _tree(request, draft, reading)["rule_place"]
    node = {} if new else rule_trees.node_at(reading.document, place)
    if not isinstance(node, dict):  # an address by hand: a list of nodes, or a single value
        raise BadInput(_("This request cannot be read."))
    kind = new if new in FORMS else _form_of(node)
    if new:
        rule_trees.node_at(reading.document, place)
    form = _form(request, draft, kind, node)
    if request.method == "POST" and form.is_valid():
        try:
            saved, focus = operations.put_node(
                draft=draft, version=number(request, "version"), place=place, new=bool(new),
                node=_typed(kind, form, node), by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return _changed(request, saved, focus)
    context = {
        "draft": draft, "form": form, "place": place, "new": new, "kind": kind,
        "facts": [] if kind != "criterion" else _about(form), "joins": JOINS,
        "groups": [] if new else _groups(reading.document, place),
    }  # fmt: skip
    template = "aids/editor/_node.html" if request.htmx else "aids/editor/node.html"
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


def _form_of(node: Any) -> str:
    kind = rule_trees.kind_of(node)
    return "group" if kind in rule_trees.GROUPS else "unknown" if kind == "unknown" else "criterion"


def _form(request: Request, draft: Any, kind: str, node: dict[str, Any]) -> Any:
    known = {"known": draft_queries.fields_of(draft)} if kind == "criterion" else {}
    data = request.POST if request.method == "POST" else None
    if kind == "group":
        joined = rule_trees.kind_of(node)
        n = node["at_least"].get("n") if joined == "at_least" else 1
        return GroupForm(data, initial={"kind": joined if joined in rule_trees.GROUPS else "any", "n": n})
    if kind == "unknown":
        return UnknownForm(data, initial=UnknownForm.initial_of(node))
    initial: dict[str, Any] = CriterionForm.initial_of(node) if node else {"stands": "value"}
    if request.method != "POST" and "field" in request.GET:  # another fact or operator was chosen
        initial |= {name: request.GET[name] for name in request.GET if name not in ("place", "new", "value")}
        if request.GET.getlist("value"):
            values = request.GET.getlist("value")
            initial["value"] = values if len(values) > 1 else values[0]
    form = CriterionForm(data, initial=initial, **known)
    return form if data is not None else form.shown()


def _typed(kind: str, form: Any, node: dict[str, Any]) -> Any:
    if kind == "group":
        return {"kind": form.cleaned_data["kind"], "n": form.cleaned_data["n"] or 1}
    return form.node(node)


def _about(form: Any) -> list[Any]:
    described = form.described
    return [described.label, described.question] if described else []


ACTIONS = {"up", "down", "remove", "wrap", "into"}


@require_POST
def draft_tree_change(request: Request, pk: int) -> HttpResponse:
    """Move a node up or down or into another group, put it into a group of its own, or remove it."""
    draft = draft_or_404(request, pk)
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        raise BadInput(_("This request cannot be read."))
    saved, focus = operations.change_tree(
        draft=draft, version=number(request, "version"), action=action, place=request.POST.get("place", ""),
        to=request.POST.get("to", ""), by=request.user, at=clock.now(),
    )  # fmt: skip
    return _changed(request, saved, focus)


def _changed(request: Request, saved: operations.Changed, focus: str) -> HttpResponse:
    said = _("Changed.") if saved.kept else _("Changed. The text was laid out anew: comments in it are gone.")
    if not request.htmx:
        messages.success(request, said)
        return redirect(f"{reverse('aids:draft_tree', args=[saved.draft.pk])}?rule={rule_of(focus)}")
    draft = draft_or_404(request, saved.draft.pk)
    reading = draft_queries.reading_of(draft, on=clock.today())
    context = shared(request, draft, "tree", reading) | _tree(request, draft, reading, rule_of(focus), focus)
    answer = render(request, "aids/editor/_tree.html", context | {"said": said})
    answer["HX-Retarget"], answer["HX-Reswap"] = "#tree", "outerHTML"
    return answer


def rule_of(place: str) -> int:
    """Return the number of the version that a place lies in."""
    digits = place.removeprefix("versions[").split("]")[0]
    return int(digits) if digits.isdecimal() else 0
