"""What do strangers see of working groups, and how do they ask to join one?

The list and the page of a group are the same for everybody who reads the same language: their address says which, no
cookie is set, and any cache on the way may keep them for a minute.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.groups.forms.public import JoinForm
from grappe.apps.groups.operations import joining
from grappe.apps.groups.queries import public
from grappe.ui import answers, clock
from grappe.ui.errors import BadInput
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request


@login_not_required
@require_safe
def public_list(request: Request) -> HttpResponse:
    """List the working groups that everybody may know of."""
    language = speak(request, public.LANGUAGES)
    rows = public.public_groups()
    tag = "-".join([language, *(row.tag(language) for row in rows)])
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    context = {"rows": rows, "language": language, "switch": switch(request, public.LANGUAGES)}
    return answers.shared(render(request, "groups/public/list.html", context), tag)


@login_not_required
@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    """Show a working group to anybody; one that is not listed or does not run is a 404."""
    found = _found(slug)
    tag = found.tag(speak(request, found.languages))
    kept = answers.unchanged(request, tag)
    if kept is not None:
        return kept
    return answers.shared(render(request, "groups/public/page.html", _about(request, found)), tag)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, slug: str) -> HttpResponse:
    """Take somebody's wish to join; a group by invitation only says so."""
    found = _found(slug)
    language = speak(request, found.languages)
    form = JoinForm(
        request.POST if request.method == "POST" else None, initial={"language": language},
        about=f"group {slug}", at=clock.now(),
    )  # fmt: skip
    if request.method == "POST" and found.takes_requests and form.is_valid():
        try:
            _ask(request, found.group, form)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect(f"{reverse('groups:joined', args=[slug])}?{urlencode({'language': language})}")
    status = 422 if form.errors else 200
    context = _about(request, found) | {"form": form}
    return _private(render(request, "groups/public/join.html", context, status=status))


def _ask(request: Request, group: Any, form: JoinForm) -> None:
    who, at = form.who(), clock.now()
    joining.count_wish(group=group, email=who.email, network=answers.network_address(request), at=at)
    joining.ask(group=group, who=who, at=at)


@login_not_required
@require_safe
def joined(request: Request, slug: str) -> HttpResponse:
    """Say that a mail is on its way; the same for everybody, so that nobody learns who is a member."""
    speak(request, public.LANGUAGES)
    return _private(render(request, "groups/public/joined.html", {"slug": slug}))


def _found(slug: str) -> public.Shown:
    try:
        return public.public_group(slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _about(request: Request, found: public.Shown) -> dict[str, Any]:
    return {
        "shown": found,
        "group": found.group,
        "language": translation.get_language(),
        "switch": switch(request, found.languages),
    }


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    return answer
