"""Which ideas are like what a colleague is writing?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from grappe.apps.ideas import permissions
from grappe.apps.ideas.queries.similar import SHORTEST, similar_to
from grappe.ui.found import number_sent
from grappe.ui.requests import Request


@require_POST
def similar(request: Request) -> HttpResponse:
    """Show the ideas that are like what is written, in whatever language; asked for while one writes. Writes nothing."""
    permissions.check_can_view_ideas(request.user)
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    found = similar_to(
        title=title, text=text, language=request.POST.get("language", ""), reader=request.user,
        but=number_sent(request, "idea"),
    )  # fmt: skip
    asked = len(f"{title} {text}".strip()) >= SHORTEST
    return render(request, "ideas/_similar.html", {"found": found, "token": "", "asked": asked})
