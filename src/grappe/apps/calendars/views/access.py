"""How does somebody connect their calendar by signing in at its provider, and come back from there?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.calendars import permissions
from grappe.apps.calendars.enums import AccountState
from grappe.apps.calendars.forms.accounts import ConnectForm, SignInForm
from grappe.apps.calendars.operations import access as operations
from grappe.apps.calendars.queries import accounts as queries
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.oauth.offers import Offer, offers
from grappe.ui.oauth.pages import answer_of, leaving
from grappe.ui.requests import Request


@require_POST
def ask(request: Request, ident: str) -> HttpResponse:
    """Lead somebody to the provider of their calendar."""
    permissions.check_can_have_calendar(request.user)
    form = SignInForm(request.POST, auto_id=f"id_{ident}_%s")
    if form.is_valid():
        try:
            url = operations.ask(
                session=request.session, ident=ident, back=_back(ident), address=form.cleaned_data["address"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return leaving(request, ident, url)
    made = offers_with_forms(request)
    if not any(each.ident == ident for each in made):
        raise BadInput(_("No calendar can be connected by this provider."))
    found = [each.with_form(form) if each.ident == ident else each for each in made]
    answer = render(request, "calendars/connect.html", {"form": ConnectForm(), "offers": found}, status=422)
    answer["Cache-Control"] = "private, no-store"
    return answer


def offers_with_forms(request: Request) -> list[Offer]:
    """Return the providers that the page offers, each with its own form."""
    return [
        each.with_form(SignInForm(initial={"address": each.address}, auto_id=f"id_{each.ident}_%s"))
        for each in offers("calendar", address=request.user.email)
    ]


@require_POST
def again(request: Request) -> HttpResponse:
    """Lead somebody to the provider of their calendar, to sign in there anew."""
    account = queries.account_for(for_user=request.user)
    if not account.provider:
        raise BadInput(_("No calendar can be connected by this provider."))
    url = operations.ask_again(
        session=request.session, account=account, back=_back(account.provider), by=request.user, at=clock.now()
    )  # fmt: skip
    return leaving(request, account.provider, url)


@require_safe
def back(request: Request, ident: str) -> HttpResponse:
    """Take the answer that somebody's browser brings from the provider."""
    permissions.check_can_have_calendar(request.user)
    try:
        account = operations.take(
            session=request.session, ident=ident, answer=answer_of(request), by=request.user, at=clock.now()
        )
    except BadInput as fault:
        messages.error(request, str(fault))
        return redirect("calendars:own")
    if account.state == AccountState.CHOOSING:
        messages.success(request, _("The server lets you in. Choose a calendar."))
        return redirect("calendars:choose")
    messages.success(request, _("The server lets you in again."))
    return redirect("calendars:own")


def _back(ident: str) -> str:
    return reverse("calendars:access_back", kwargs={"ident": ident})
