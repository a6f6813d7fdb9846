"""How does a person decide on letters that failed or were maybe sent?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.queries.stuck_letters import letter_for, stuck
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

PAGE = 50


@require_safe
def letter_list(request: Request) -> HttpResponse:
    """List the letters about ideas that wait for a decision."""
    page = Paginator(stuck(for_user=request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "ideas/letters.html", {"page": page})


@require_POST
def decide_letter(request: Request, pk: int) -> HttpResponse:
    """Decide on a letter: it arrived, or it is sent again."""
    letter = found_or_404(letter_for, pk, request)
    arrived = request.POST.get("what") == "arrived"
    letters.decide(letter=letter, arrived=arrived, by=request.user, at=clock.now())
    return redirect("ideas:letters")
