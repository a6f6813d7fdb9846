"""What does a contributor see on their own page, behind their own signed link?

A GET changes nothing: that the page was opened is noted by the page itself, which programs that open links in mails
for their owner do not run.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.ideas.operations import contributors
from grappe.apps.ideas.queries import own as shown
from grappe.apps.ideas.queries.own_flagships import partners_of
from grappe.apps.ideas.views.outside import own
from grappe.ui import clock
from grappe.ui.requests import Request


@require_safe
@own
def own_page(request: Request, contributor: Any, token: str) -> HttpResponse:
    """Show somebody what is asked of them, and what became of their ideas."""
    context = {
        "contributor": contributor,
        "token": token,
        "ideas": shown.ideas_of(contributor),
        "partners": partners_of(contributor),
    }
    return render(request, "ideas/own/page.html", context)


@require_POST
@own
def own_seen(request: Request, contributor: Any, token: str) -> HttpResponse:
    """Note that somebody has opened one of their pages; colleagues who look at it are not they."""
    if not request.user.is_authenticated or request.user.pk == contributor.user_id:
        contributors.note_seen(contributor=contributor, at=clock.now())
    return HttpResponse(status=204)
