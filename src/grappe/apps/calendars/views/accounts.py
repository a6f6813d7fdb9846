"""How does somebody connect their calendar server, see how it stands, choose, pause and remove?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.calendars import permissions
from grappe.apps.calendars.forms.accounts import (
    ChooseForm,
    ConnectForm,
    PasswordForm,
    RemoveForm,
    TakeOverForm,
)
from grappe.apps.calendars.operations import accounts as operations
from grappe.apps.calendars.operations import settling, taking_over
from grappe.apps.calendars.queries import accounts as queries
from grappe.apps.calendars.queries.asked import entry_for
from grappe.apps.calendars.views.access import offers_with_forms
from grappe.apps.companies import queries as companies
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

READ_OR_SEND = ["GET", "HEAD", "POST"]


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def connect(request: Request) -> HttpResponse:
    """Show the form of a calendar server; connect it where it lets one in."""
    permissions.check_can_have_calendar(request.user)
    form = ConnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.connect(**form.cleaned_data, by=request.user, at=clock.now())
        except operations.Elsewhere as fault:
            form = form.at(fault.url)
            form.add_error(None, str(fault))
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The server lets you in. Choose a calendar."))
            return redirect("calendars:choose")
    return _form(request, "calendars/connect.html", {"form": form, "offers": offers_with_forms(request)})


@require_http_methods(READ_OR_SEND)
def choose(request: Request) -> HttpResponse:
    """Show the calendars of the server; take which are used."""
    account = queries.account_for(for_user=request.user)
    form = ChooseForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            operations.choose(account=account, **form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved. Your calendar is brought in step."))
            return redirect("calendars:own")
    return _form(request, "calendars/choose.html", {"form": form, "account": account})


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def password(request: Request) -> HttpResponse:
    """Take another password of the server, if it does."""
    account = queries.account_for(for_user=request.user)
    if account.provider:
        raise BadInput(_("This calendar has no password: sign in at its provider again."))
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_password(
                account=account, password=form.cleaned_data["password"], by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The server lets you in again."))
            return redirect("calendars:own")
    return _form(request, "calendars/password.html", {"form": form, "account": account})


@require_http_methods(READ_OR_SEND)
def remove(request: Request) -> HttpResponse:
    """Ask whether what we wrote stays in their calendar; remove the connection."""
    account = queries.account_for(for_user=request.user)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        leave = form.cleaned_data["leave"] == "yes"
        operations.remove(account=account, leave=leave, by=request.user, at=clock.now())
        told = (
            _("The connection is removed.")
            if leave
            else _("What we wrote is taken out, then the connection is removed.")
        )
        messages.success(request, told)
        return redirect("calendars:own")
    return _form(request, "calendars/remove.html", {"form": form, "account": account})


def _form(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = render(request, template, context, status=422 if context["form"].errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def sync(request: Request) -> HttpResponse:
    """Bring one's own calendar in step now."""
    account = queries.account_for(for_user=request.user)
    operations.synchronise_now(account=account, by=request.user, at=clock.now())
    return redirect("calendars:own")


@require_safe
def sync_progress(request: Request) -> HttpResponse:
    """Answer how far the exchange has come."""
    account = queries.account_for(for_user=request.user)
    busy = queries.is_running(account, at=clock.now())
    return progress(request, "calendars/_progress.html", {"account": account, "busy": busy}, busy=busy)


@require_POST
def pause(request: Request) -> HttpResponse:
    """Exchange nothing for a while, or again."""
    account = queries.account_for(for_user=request.user)
    paused = request.POST.get("paused") == "yes"
    operations.pause(account=account, paused=paused, by=request.user, at=clock.now())
    messages.success(request, _("Nothing is exchanged for now.") if paused else _("It goes on."))
    return redirect("calendars:own")


@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Take what somebody chose of an appointment that both sides changed, or that is gone there."""
    entry = found_or_404(entry_for, pk, request)
    choice = request.POST.get("choice", "")
    settling.settle(entry_id=entry.pk, choice=choice, by=request.user, at=clock.now())
    messages.success(request, _("Done as you chose; your calendar follows in a moment."))
    return redirect("calendars:own")


@require_http_methods(READ_OR_SEND)
def take_over(request: Request, pk: int) -> HttpResponse:
    """Ask with which company a meeting of one's own calendar is; make it a contact."""
    meeting = found_or_404(queries.own_meeting, pk, request)
    form = TakeOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = taking_over.take_over(
                meeting=meeting.row, company=company_named(request, form.cleaned_data), kind=form.cleaned_data["kind"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("It is a contact now, and kept in step."))
            return redirect("companies:contact", pk=contact.pk)
    return _form(request, "calendars/take_over.html", {"form": form, "meeting": meeting})


def company_named(request: Request, given: dict[str, Any]) -> Any:
    """Return the company that was chosen, or the one that is called as was typed."""
    found = given["company"]
    if not found:
        named = companies.search(given["name"], for_user=request.user, limit=2)
        exact = [each.pk for each in named if each.name.lower() == given["name"].strip().lower()]
        found = exact[0] if len(exact) == 1 else None
    if found is None:
        raise BadInput(_("Choose a company from the list."))
    return found_or_404(companies.company_for, found, request)
