"""How does somebody from outside come to an ideation campaign by its open address?

The page's address says its language. What it says is the same for everybody; joining needs an address that is confirmed.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.ideas.forms.challenges import TakePartForm
from grappe.apps.ideas.operations import participants
from grappe.apps.ideas.queries import own_challenges
from grappe.ui import answers, clock
from grappe.ui.errors import BadInput
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_open(request: Request, slug: str) -> HttpResponse:
    """Show the question to anybody, and take the wish to take part; drafts and closed circles are a 404."""
    found = _found(slug)
    language = speak(request, own_challenges.languages_of(found))
    at = clock.now()
    takes = found.phase_at(at) in ("coming", "open", "voting")
    form = TakePartForm(
        request.POST if request.method == "POST" else None, initial={"language": language},
        about=f"challenge {slug}", at=at,
    )  # fmt: skip
    if request.method == "POST" and takes and form.is_valid():
        try:
            _ask(request, found, form)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect(
                f"{reverse('ideas:challenge_thanks', args=[slug])}?{urlencode({'language': language})}"
            )
    context = {
        "challenge": found, "form": form, "takes": takes, "phase": found.phase_at(at), "language": language,
        "switch": switch(request, own_challenges.languages_of(found)),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return _private(render(request, "ideas/challenges/open.html", context, status=status))


def _ask(request: Request, found: Any, form: TakePartForm) -> None:
    given, at = form.cleaned_data, clock.now()
    participants.count_wish(
        challenge=found, email=given["email"], network=answers.network_address(request), at=at
    )
    participants.ask(
        challenge=found, name=given["name"], email=given["email"], organisation=given["organisation"],
        language=given["language"], at=at,
    )  # fmt: skip


@login_not_required
@require_safe
def challenge_thanks(request: Request, slug: str) -> HttpResponse:
    """Say that a mail is on its way; the same for everybody, so that nobody learns who takes part."""
    found = _found(slug)
    language = speak(request, own_challenges.languages_of(found))
    return _private(
        render(request, "ideas/challenges/thanks.html", {"challenge": found, "language": language})
    )


def _found(slug: str) -> Any:
    try:
        return own_challenges.open_challenge(slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    return answer
