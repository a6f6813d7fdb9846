"""How does somebody outside answer a campaign, unsubscribe, or choose what to get, without an account?

A GET never changes anything: the programs that look at links in mails for their owner must not unsubscribe anybody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from grappe.apps.campaigns import operations, queries
from grappe.apps.campaigns.forms import AnswerForm, ChoicesForm
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, token: str) -> HttpResponse:
    """Show the question to whom it was put, in their language; take the answer, and another one later."""
    try:
        recipient = queries.recipient_by_token(token, at=clock.now())
    except queries.LinkExpired:
        return _closed(request, "expired", 410)
    except ObjectDoesNotExist:
        return _closed(request, "forged", 404)
    _speak(request, recipient.language)
    given = getattr(recipient, "answer", None)
    initial = {"kind": given.kind, "text": given.text} if given is not None else {}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(recipient=recipient, **form.cleaned_data, at=clock.now())
        except BadInput as fault:
            form.add_error("text" if form.cleaned_data["kind"] == "not_for_us" else None, str(fault))
        else:
            messages.success(request, _("Thank you, your answer is on file. You may change it here."))
            return redirect("campaigns:answer", token=token)
    context = {
        "recipient": recipient,
        "given": given,
        "form": form,
        "mail": queries.preview(recipient.campaign, recipient),
        "until": queries.expires_at(recipient),
    }
    return _private(render(request, "campaigns/answer.html", context, status=422 if form.errors else 200))


# Mail programs post here by themselves (RFC 8058), without a cookie or a form's token; the signature is the proof.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: Request, token: str) -> HttpResponse:
    """Let the owner of an address unsubscribe with one click, or choose what to get."""
    try:
        opened = queries.opened_by(token)
    except ObjectDoesNotExist:
        return _closed(request, "forged", 404)
    people = queries.people_with(opened.address)
    if people:
        _speak(request, people[0].language)
    if request.method == "POST":
        return _private(_chosen(request, token, opened))
    standing = queries.choices_of(opened.address)
    form = ChoicesForm(initial={"purposes": [each.purpose for each in standing if each.allowed]})
    context = {
        "address": opened.address,
        "purpose": next((each for each in standing if each.purpose == opened.purpose), None),
        "form": form,
        "companies": list(dict.fromkeys(str(person.company) for person in people)),
        "anything": any(each.allowed for each in standing),
    }
    return _private(render(request, "campaigns/choices.html", context))


def _chosen(request: Request, token: str, opened: Any) -> HttpResponse:
    """Do what was chosen: one click from a mail program, one of the two buttons, or the ticks."""
    what = request.POST.get("what", "")
    if request.POST.get("List-Unsubscribe") == "One-Click":
        operations.unsubscribe(
            address=opened.address, purpose=opened.purpose, campaign_id=opened.campaign_id, at=clock.now()
        )
        return HttpResponse(_("You are unsubscribed."), content_type="text/plain; charset=utf-8")
    if what == "choose":
        form = ChoicesForm(request.POST)
        if form.is_valid():
            operations.choose(address=opened.address, purposes=form.cleaned_data["purposes"], at=clock.now())
            messages.success(request, _("Your choice is on file."))
    elif what in ("purpose", "everything"):
        purpose = opened.purpose if what == "purpose" else ""
        operations.unsubscribe(
            address=opened.address, purpose=purpose, campaign_id=opened.campaign_id, at=clock.now()
        )
        messages.success(request, _("You are unsubscribed. You will get no more of these mails."))
    return redirect("campaigns:choices", token=token)


def _speak(request: Request, language: str) -> None:
    if not request.user.is_authenticated and "django_language" not in request.COOKIES:
        translation.activate(language)  # the mail's language, unless another was chosen here


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    return answer


def _closed(request: Request, why: str, status: int) -> HttpResponse:
    return _private(render(request, "campaigns/closed.html", {"why": why}, status=status))
