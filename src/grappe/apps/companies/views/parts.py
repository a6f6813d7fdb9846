"""How do figures, people and owners of a file come, change and go: in place, or on a page of their own?

Each section of the company file is a fragment that carries its own form. With HTMX the section is swapped in
place; without, the form is a page, and saving leads back to the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from grappe.apps.companies import operations, queries
from grappe.apps.companies.forms.accounts import AccountsForm
from grappe.apps.companies.forms.parts import FiguresForm, OwnerForm, PersonForm
from grappe.apps.companies.views.found import (
    company_or_404,
    company_to_edit,
    figures_to_edit,
    ownership_to_edit,
    person_to_edit,
)
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.companies.models import Company

SECTIONS = ("identity", "figures", "people", "ownership")


@require_safe
def section(request: Request, pk: int, name: str) -> HttpResponse:
    """Show one section of the file; without HTMX, lead to its place on the file."""
    if name not in SECTIONS:
        raise Http404
    company = company_or_404(request, pk)
    if not request.htmx:
        return redirect(_place(company, name))
    return _section(request, company, name)


def _place(company: Company, name: str) -> str:
    return f"{company.get_absolute_url()}#company-{name}"


def _section(request: Request, company: Company, name: str, status: int = 200, **more: Any) -> HttpResponse:
    context = {"file": queries.file_of(company, for_user=request.user), **more}
    answer = render(request, f"companies/_{name}.html", context, status=status)
    if "said" in more:
        trigger_client_event(answer, "grappe:message", {"text": more["said"], "kind": "success"})
    return answer


def _form(
    request: Request,
    company: Company,
    name: str,
    form: Any,
    title: str,
    save: Callable[[], object],
    **more: Any,
) -> HttpResponse:
    """Show a section's form, or save what was sent and show the section; faults are told at the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            if request.htmx:
                return _section(request, company_or_404(request, company.pk), name, said=_("Saved."))
            messages.success(request, _("Saved."))
            return redirect(_place(company, name))
    status = 422 if form.errors else 200
    more |= {"form": form, "title": title, "action": request.path, "section": name}
    if request.htmx:
        return _section(request, company, name, status, **more)
    return render(request, "companies/part.html", {"company": company, **more}, status=status)


def _removed(request: Request, company: Company, name: str, text: str) -> HttpResponse:
    if request.htmx:
        return _section(request, company_or_404(request, company.pk), name, said=text)
    messages.success(request, text)
    return redirect(_place(company, name))


@require_http_methods(["GET", "HEAD", "POST"])
def figures_add(request: Request, pk: int) -> HttpResponse:
    company = company_to_edit(request, pk)
    form = FiguresForm(request.POST or None, today=clock.today())

    def save() -> object:
        return operations.save_figures(
            company=company,
            year=form.cleaned_data["year"],
            values=form.values(),
            by=request.user,
            at=clock.now(),
        )

    return _form(request, company, "figures", form, _("Add the figures of a year"), save)


@require_http_methods(["GET", "HEAD", "POST"])
def figures_edit(request: Request, pk: int) -> HttpResponse:
    figures = figures_to_edit(request, pk)
    form = FiguresForm(request.POST or None, figures=figures, today=clock.today())
    title = _("Figures for %(year)s") % {"year": figures.year}

    def save() -> object:
        return operations.save_figures(
            company=figures.company, year=form.cleaned_data["year"], values=form.values(), figures=figures,
            by=request.user, at=clock.now(),
        )  # fmt: skip

    return _form(request, figures.company, "figures", form, title, save, figures=figures)


@require_http_methods(["GET", "HEAD", "POST"])
def accounts_edit(request: Request, pk: int) -> HttpResponse:
    """Put on file what the accounts of a year say beyond its figures."""
    figures = figures_to_edit(request, pk)
    form = AccountsForm(request.POST or None, figures=figures)

    def save() -> object:
        return operations.save_figures(
            company=figures.company, year=figures.year, values=form.values(), figures=figures, by=request.user,
            at=clock.now(),
        )  # fmt: skip

    return _form(
        request, figures.company, "figures", form, _("Accounts of %(year)s") % {"year": figures.year}, save
    )


@require_POST
def figures_remove(request: Request, pk: int) -> HttpResponse:
    figures = figures_to_edit(request, pk)
    operations.remove_figures(figures=figures, by=request.user, at=clock.now())
    return _removed(request, figures.company, "figures", _("The figures are off the file."))


@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: Request, pk: int) -> HttpResponse:
    company = company_to_edit(request, pk)
    form = PersonForm(request.POST or None, company=company, today=clock.today())

    def save() -> object:
        return operations.save_person(
            company=company, values=form.values(), why_back=form.cleaned_data.get("why_back", ""), by=request.user,
            at=clock.now(),
        )  # fmt: skip

    return _form(request, company, "people", form, _("Add a person"), save)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: Request, pk: int) -> HttpResponse:
    person = person_to_edit(request, pk)
    form = PersonForm(request.POST or None, company=person.company, person=person, today=clock.today())

    def save() -> object:
        return operations.save_person(
            company=person.company, values=form.values(), person=person,
            version=form.cleaned_data.get("version"), by=request.user, at=clock.now(),
        )  # fmt: skip

    return _form(request, person.company, "people", form, person.name, save, person=person)


@require_http_methods(["GET", "HEAD", "POST"])
def owner_add(request: Request, pk: int) -> HttpResponse:
    company = company_to_edit(request, pk)
    form = OwnerForm(request.POST or None, today=clock.today())

    def save() -> object:
        return operations.save_ownership(owned=company, values=form.values(), by=request.user, at=clock.now())

    return _form(request, company, "ownership", form, _("Add an owner"), save)


@require_http_methods(["GET", "HEAD", "POST"])
def owner_edit(request: Request, pk: int) -> HttpResponse:
    link = ownership_to_edit(request, pk)
    form = OwnerForm(request.POST or None, link=link, today=clock.today())

    def save() -> object:
        return operations.save_ownership(
            owned=link.owned, values=form.values(), link=link, by=request.user, at=clock.now()
        )

    title = _("Owner %(name)s") % {"name": link.owner or link.owner_name}
    return _form(request, link.owned, "ownership", form, title, save, link=link)


@require_POST
def owner_remove(request: Request, pk: int) -> HttpResponse:
    link = ownership_to_edit(request, pk)
    operations.remove_ownership(link=link, by=request.user, at=clock.now())
    return _removed(request, link.owned, "ownership", _("The owner is off the file."))
