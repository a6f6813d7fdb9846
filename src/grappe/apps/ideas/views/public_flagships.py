"""What do strangers see of flagship projects?

The pages are the same for everybody who reads the same language: their address says which, no cookie is set, and any cache
on the way may keep them for a minute.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.ideas.queries import public_flagships as public
from grappe.ui import answers
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request


@login_not_required
@require_safe
def public_list(request: Request) -> HttpResponse:
    """List the flagship projects that everybody may know of."""
    language = speak(request, public.LANGUAGES)
    rows = public.public_flagships()
    tag = "-".join([language, *(row.tag(language) for row in rows)])
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    context = {"rows": rows, "language": language, "switch": switch(request, public.LANGUAGES)}
    return answers.shared(render(request, "ideas/flagships/public_list.html", context), tag)


@login_not_required
@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    """Show a flagship project to anybody; one without a public page is a 404."""
    try:
        shown = public.public_flagship(slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    language = speak(request, shown.languages)
    tag = shown.tag(language)
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    context = {
        "shown": shown, "flagship": shown.flagship, "language": language,
        "switch": switch(request, shown.languages),
    }  # fmt: skip
    return answers.shared(render(request, "ideas/flagships/public.html", context), tag)
