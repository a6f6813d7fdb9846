"""Which companies work together, and how is that noted and kept up to date?"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import queries as company_queries
from grappe.apps.companies.permissions import can_edit_company, check_can_edit_company
from grappe.apps.events import permissions
from grappe.apps.events.forms.after import CooperationForm, CooperationsForm
from grappe.apps.events.operations import cooperations as operations
from grappe.apps.events.queries import cooperations as queries
from grappe.apps.events.views.after import begun
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def cooperation_list(request: Request) -> HttpResponse:
    """List the cooperations, with what they are worth together."""
    permissions.check_can_view_events(request.user)
    form = CooperationsForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = queries.cooperations(for_user=request.user, filters=queries.CooperationFilters(state=state))
    context = {
        "form": form,
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "worth": queries.worth_of(found),
    }
    return render(request, "events/cooperations/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show one cooperation, with what may be said of it next."""
    cooperation = found_or_404(queries.cooperation_for, pk, request)
    context = {
        "cooperation": cooperation,
        "may_edit": permissions.can_edit_cooperation(request.user, cooperation),
        "next_states": queries.next_states(cooperation, for_user=request.user),
    }
    return render(request, "events/cooperations/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request, company_pk: int) -> HttpResponse:
    """Note a cooperation of a company, from its file."""
    company = found_or_404(company_queries.company_for, company_pk, request)
    check_can_edit_company(request.user, company)
    form = CooperationForm(request.POST or None, companies=[company], user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = begun(request, form)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("events:cooperation", pk=made.pk)
    context = {"form": form, "company": company}
    return render(request, "events/cooperations/create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what a cooperation is about, its value, its beginning and its notes."""
    cooperation = found_or_404(queries.cooperation_for, pk, request)
    permissions.check_can_edit_cooperation(request.user, cooperation)
    form = CooperationForm(request.POST or None, of=cooperation, user=request.user)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(
                cooperation=cooperation, version=form.cleaned_data["version"] or 0, values=form.values(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Stale as stale:
            form.add_error(None, str(stale))
            status = 409
        except BadInput as fault:
            form.add_error(None, str(fault))
            status = 422
        else:
            return redirect("events:cooperation", pk=pk)
    context = {"form": form, "cooperation": cooperation}
    return render(request, "events/cooperations/edit.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Say how a cooperation stands now."""
    cooperation = found_or_404(queries.cooperation_for, pk, request)
    version = request.POST.get("version", "")
    operations.move(
        cooperation=cooperation, to=request.POST.get("to", ""),
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
        by=request.user, at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("The state of the cooperation is on file."))
    return redirect("events:cooperation", pk=pk)


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Fill the room in a company's file: with whom it works together."""
    company = found_or_404(company_queries.company_for, pk, request)
    found = queries.cooperations_of(pk, for_user=request.user)[: queries.PAGE]
    context = {
        "company": company,
        "rows": queries.other_side(found, pk),
        "may_edit": can_edit_company(request.user, company) and company.archived_at is None,
    }
    return render(request, "events/cooperations/_of_company.html", context)
