"""How does a page lead somebody to a provider?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grappe.ui.oauth.offers import name_of

ANSWER = ("state", "code", "error", "iss")  # what a provider's answer says (RFC 6749, 4.1.2; RFC 9207)


def leaving(request: HttpRequest, ident: str, url: str) -> HttpResponse:
    """Answer a page that leads on by itself: a form may send nobody to another host (Content-Security-Policy, form-action)."""
    answer = render(request, "ui/leaving.html", {"url": url, "provider": name_of(ident)})
    answer["Refresh"] = f"0;url={url}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def answer_of(request: HttpRequest) -> dict[str, str]:
    """Return what a browser brings from a provider."""
    return {name: request.GET.get(name, "") for name in ANSWER}
