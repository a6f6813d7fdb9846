"""What came of an event: how is it shown, added to and taken back?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.events import permissions
from grappe.apps.events.forms.after import CooperationForm, ExistingForm, IdeaForm, OutcomeNeedForm
from grappe.apps.events.operations import cooperations as cooperation_operations
from grappe.apps.events.operations import links as operations
from grappe.apps.events.queries import after as queries
from grappe.apps.events.queries.came import came
from grappe.apps.events.queries.results import compared
from grappe.apps.events.views.found import event_or_404
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def after(request: Request, pk: int) -> HttpResponse:
    """Show what came of an event, counted, each with the way to it."""
    event = event_or_404(request, pk)
    may_manage = permissions.can_manage_event(request.user, event)
    companies = queries.companies_to_add_for(event, for_user=request.user)
    line, earlier = compared(event, for_user=request.user)
    context = {
        "line": line,
        "earlier": earlier,
        "event": event,
        "tab": "after",
        "may_see": permissions.can_view_registrations(request.user),
        "may_manage": may_manage,
        "may_add": (may_manage or bool(companies)) and event.state != "draft",
        "outcomes": queries.outcomes_of(event, for_user=request.user),
        "came": came(event, for_user=request.user),
    }
    return render(request, "events/after/page.html", context)


def _to_add(request: Request, pk: int) -> tuple[Any, list[Any]]:
    """Return the event and the companies for which this user may add to it; PermissionDenied where they may not."""
    event = event_or_404(request, pk)
    companies = queries.companies_to_add_for(event, for_user=request.user)
    if not companies:
        permissions.check_can_link(request.user, event)
    return event, companies


def _page(request: Request, name: str, context: dict[str, Any], *, bad: bool) -> HttpResponse:
    context |= {"tab": "after", "may_see": permissions.can_view_registrations(request.user)}
    return render(request, f"events/after/{name}.html", context, status=422 if bad else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add_need(request: Request, pk: int) -> HttpResponse:
    """Add a need that came up at the event to the file of a company that came."""
    event, companies = _to_add(request, pk)
    own = [each for each in companies if can_edit_company(request.user, each)]
    initial = {"theme": event.theme_id, "language": request.user.language}
    form = OutcomeNeedForm(request.POST or None, companies=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_need(
                event=event, company=form.chosen, values=form.values(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The need is on file and counts for the event."))
            return redirect("events:after", pk=pk)
    return _page(request, "need", {"event": event, "form": form, "companies": own}, bad=bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
def add_idea(request: Request, pk: int) -> HttpResponse:
    """Note an idea that came up at the event."""
    event, companies = _to_add(request, pk)
    manages = permissions.can_manage_event(request.user, event)
    form = IdeaForm(request.POST or None, companies=companies, may_be_nobodys=manages)
    if request.method == "POST" and form.is_valid():
        try:
            operations.link_idea(
                event=event,
                idea=form.cleaned_data["idea"],
                company=form.chosen,
                by=request.user,
                at=clock.now(),
            )
        except BadInput as fault:
            form.add_error("idea", str(fault))
        else:
            messages.success(request, _("The idea is noted."))
            return redirect("events:after", pk=pk)
    return _page(request, "idea", {"event": event, "form": form}, bad=bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
def add_cooperation(request: Request, pk: int) -> HttpResponse:
    """Note a cooperation of a company that came."""
    event, companies = _to_add(request, pk)
    form = CooperationForm(request.POST or None, companies=companies, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = begun(request, form, event)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The cooperation is on file and counts for the event."))
            return redirect("events:cooperation", pk=made.pk)
    return _page(
        request, "cooperation", {"event": event, "form": form, "companies": companies}, bad=bool(form.errors)
    )


def begun(request: Request, form: CooperationForm, event: Any = None) -> Any:
    """Begin the cooperation that a form describes; raises BadInput, PermissionDenied."""
    first = form.companies[form.cleaned_data["first"]]
    return cooperation_operations.begin(
        first=first, second=form.cleaned_data["second"], event=event, state=form.cleaned_data["state"],
        **form.values(), by=request.user, at=clock.now(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add_existing(request: Request, pk: int) -> HttpResponse:
    """Link a need, a contact or a cooperation that is on file already."""
    event, companies = _to_add(request, pk)
    sent = request.POST.get("what", "")
    needs = ExistingForm(
        request.POST if sent == "need" else None, prefix="need", label=_("Need"),
        things=queries.needs_to_link(event, companies, for_user=request.user),
    )  # fmt: skip
    contacts = ExistingForm(
        request.POST if sent == "contact" else None, prefix="contact", label=_("Contact"),
        things=queries.contacts_to_link(event, companies, for_user=request.user),
    )  # fmt: skip
    cooperations = ExistingForm(
        request.POST if sent == "cooperation" else None, prefix="cooperation", label=_("Cooperation"),
        things=queries.cooperations_to_link(event, companies, for_user=request.user),
    )  # fmt: skip
    at, fault = clock.now(), ""
    try:
        if needs.is_bound and needs.is_valid():
            operations.link_need(event=event, need=needs.chosen, by=request.user, at=at)
            return redirect("events:after", pk=pk)
        if contacts.is_bound and contacts.is_valid():
            operations.link_contact(event=event, contact=contacts.chosen, by=request.user, at=at)
            return redirect("events:after", pk=pk)
        if cooperations.is_bound and cooperations.is_valid():
            operations.link_cooperation(event=event, cooperation=cooperations.chosen, by=request.user, at=at)
            return redirect("events:after", pk=pk)
    except BadInput as refused:
        fault = str(refused)
    context = {
        "event": event, "needs": needs, "contacts": contacts, "cooperations": cooperations, "fault": fault,
    }  # fmt: skip
    return _page(request, "existing", context, bad=request.method == "POST")


@require_POST
def unlink(request: Request, pk: int) -> HttpResponse:
    """Take a link back; the need, contact or cooperation stays."""
    link = found_or_404(queries.link_for, pk, request)
    operations.unlink(link=link, by=request.user, at=clock.now())
    messages.success(request, _("It no longer counts for the event."))
    return redirect("events:after", pk=link.event_id)
