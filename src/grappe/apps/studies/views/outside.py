"""What does somebody see who was asked for a review from outside? Their signed link opens it, nothing else does."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from grappe.apps.studies.queries import review_links
from grappe.apps.studies.views.writing_review import take_part
from grappe.ui import clock
from grappe.ui.requests import Request


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_review(request: Request, token: str) -> HttpResponse:
    """Let a reviewer from outside read the study and write the review; a forged link is a 404, a withdrawn one a 410."""
    try:
        review = review_links.review_by_token(token, at=clock.now())
    except review_links.LinkExpired:
        answer = render(request, "studies/closed.html", {"why": "expired"}, status=410)
    except ObjectDoesNotExist:
        answer = render(request, "studies/closed.html", {"why": "forged"}, status=404)
    else:
        if not request.user.is_authenticated and "django_language" not in request.COOKIES:
            translation.activate(review.language)
        answer = take_part(request, review, frame="studies/own_review.html")
    add_never_cache_headers(answer)
    return answer
