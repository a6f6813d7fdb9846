"""How are those who registered looked at, entered, cancelled and given as a file by the organiser?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.companies.queries.kept_out import came_back_words, erased_on
from grappe.apps.events import operations, permissions, queries
from grappe.apps.events.enums import RegistrationState
from grappe.apps.events.forms.writing import ByHandForm
from grappe.apps.events.queries import public
from grappe.apps.events.queries import registrations as reading
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock
from grappe.ui.answers import csv_download, download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE


@require_safe
def registration_list(request: Request, pk: int) -> HttpResponse:
    """List who is registered, by words and by state."""
    event = event_or_404(request, pk)
    permissions.check_can_view_registrations(request.user)
    text, state = words_in(request, "q"), request.GET.get("state", "")
    found = reading.registrations(event, for_user=request.user, text=text, state=state)
    context = {
        "event": event,
        "tab": "registrations",
        "may_see": True,
        "may_manage": permissions.can_manage_event(request.user, event),
        "page": Paginator(found, reading.PAGE).get_page(request.GET.get("page")),
        "left_out": reading.left_out(event, for_user=request.user),
        "seats": queries.seats_of(event, at=clock.now()),
        "states": RegistrationState.choices,
        "text": text,
        "state": state,
    }
    return render(request, "events/registrations.html", context)


@require_safe
def registration(request: Request, pk: int) -> HttpResponse:
    """Show one registration: what was answered, which letters went out, for which company."""
    found = found_or_404(reading.registration_for, pk, request)
    text = words_in(request, "q")
    may_manage = permissions.can_manage_event(request.user, found.event)
    context = {
        "event": found.event,
        "tab": "registrations",
        "may_see": True,
        "may_manage": may_manage,
        "registration": found,
        "answers": reading.answers_of(found, public.questions_of(found.event)),
        "letters": found.letters.order_by("-pk"),
        "place": queries.place_in_queue(found),
        "text": text,
        "companies": companies.search(text, for_user=request.user, limit=8) if text and may_manage else [],
        "is_over": clock.now() >= found.event.ends_at,
    }
    return render(request, "events/registration.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Enter somebody by hand."""
    event = event_to_manage(request, pk)
    form = ByHandForm(
        request.POST or None, ways=queries.ways(event), questions=public.questions_of(event),
        initial={"language": "fr", "attendance": queries.ways(event)[0]},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_by_hand(
                event=event, filled=form.filled(), beyond=form.cleaned_data["beyond"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            said = {"name": made.name, "state": made.get_state_display()}
            messages.success(request, _("%(name)s is entered: %(state)s.") % said)
            if day := erased_on(name=made.name, email=made.email, company=made.company):
                messages.warning(request, came_back_words(day))
            return redirect("events:registrations", pk=pk)
    context = {"event": event, "form": form, "tab": "registrations", "may_see": True}
    return render(request, "events/by_hand.html", context, status=422 if form.errors else 200)


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel somebody's registration; who waits longest moves up."""
    found = found_or_404(reading.registration_for, pk, request)
    operations.cancel(registration=found, by=request.user, at=clock.now())
    messages.success(request, _("The registration of %(name)s is cancelled.") % {"name": found.name})
    return redirect("events:registrations", pk=found.event_id)


@require_POST
def set_company(request: Request, pk: int) -> HttpResponse:
    """Say for which company somebody comes; without one, that none is known."""
    found = found_or_404(reading.registration_for, pk, request)
    permissions.check_can_manage_event(request.user, found.event)
    number: Any = request.POST.get("company", "")
    company = None
    if number:
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise BadInput(_("Choose a company of the list."))
        company = found_or_404(companies.company_for, int(number), request)
    operations.set_company(registration=found, company=company, by=request.user, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("events:registration", pk=pk)


@require_safe
def as_csv(request: Request, pk: int) -> HttpResponse:
    """Download the list as CSV."""
    event = event_or_404(request, pk)
    return csv_download(reading.as_csv(event, for_user=request.user), f"{event.slug}.csv")


@require_safe
def as_workbook(request: Request, pk: int) -> HttpResponse:
    """Download the list as a workbook."""
    event = event_or_404(request, pk)
    return download(reading.as_workbook(event, for_user=request.user), f"{event.slug}.xlsx", CONTENT_TYPE)
