"""How does somebody connect a mailbox, see how it stands, choose, pause and remove?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.mail import permissions
from grappe.apps.mail.enums import MailboxState, Takes
from grappe.apps.mail.forms.mailboxes import ChooseForm, ConnectForm, IgnoreForm, PasswordForm, SharedForm
from grappe.apps.mail.operations import mailboxes as operations
from grappe.apps.mail.queries import mailboxes as queries
from grappe.apps.mail.views.access import offers_with_forms
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

READ_OR_SEND = ["GET", "HEAD", "POST"]
USUAL_PAST = timedelta(days=90)


@require_safe
def boxes(request: Request) -> HttpResponse:
    """Show one's mailboxes and those that one looks after, and how they stand."""
    found = queries.boxes(for_user=request.user, at=clock.now())
    context = {
        "boxes": found,
        "has_own": any(each.row.user_id == request.user.pk for each in found),
        "may_share": permissions.can_share_mailboxes(request.user),
        "form": IgnoreForm(),
    }
    answer = render(request, "mail/boxes.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def connect(request: Request) -> HttpResponse:
    """Show the form of one's own mailbox; connect it where its server lets one in."""
    permissions.check_can_have_mail(request.user)
    return _connect(request, ConnectForm(request.POST or None), shared=False)


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def connect_shared(request: Request) -> HttpResponse:
    """The same for a mailbox that several look after."""
    permissions.check_can_share_mailboxes(request.user)
    return _connect(request, SharedForm(request.POST or None), shared=True)


def _connect(request: Request, form: ConnectForm, *, shared: bool) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.get("name") or form.cleaned_data["username"]
        try:
            mailbox = operations.connect(
                place=form.place(), name=name, address=form.cleaned_data["address"], shared=shared, by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The server lets you in. Choose folders."))
            return redirect("mail:choose", pk=mailbox.pk)
    context = {"form": form, "shared": shared, "offers": offers_with_forms(request, shared=shared)}
    return _form(request, "mail/connect.html", context)


@require_http_methods(READ_OR_SEND)
def choose(request: Request, pk: int) -> HttpResponse:
    """Show the folders of a mailbox; take which are read and what is taken in of them."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    initial: dict[str, Any] = {}
    if mailbox.state == MailboxState.CHOOSING:
        initial["since"] = clock.today() - USUAL_PAST
        if mailbox.user_id is None:
            initial["takes"] = Takes.ALL
    people = queries.possible_members() if mailbox.user_id is None else []
    form = ChooseForm(request.POST or None, mailbox=mailbox, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.choose(mailbox=mailbox, wishes=form.wishes(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved. New mails are fetched."))
            return redirect("mail:boxes")
    return _form(request, "mail/choose.html", {"form": form, "mailbox": mailbox})


@sensitive_post_parameters("password")
@require_http_methods(READ_OR_SEND)
def password(request: Request, pk: int) -> HttpResponse:
    """Take another password of the server, if it does."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    if mailbox.provider:
        raise BadInput(_("This mailbox has no password: sign in at its provider again."))
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_password(
                mailbox=mailbox, password=form.cleaned_data["password"], by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The server lets you in again."))
            return redirect("mail:boxes")
    return _form(request, "mail/password.html", {"form": form, "mailbox": mailbox})


def _form(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = render(request, template, context, status=422 if context["form"].errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(READ_OR_SEND)
def remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and remove the connection."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    if request.method == "POST":
        operations.remove(mailbox=mailbox, by=request.user, at=clock.now())
        given_up = _("The mailbox is read no more; the access to it is given up.")
        deleted = _("The mailbox is read no more; its password is deleted.")
        messages.success(request, given_up if mailbox.provider else deleted)
        return redirect("mail:boxes")
    return render(request, "mail/remove.html", {"mailbox": mailbox})


@require_POST
def folders(request: Request, pk: int) -> HttpResponse:
    """Ask the server again which folders there are."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    operations.look_for_folders(mailbox=mailbox, by=request.user, at=clock.now())
    return redirect("mail:choose", pk=mailbox.pk)


@require_POST
def fetch(request: Request, pk: int) -> HttpResponse:
    """Fetch new mails now, or look through all of them once more."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    again = request.POST.get("again") == "yes"
    operations.fetch_now(mailbox=mailbox, again=again, by=request.user, at=clock.now())
    return redirect("mail:boxes")


@require_safe
def fetch_progress(request: Request, pk: int) -> HttpResponse:
    """Answer how far the fetching has come."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    busy = queries.is_running(mailbox, at=clock.now())
    return progress(request, "mail/_progress.html", {"mailbox": mailbox, "busy": busy}, busy=busy)


@require_POST
def pause(request: Request, pk: int) -> HttpResponse:
    """Fetch nothing for a while, or again."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    paused = request.POST.get("paused") == "yes"
    operations.pause(mailbox=mailbox, paused=paused, by=request.user, at=clock.now())
    messages.success(request, _("Nothing is fetched for now.") if paused else _("It goes on."))
    return redirect("mail:boxes")


@require_POST
def ignore(request: Request, pk: int) -> HttpResponse:
    """Leave a sender or a domain out from now on."""
    mailbox = found_or_404(queries.mailbox_for, pk, request)
    form = IgnoreForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("This is no address and no domain."))
    operations.ignore(
        mailbox=operations.kept(mailbox, by=request.user, lock=False), **form.cleaned_data, by=request.user,
        at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("Their mails are not taken in from now on."))
    return redirect("mail:boxes")


@require_POST
def heed(request: Request, pk: int) -> HttpResponse:
    """Take in mails of a sender again."""
    rule = found_or_404(queries.rule_for, pk, request)
    operations.heed(rule=rule, by=request.user, at=clock.now())
    return redirect("mail:boxes")
