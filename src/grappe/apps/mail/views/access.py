"""How does somebody connect a mailbox by signing in at its provider, and come back from there?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.mail import permissions
from grappe.apps.mail.enums import MailboxState
from grappe.apps.mail.forms.mailboxes import ConnectForm, SharedForm, SharedSignInForm, SignInForm
from grappe.apps.mail.operations import access as operations
from grappe.apps.mail.queries import mailboxes as queries
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.oauth.offers import Offer, offers
from grappe.ui.oauth.pages import answer_of, leaving
from grappe.ui.requests import Request


@require_POST
def ask(request: Request, ident: str) -> HttpResponse:
    """Lead somebody to the provider of their mailbox."""
    permissions.check_can_have_mail(request.user)
    return _ask(request, ident, SignInForm(request.POST, auto_id=f"id_{ident}_%s"), shared=False)


@require_POST
def ask_shared(request: Request, ident: str) -> HttpResponse:
    """The same for a mailbox that several look after."""
    permissions.check_can_share_mailboxes(request.user)
    return _ask(request, ident, SharedSignInForm(request.POST, auto_id=f"id_{ident}_%s"), shared=True)


def _ask(request: Request, ident: str, form: SignInForm, *, shared: bool) -> HttpResponse:
    if form.is_valid():
        try:
            url = operations.ask(
                session=request.session, ident=ident, back=_back(ident), address=form.cleaned_data["address"],
                name=form.cleaned_data.get("name", ""), shared=shared, by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return leaving(request, ident, url)
    made = offers_with_forms(request, shared=shared)
    found = [each.with_form(form) if each.ident == ident else each for each in made]
    if not any(each.ident == ident for each in found):
        raise BadInput(_("No mailbox can be connected by this provider."))
    context = {"form": SharedForm() if shared else ConnectForm(), "shared": shared, "offers": found}
    return _kept_private(render(request, "mail/connect.html", context, status=422))


def offers_with_forms(request: Request, *, shared: bool) -> list[Offer]:
    """Return the providers that the page offers, each with its own form."""
    made = offers("mail", address="" if shared else request.user.email)
    kind = SharedSignInForm if shared else SignInForm
    return [
        each.with_form(kind(initial={"address": each.address}, auto_id=f"id_{each.ident}_%s"))
        for each in made
    ]


@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Lead somebody to the provider of a mailbox that is connected, to sign in there anew."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    if not mailbox.provider:
        raise BadInput(_("No mailbox can be connected by this provider."))
    url = operations.ask_again(
        session=request.session, mailbox=mailbox, back=_back(mailbox.provider), by=request.user, at=clock.now()
    )  # fmt: skip
    return leaving(request, mailbox.provider, url)


@require_safe
def back(request: Request, ident: str) -> HttpResponse:
    """Take the answer that somebody's browser brings from the provider."""
    permissions.check_can_have_mail(request.user)
    try:
        mailbox = operations.take(
            session=request.session, ident=ident, answer=answer_of(request), by=request.user, at=clock.now()
        )
    except BadInput as fault:
        messages.error(request, str(fault))
        return redirect("mail:boxes")
    if mailbox.state == MailboxState.CHOOSING:
        messages.success(request, _("The server lets you in. Choose folders."))
        return redirect("mail:choose", pk=mailbox.pk)
    messages.success(request, _("The server lets you in again."))
    return redirect("mail:boxes")


def _back(ident: str) -> str:
    return reverse("mail:access_back", kwargs={"ident": ident})


def _kept_private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
