"""How does somebody answer an invitation without an account, and what is done here about an answer?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.accounts.enums import Language
from grappe.apps.companies.forms.replies import ReplyForm
from grappe.apps.companies.operations import replies as operations
from grappe.apps.companies.queries import contacts
from grappe.apps.companies.queries import replies as queries
from grappe.apps.companies.views.contacts import contact_to_change
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: Request, token: str) -> HttpResponse:
    """Show an invitation to whom it was sent; take the answer."""
    try:
        asked = queries.asked_by_token(token, at=clock.now(), on=clock.today())
    except queries.LinkClosed:
        return _closed(request, "expired", 410)
    except ObjectDoesNotExist:
        return _closed(request, "forged", 404)
    languages = [
        asked.invitee.language,
        *(each for each in Language.values if each != asked.invitee.language),
    ]
    language = speak(request, languages)
    newest = asked.reply
    form = ReplyForm(request.POST or None, initial={"answer": newest.answer if newest is not None else ""})
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_by_link(
                asked=asked, answer=form.cleaned_data["answer"], proposed=form.proposed,
                words=form.cleaned_data["words"], at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            where = reverse("companies:reply", args=[token])
            return redirect(f"{where}?{urlencode({'language': language, 'kept': 'yes'})}")
    context = {
        "asked": asked,
        "contact": asked.contact,
        "ends_at": contacts.ends_at(asked.contact),
        "form": form,
        "kept": request.method != "POST" and "kept" in request.GET,
        "switch": _switch(request, Language.values),
    }
    answer = render(request, "companies/replies/reply.html", context, status=422 if form.errors else 200)
    add_never_cache_headers(answer)
    return answer


def _switch(request: Request, languages: list[str]) -> list[dict[str, Any]]:
    """Return the page in each language, by addresses that name nothing of the inside."""
    return [
        each | {"url": f"?{urlencode({'language': each['code']})}"} for each in switch(request, languages)
    ]


def _closed(request: Request, why: str, status: int) -> HttpResponse:
    speak(request, Language.values)
    answer = render(
        request,
        "companies/replies/closed.html",
        {"why": why, "switch": _switch(request, Language.values)},
        status=status,
    )
    add_never_cache_headers(answer)
    return answer


@require_POST
def reply_take(request: Request, pk: int) -> HttpResponse:
    """Move a contact to the time that somebody proposes."""
    found = found_or_404(queries.reply_for, pk, request)
    contact = contact_to_change(request, found.contact_id)
    operations.take_proposal(reply=found, by=request.user, at=clock.now())
    messages.success(request, _("The contact is moved, and everybody invited is told."))
    return redirect("companies:contact", pk=contact.pk)


@require_POST
def reply_leave(request: Request, pk: int) -> HttpResponse:
    """Leave a contact as planned, whatever somebody answered."""
    found = found_or_404(queries.reply_for, pk, request)
    contact = contact_to_change(request, found.contact_id)
    operations.leave_as_planned(reply=found, by=request.user, at=clock.now())
    messages.success(request, _("It stays as planned."))
    return redirect("companies:contact", pk=contact.pk)
