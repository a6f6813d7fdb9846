"""What happens at every request for safety: when somebody was last seen, whether a factor is missing, what left the house."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from grappe.apps.accounts.models import User
from grappe.apps.accounts.operations import audit
from grappe.apps.accounts.permissions import must_set_up_factor
from grappe.apps.accounts.views.found import where
from grappe.config.doors.sessions import DOOR, SEEN
from grappe.ui import clock

Answer = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 600  # seconds
OPEN = (
    "account_",
    "mfa_",
    "accounts:security",
    "accounts:own_end",
    "ui:language",
)  # while a factor is missing


class SeenMiddleware:
    """Keep to ten minutes when a session was last used; with the session, which Django writes anyway."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            if now - request.session.get(SEEN, 0) > SEEN_EVERY:
                request.session[SEEN] = now
        return self.get_response(request)


class FactorMiddleware:
    """Lead whoever needs a second factor and has none to set it up, before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or match is None or match.view_name.startswith(OPEN):
            return None
        if not must_set_up_factor(user, str(request.session.get(DOOR, {}).get("method", ""))):
            return None
        messages.warning(request, _("Your role needs a second factor: set one up, and you can go on."))
        return redirect("accounts:security")


# What a page or a part of one is made of; all else leaves the house as a file.
SHOWN = re.compile(r"^(text/html|application/json|text/javascript|application/manifest\+json|image/)")


OF_OURSELVES = {"saml_metadata"}  # what Grappe says of itself to an identity provider


class AuditMiddleware:
    """Write down each file that leaves the house and each record in confidence that was shown. The one thing a GET writes."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        match = request.resolver_match
        if match is None or answer.status_code != 200:
            return answer
        user = request.user if isinstance(request.user, User) else None
        if exported(answer) and match.view_name not in OF_OURSELVES:
            audit.note_export(
                user=user, where=where(request), what=match.view_name, record=_record(match.kwargs),
                title=_name(answer), query=request.GET.urlencode(), at=clock.now(),
            )  # fmt: skip
        audit.note_reading(
            getattr(request, "told_in_confidence", {}), user=user, where=where(request), page=match.view_name,
            at=clock.now(),
        )  # fmt: skip
        return answer


def exported(answer: HttpResponse) -> bool:
    """Whether an answer is a file; what caches share is open to everybody anyway."""
    if getattr(answer, "is_shared", False):
        return False
    kept = "attachment" in answer.get("Content-Disposition", "")
    return kept or not SHOWN.match(answer.get("Content-Type", "text/html"))


def _record(arguments: dict[str, Any]) -> str:
    """Return which record, never what opens it: a signed link in the audit would be a key to it. Its mark tells links apart."""
    return " ".join(
        f"{name}={_mark(str(value)) if 'token' in name or name == 'key' else value}"
        for name, value in arguments.items()
    )


def _mark(key: str) -> str:
    return hashlib.sha256(f"link {key}".encode()).hexdigest()[:12]


def _name(answer: HttpResponse) -> str:
    found = re.search(r'filename="?([^";]+)', answer.get("Content-Disposition", ""))
    return found.group(1) if found else answer.get("Content-Type", "").split(";")[0]
