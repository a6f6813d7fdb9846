"""What do strangers see of events, and how do they register?

The page of an event is the same for everybody who reads the same language: its address says which, no cookie is set,
and any cache on the way may keep it for a minute. Whatever is about one person stands on other pages.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.campaigns import queries as campaigns
from grappe.apps.events import operations, queries
from grappe.apps.events.forms.public import RegistrationForm
from grappe.apps.events.operations.public import count_attempt
from grappe.apps.events.queries import public
from grappe.ui import answers, clock, moments
from grappe.ui.errors import BadInput
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request


@login_not_required
@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    """Show a public event to anybody; a draft or an event for invited people is a 404."""
    found = _found(slug)
    language = speak(request, found.languages)
    kept = answers.unchanged(request, found.tag(language))
    if kept is not None:
        return kept
    context = _about(request, found) | {"programme": public.programme(found.event)}
    return answers.shared(render(request, "events/public.html", context), found.tag(language))


@login_not_required
@require_safe
def public_list(request: Request) -> HttpResponse:
    """List the public events to come, for anybody."""
    language = speak(request, public.LANGUAGES)
    rows = public.public_events(at=clock.now())
    tag = "-".join([language, *(row.tag(language) for row in rows)])
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    context = {"rows": rows, "language": language, "switch": switch(request, public.LANGUAGES)}
    return answers.shared(render(request, "events/public_list.html", context), tag)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request, slug: str) -> HttpResponse:
    """Take a registration for a public event; the address is confirmed by a link that is sent to it."""
    found = _found(slug)
    language = speak(request, found.languages)
    form = _form(request, found, {"language": language})
    if request.method == "POST" and form.is_valid():
        try:
            _take(request, form, found, None)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect(f"{reverse('events:thanks', args=[slug])}?{urlencode({'language': language})}")
    return _answer(request, form, found)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: Request, token: str) -> HttpResponse:
    """Take the registration of somebody who follows the personal link of an invitation: it needs no confirmation."""
    try:
        recipient = campaigns.recipient_by_token(token, at=clock.now())
        asked = request.GET.get("language", "")  # before anything is put into words
        translation.activate(asked if asked in public.LANGUAGES else recipient.language)
        found = public.event_of_recipient(recipient, at=clock.now())
    except campaigns.LinkExpired:
        return _closed(request, "expired", 410)
    except ObjectDoesNotExist:
        return _closed(request, "forged", 404)
    address = recipient.address.email if recipient.address is not None else ""
    own = public.registered_as(found.event, address)
    form = _form(request, found, _known(recipient))
    if request.method == "POST" and own is None and form.is_valid():
        try:
            registration = _take(request, form, found, recipient)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            if registration.email.lower() != address.lower():
                return redirect("events:thanks", slug=found.event.slug)
            messages.success(request, _("Thank you, you are registered."))
            return redirect("events:own", token=queries.token_of(registration))
    more = {"recipient": recipient, "programme": public.programme(found.event), "invitation": token}
    more["own"] = queries.token_of(own) if own is not None else ""
    return _answer(request, form, found, **more)


@login_not_required
@require_safe
def thanks(request: Request, slug: str) -> HttpResponse:
    """Say that a mail is on its way; the same for everybody, so that nobody learns who is registered."""
    language = request.GET.get("language", "")
    if language in public.LANGUAGES:
        translation.activate(language)
    return _private(render(request, "events/thanks.html", {"slug": slug}))


def _found(slug: str) -> public.Shown:
    try:
        return public.public_event(slug, at=clock.now())
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _about(request: Request, found: public.Shown) -> dict[str, Any]:
    return {
        "shown": found,
        "event": found.event,
        "language": translation.get_language(),
        "switch": switch(request, found.languages),
        "when": moments.span(found.event.starts_at, found.event.ends_at),
    }


def _form(request: Request, found: public.Shown, known: dict[str, Any]) -> RegistrationForm:
    return RegistrationForm(
        request.POST if request.method == "POST" else None,
        initial={"attendance": queries.ways(found.event)[0]} | known,
        ways=queries.ways(found.event), questions=public.questions_of(found.event), about=found.event.slug,
        at=clock.now(),
    )  # fmt: skip


def _known(recipient: Any) -> dict[str, Any]:
    person = recipient.person
    return {
        "name": recipient.name,
        "email": recipient.address.email,
        "organisation": recipient.company_name,
        "function": person.function if person is not None else "",
        "language": recipient.language,
    }


def _take(request: Request, form: RegistrationForm, found: public.Shown, recipient: Any) -> Any:
    filled = form.filled()
    count_attempt(
        event=found.event, email=filled.email, network=answers.network_address(request), at=clock.now()
    )
    return operations.register(event=found.event, filled=filled, recipient=recipient, at=clock.now())


def _answer(request: Request, form: RegistrationForm, found: public.Shown, **more: Any) -> HttpResponse:
    context = (
        _about(request, found)
        | {"form": form, "recipient": None, "programme": [], "invitation": "", "own": ""}
        | more
    )
    return _private(render(request, "events/register.html", context, status=422 if form.errors else 200))


def _closed(request: Request, why: str, status: int) -> HttpResponse:
    return _private(render(request, "events/closed.html", {"why": why}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    return answer
