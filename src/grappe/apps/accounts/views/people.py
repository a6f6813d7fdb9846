"""How do administrators list, invite, change, close, unlock accounts?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grappe.apps.accounts import operations
from grappe.apps.accounts.forms.accounts import AccountForm, ListForm
from grappe.apps.accounts.operations import attempts, identities, sessions
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries import directory
from grappe.apps.accounts.queries.sessions import seats
from grappe.apps.accounts.views.found import account_or_404, where
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_GET
def people(request: Request) -> HttpResponse:
    """List the accounts."""
    form = ListForm(request.GET)
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    found = directory.accounts(
        for_user=request.user, at=clock.now(), text=asked.get("words", "").strip().replace("\x00", " "),
        role=asked.get("role", ""), state=asked.get("state", ""),
    )  # fmt: skip
    return render(request, "accounts/list.html", {"found": found, "form": form})


@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Make an account and write to whose it is."""
    check_can_manage_accounts(request.user)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.invite(
                **form.cleaned_data, by=request.user, at=clock.now(), where=where(request)
            )
        except BadInput as fault:
            form.add_error("email", str(fault))
        else:
            messages.success(request, _invited(made.name))
            return redirect("accounts:person", pk=made.pk)
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person(request: Request, pk: int) -> HttpResponse:
    """Show an account, and change whose it is and what they may."""
    each = account_or_404(request, pk)
    given = {name: getattr(each.user, name) for name in ("name", "email", "role", "language")}
    form = AccountForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_account(
                user=each.user, **form.cleaned_data, by=request.user, at=clock.now(), where=where(request)
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:person", pk=pk)
    context: dict[str, Any] = {
        "each": each, "person": each.user, "form": form, "self": each.user.pk == request.user.pk,
        "factors": directory.factors(each.user), "identities": directory.identities(each.user),
        "seats": seats(each.user, for_user=request.user, at=clock.now(), key=request.session.session_key),
    }  # fmt: skip
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


def _button(
    request: Request, pk: int, operation: Callable[..., object], said: Callable[[str], str]
) -> HttpResponse:
    """Do one thing with an account, say that it is done, and show the account again."""
    user = account_or_404(request, pk).user
    operation(user=user, by=request.user, at=clock.now(), where=where(request))
    messages.success(request, said(user.name))
    return redirect("accounts:person", pk=pk)


@require_POST
def invite_again(request: Request, pk: int) -> HttpResponse:
    """Write the invitation once more."""
    return _button(request, pk, operations.invite_again, _invited)


def _invited(name: str) -> str:
    return _("%(name)s is invited by e-mail.") % {"name": name}


@require_POST
def deactivate(request: Request, pk: int) -> HttpResponse:
    """Close an account."""
    return _button(
        request,
        pk,
        operations.deactivate,
        lambda name: _("The account is closed, and its sessions have ended."),
    )


@require_POST
def reactivate(request: Request, pk: int) -> HttpResponse:
    """Open an account again."""
    return _button(request, pk, operations.reactivate, lambda name: _("The account is open again."))


@require_POST
def unlock(request: Request, pk: int) -> HttpResponse:
    """Let somebody try again who failed too often."""
    return _button(request, pk, attempts.unlock, lambda name: _("The account is unlocked."))


@require_POST
def reset_factors(request: Request, pk: int) -> HttpResponse:
    """Take away the second factors of somebody who has lost them."""
    return _button(
        request, pk, operations.reset_factors,
        lambda name: _("The second factors are taken away; %(name)s gets a letter.") % {"name": name},
    )  # fmt: skip


@require_POST
def forget_identities(request: Request, pk: int) -> HttpResponse:
    """Let somebody come in by another key of their identity provider than before."""
    return _button(
        request, pk, identities.forget,
        lambda name: _("Forgotten: the next single sign-on with the address of %(name)s connects anew.") % {"name": name},
    )  # fmt: skip


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """End one session of somebody, or all of them but the reader's own."""
    user, mark = account_or_404(request, pk).user, request.POST.get("mark", "")
    how: dict[str, Any] = {"user": user, "by": request.user, "at": clock.now(), "where": where(request)}
    if mark:
        sessions.end(mark=mark, **how)
    else:
        sessions.end_all(but=request.session.session_key, **how)
    messages.success(request, _("Ended."))
    return redirect("accounts:person", pk=pk)
