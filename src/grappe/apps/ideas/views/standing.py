"""Which gates are there, and how does the order of the ideas at one of them turn as its weights are dragged?"""

from __future__ import annotations

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
        return render(request, f"ideas/gates/{name}.html", context)
    back = past_gates.looked_back(found, for_user=request.user)
    context |= {"section": "gates", "back": back, "fates": gate_charts.fates(back) if back.table else None}
    everything = request.GET.get("all") == "1"
    context |= {"looked": back.looked if everything else back.looked[:SHOWN_BACK], "everything": everything}
    return render(request, "ideas/gates/gate.html", context)


def _ranked(request: Request, gate: Any) -> dict[str, Any]:
    own = judging.weights_of(gate.criteria)
    weights, moved = weights_in(request, own)
    key = moved or request.GET.get("key", "")
    if key not in own:
        key = max(own, key=lambda each: own[each])
    places = _places(request)
    scope = "year" if request.GET.get("scope") == "year" else "now"
    since = clock.now() - queries.YEAR if scope == "year" else None
    found = standing(gate, for_user=request.user, weights=weights, key=key, places=places, since=since)
    axis = (
        _("Weight of “%(criterion)s”") % {"criterion": found.dragged.criterion.name} if found.dragged else ""
    )
    return {
        "gate": gate,
        "standing": found,
        "sliders": [(each, weights[each.key]) for each in found.criteria],
        "changed": weights != own,
        "key": key,
        "places": found.places,
        "choices": PLACES,
        "scope": scope,
        "lines": gate_charts.lines(found.dragged, axis) if found.dragged and found.dragged.lines else None,
    }


def weights_in(request: Request, own: dict[str, int]) -> tuple[dict[str, int], str]:
    """Return the weights that a request asks for, and the criterion that was moved last; what cannot be is as it was.

    `was_…` is where the weights stood, `w_…` where they were dragged to: whatever was not dragged makes room.
    """
    was = _weights(request, "was_", own)
    if was is None or sum(was.values()) != engine.WHOLE:
        was = own
    now = _weights(request, "w_", was)
    if now is None:
        return was, ""
    dragged = [each for each in own if now[each] != was[each]]
    if sum(now.values()) == engine.WHOLE:
        return now, dragged[-1] if dragged else ""
    if len(own) == 1:
        return was, ""
    weights = was
    for each in dragged:
        weights = engine.moved(weights, each, now[each])
    return weights, dragged[-1] if dragged else ""


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
