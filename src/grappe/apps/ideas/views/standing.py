"""Which gates are there, and how does the order of the ideas at one of them turn as its weights are dragged?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.ideas.queries import gate_charts, judging, past_gates
from grappe.apps.ideas.queries import gates as queries
from grappe.apps.ideas.queries.standing import standing
from grappe.engines import gates as engine
from grappe.ui import clock
from grappe.ui.requests import Request

PLACES = (1, 2, 3, 4, 5, 8, 10)
SHOWN_BACK = 12


@require_safe
def gate_list(request: Request) -> HttpResponse:
    """List the gates with what waits at each."""
    found = queries.gates(for_user=request.user, today=clock.today(), at=clock.now())
    return render(request, "ideas/gates/list.html", {"section": "gates", "gates": found})


@require_safe
def gate(request: Request, slug: str) -> HttpResponse:
    """Rank the ideas at a gate under weights that can be dragged; tell what became of earlier ones.

    A fragment for HTMX: while a weight is dragged (`live`) only what follows from it, otherwise the whole ranking.
    """
    try:
        found = queries.gate_for(slug, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = _ranked(request, found)
    if request.htmx:
        name = "_live" if request.GET.get("live") else "_standing"
        return render(request, f"ideas/gates/{name}.html", context | {"said": True})
    back = past_gates.looked_back(found, for_user=request.user)
    context |= {"section": "gates", "back": back, "fates": gate_charts.fates(back) if back.table else None}
    everything = request.GET.get("all") == "1"
    context |= {"looked": back.looked if everything else back.looked[:SHOWN_BACK], "everything": everything}
    return render(request, "ideas/gates/gate.html", context)


def _ranked(request: Request, gate: Any) -> dict[str, Any]:
    own = judging.weights_of(gate.criteria)
    asked = weights_in(request, own)
    weights, key = asked.weights, asked.key
    places = _places(request)
    scope = "year" if request.GET.get("scope") == "year" else "now"
    since = clock.now() - queries.YEAR if scope == "year" else None
    found = standing(
        gate, for_user=request.user, weights=weights, base=asked.base, key=key, places=places, since=since
    )
    axis = (
        _("Weight of “%(criterion)s”") % {"criterion": found.dragged.criterion.name} if found.dragged else ""
    )
    return {
        "gate": gate,
        "standing": found,
        "sliders": [(each, weights[each.key], asked.base[each.key]) for each in found.criteria],
        "changed": weights != own,
        "key": key,
        "places": found.places,
        "choices": PLACES,
        "scope": scope,
        "lines": gate_charts.lines(found.dragged, axis) if found.dragged and found.dragged.lines else None,
    }


@dataclass(frozen=True)
class Weighed:
    """The weights that a request asks for. `base`: where they stood before the criterion `key` was taken in hand."""

    weights: dict[str, int]
    base: dict[str, int]
    key: str


def weights_in(request: Request, own: dict[str, int]) -> Weighed:
    """Return the weights that a request asks for; what cannot be is as it was.

    `was_…` is where the weights stood when the page was made, `w_…` where the sliders stand now, `moved` the one that is
    dragged; without JavaScript it is told by what differs. As long as it is the same one (`key`), the others make room in
    proportion to `from_…`: to and fro, by mouse or key by key, and back from 100, everything stands where it stood.
    """
    was = _whole(request, "was_", own) or own
    held = request.GET.get("key", "")
    held = held if held in own else max(own, key=lambda each: own[each])
    base = _whole(request, "from_", was) or was
    now = _weights(request, "w_", was)
    if now is None or len(own) == 1:
        return Weighed(was, _along(was, held, base), held)
    dragged = [each for each in own if now[each] != was[each]]
    moved = request.GET.get("moved", "")
    if moved not in own:
        if sum(now.values()) == engine.WHOLE:
            return Weighed(now, _along(now, held, base), held)
        moved = dragged[0] if len(dragged) == 1 else ""
    if moved:
        start = base if moved == held else _before(now, moved) or was
        return Weighed(engine.moved(start, moved, now[moved]), start, moved)
    weights = was
    for each in dragged:
        weights = engine.moved(weights, each, now[each])
    return Weighed(weights, weights, dragged[-1])


def _along(weights: dict[str, int], key: str, base: dict[str, int]) -> dict[str, int]:
    """Return `base` where the weights follow from it by dragging one, else the weights themselves."""
    return base if len(base) > 1 and engine.moved(base, key, weights[key]) == weights else weights


def _before(now: Mapping[str, int], moved: str) -> dict[str, int] | None:
    """Return where the sliders stood before one was moved: the others as they stand, that one with what was left."""
    left = engine.WHOLE - sum(weight for key, weight in now.items() if key != moved)
    return {**now, moved: left} if 0 <= left <= engine.WHOLE else None


def _whole(request: Request, prefix: str, usual: dict[str, int]) -> dict[str, int] | None:
    """Return the weights of a prefix; None where they are none or do not add up."""
    found = _weights(request, prefix, usual)
    return found if found is not None and sum(found.values()) == engine.WHOLE else None


def _weights(request: Request, prefix: str, usual: dict[str, int]) -> dict[str, int] | None:
    """Return whole numbers of 0 to 100 for each criterion, what is not said as `usual`; None where one is none."""
    found = {}
    for each, weight in usual.items():
        text = request.GET.get(f"{prefix}{each}", str(weight))
        if not (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= engine.WHOLE):
            return None
        found[each] = int(text)
    return found


def _places(request: Request) -> int:
    text = request.GET.get("places", "")
    return int(text) if text in map(str, PLACES) else 0  # as many as say something
