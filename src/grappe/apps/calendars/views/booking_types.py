"""How does somebody offer times, pass on links, and place what companies booked?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.calendars import permissions
from grappe.apps.calendars.forms.booking import LinkForm, TypeForm
from grappe.apps.calendars.operations import booking as operations
from grappe.apps.calendars.operations import booking_types
from grappe.apps.calendars.queries import booking as queries
from grappe.apps.calendars.views.accounts import company_named
from grappe.apps.companies import queries as companies
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_in, number_sent
from grappe.ui.requests import Request

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_safe
def types(request: Request) -> HttpResponse:
    """List what one offers, with the link of each."""
    permissions.check_can_offer_times(request.user)
    rows = [
        {"kind": each, "link": queries.type_link(each), "may_change": permissions.can_change_type(request.user, each)}
        for each in queries.types_of(request.user)
    ]  # fmt: skip
    waiting = len(queries.requests_waiting(for_user=request.user))
    return _private(render(request, "calendars/booking/types.html", {"rows": rows, "waiting": waiting}))


@require_http_methods(READ_OR_SEND)
def add(request: Request) -> HttpResponse:
    """Show the form of times to offer; take it."""
    permissions.check_can_offer_times(request.user)
    return _form(request, None)


@require_http_methods(READ_OR_SEND)
def edit(request: Request, pk: int) -> HttpResponse:
    """Show what is offered; take the change."""
    return _form(request, found_or_404(queries.type_for, pk, request))


def _form(request: Request, kind: Any) -> HttpResponse:
    form = TypeForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            saved = booking_types.save_type(kind=kind, **form.values(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("calendars:type_links", pk=saved.pk)
    context = {"form": form, "kind": kind}
    return render(request, "calendars/booking/type.html", context, status=422 if form.errors else 200)


@require_safe
def links(request: Request, pk: int) -> HttpResponse:
    """Show the link for everybody and, for a company that is chosen, its own."""
    kind = found_or_404(queries.type_for, pk, request)
    form = LinkForm(request.GET if "name" in request.GET else None)
    context: dict[str, Any] = {"kind": kind, "form": form, "link": queries.type_link(kind), "company": None}
    if form.is_bound and form.is_valid():
        try:
            company = company_named(request, form.cleaned_data)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            context |= {"company": company, "own": queries.type_link(kind, company.pk)}
    return _private(
        render(request, "calendars/booking/links.html", context, status=422 if form.errors else 200)
    )


@require_POST
def renew(request: Request, pk: int) -> HttpResponse:
    """Stop the links there are; there are new ones."""
    kind = found_or_404(queries.type_for, pk, request)
    booking_types.renew_links(kind=kind, by=request.user, at=clock.now())
    messages.success(request, _("The old links open nothing any more; here are new ones."))
    return redirect("calendars:type_links", pk=pk)


@require_safe
def requests(request: Request) -> HttpResponse:
    """List the bookings of which the company is not sure, with the companies that they may be of."""
    permissions.check_can_offer_times(request.user)
    waiting = queries.requests_waiting(for_user=request.user)
    chosen = number_in(request, "request")
    opened = next((each for each in waiting if each.pk == chosen), waiting[0] if waiting else None)
    context = {
        "waiting": waiting,
        "opened": queries.with_proposals(opened, for_user=request.user) if opened is not None else None,
        "ahead": opened is not None and opened.starts_at > clock.now(),
        "form": LinkForm(),
    }
    return _private(render(request, "calendars/booking/requests.html", context))


@require_POST
def place(request: Request, pk: int) -> HttpResponse:
    """Say of which company a booking is."""
    found = found_or_404(queries.request_for, pk, request)
    company = _chosen(request)
    contact = operations.place_request(booking=found, company=company, by=request.user, at=clock.now())
    messages.success(request, _("It is a planned contact now."))
    return redirect("companies:contact", pk=contact.pk)


def _chosen(request: Request) -> Any:
    proposed = number_sent(request, "proposed")
    if proposed is not None:
        return found_or_404(companies.company_for, proposed, request)
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Choose a company from the list."))
    return company_named(request, form.cleaned_data)


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Set a request aside."""
    found = found_or_404(queries.request_for, pk, request)
    operations.close_request(booking=found, by=request.user, at=clock.now())
    messages.success(request, _("It is set aside; no contact comes of it."))
    return redirect("calendars:requests")


@require_POST
def call_off(request: Request, pk: int) -> HttpResponse:
    """Call a booking off of which the company is not known."""
    found = found_or_404(queries.request_for, pk, request)
    operations.call_off_request(booking=found, by=request.user, at=clock.now())
    messages.success(request, _("It is called off. Whoever booked is told by mail."))
    return redirect("calendars:requests")


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
