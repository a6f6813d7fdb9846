"""How is a company's file opened, changed, archived, and its history read?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import operations, permissions
from grappe.apps.companies.forms.companies import CompanyForm, chosen_data
from grappe.apps.companies.operations.companies import OnFile
from grappe.apps.companies.queries import history
from grappe.apps.companies.queries.contacts import possible_team
from grappe.apps.companies.views.found import company_or_404, company_to_edit
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Open a company's file."""
    permissions.check_can_add_company(request.user)
    form = CompanyForm(request.POST or None, user=request.user, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            company = operations.create_company(
                values=form.values(), clusters=form.cleaned_data["clusters"], by=request.user, at=clock.now()
            )
        except BadInput as fault:
            return _refused(request, form, fault)
        messages.success(request, _("The file of %(name)s is open.") % {"name": company.name})
        return redirect(company.get_absolute_url())
    return _form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a company's identity; who saved second sees what the first wrote, and keeps either."""
    company = company_to_edit(request, pk)
    data = chosen_data(request.POST, company) if request.method == "POST" else None
    form = CompanyForm(data, instance=company, user=request.user, today=clock.today())
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = operations.change_company(
                company=company, values=form.values(), clusters=form.cleaned_data["clusters"],
                version=version, by=request.user, at=clock.now(),
            )  # fmt: skip
        except Stale as stale:
            return _conflict(request, form, stale.current, version)
        except BadInput as fault:
            return _refused(request, form, fault)
        messages.success(request, _("Saved."))
        if not permissions.can_view_company(request.user, changed):
            return redirect("companies:list")
        return redirect(changed.get_absolute_url())
    return _form(request, form)


def _form(request: Request, form: CompanyForm, status: int = 200, **more: Any) -> HttpResponse:
    company = form.instance
    onlookers = list(possible_team(company)) if company.pk else []
    context = {
        "form": form,
        "company": company,
        "conflicts": [],
        "on_file": None,
        "onlookers": onlookers,
        **more,
    }
    return render(request, "companies/form.html", context, status=422 if form.errors else status)


def _refused(request: Request, form: CompanyForm, fault: BadInput) -> HttpResponse:
    """Show a fault that only the database could see, at its field, with the way to the other company."""
    if isinstance(fault, OnFile):
        form.add_error(fault.field if fault.field in form.fields else None, str(fault))
        return _form(request, form, on_file=fault.other)
    form.add_error(None, str(fault))
    return _form(request, form)


def _conflict(request: Request, form: CompanyForm, current: Any, version: int) -> HttpResponse:
    """Show where two people left the company different. What is sent next is based on what stands now."""
    found = form.conflicts_with(current, history.before_version(current, version))
    conflicts.rebased(form, str(current.version))
    return _form(request, form, 409, conflicts=found, writer=history.last_writer(current))


@require_POST
def archive(request: Request, pk: int) -> HttpResponse:
    return _set_archived(request, pk, True, _("The file is archived; nothing of it is lost."))


@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    return _set_archived(request, pk, False, _("The file is back from the archive."))


def _set_archived(request: Request, pk: int, archived: bool, told: str) -> HttpResponse:
    company = company_to_edit(request, pk)
    operations.set_archived(company=company, archived=archived, by=request.user, at=clock.now())
    messages.success(request, told)
    return redirect(company.get_absolute_url())


@require_safe
def changes(request: Request, pk: int) -> HttpResponse:
    """Show who changed what in the file, and when."""
    company = company_or_404(request, pk)
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and int(number[:6]) > 0 else 1
    found = history.changes_of(company, for_user=request.user, page=min(page, 10_000))
    return render(request, "companies/changes.html", {"company": company, "page": found})
