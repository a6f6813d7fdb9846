"""What do pages behind a contributor's own signed link have in common: whose it is, its language, what a bad link is told?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from grappe.apps.ideas import queries
from grappe.ui.requests import Request

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Call `view(request, contributor, token, …)` in the contributor's language.

    A forged link is a 404, one that was withdrawn a 410. What the view answers is never cached: it is about one person.
    """

    @login_not_required
    @wraps(view)
    def opened(request: Request, token: str, **more: Any) -> HttpResponse:
        try:
            contributor = queries.contributor_by_token(token)
        except queries.LinkExpired:
            answer = render(request, "ideas/own/closed.html", {"why": "expired"}, status=410)
        except ObjectDoesNotExist:
            answer = render(request, "ideas/own/closed.html", {"why": "forged"}, status=404)
        else:
            if not request.user.is_authenticated and "django_language" not in request.COOKIES:
                translation.activate(contributor.reads)
            answer = view(request, contributor, token, **more)
        add_never_cache_headers(answer)
        return answer

    return opened
