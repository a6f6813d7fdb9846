"""How are needs listed, added, edited and decided on?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import queries as company_queries
from grappe.apps.companies.queries import notes as note_queries
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import sheet_of
from grappe.apps.needs import operations, permissions, queries
from grappe.apps.needs.forms import FilterForm, MarkForm, NeedForm
from grappe.ui import clock, told
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def needs_list(request: Request) -> HttpResponse:
    """List needs, narrowed by theme, state, cluster and urgency."""
    form = FilterForm(request.GET)
    filters = form.filters()
    paginator = Paginator(queries.needs(for_user=request.user, filters=filters), queries.PAGE)
    page = paginator.get_page(request.GET.get("page"))
    company = None
    if filters.company is not None:
        company = found_or_404(company_queries.company_for, filters.company, request)
    context = {
        "form": form,
        "page": page,
        "as_list": form.as_list(),
        "company": company,
        "may_add": company is not None and permissions.can_add_need(request.user, company),
        "shown": queries.shown(list(page.object_list), for_user=request.user),
    }
    return render(request, "needs/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request, company_pk: int) -> HttpResponse:
    """Add a need by hand."""
    company = found_or_404(company_queries.company_for, company_pk, request)
    permissions.check_can_add_need(request.user, company)
    form = NeedForm(request.POST or None, initial={"language": company.language})
    if request.method == "POST" and form.is_valid():
        need = operations.add_need(company=company, **form.values(), by=request.user, at=clock.now())
        return redirect("needs:detail", pk=need.pk)
    context = {"form": form, "company": company, "need": None}
    return render(request, "needs/edit.html", context, status=422 if form.errors else 200)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show one need with where it comes from."""
    need = found_or_404(queries.need_for, pk, request)
    if need.contact is not None and need.contact.confidential:
        told.in_confidence(request, "needs.need", [(need.pk, str(need.company))])
    context = {
        "entry": queries.shown([need], for_user=request.user)[0],
        "need": need,
        "custom": sheet_of(need, RecordType.NEED),
    }
    return render(request, "needs/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Edit a need; one that was only proposed is thereby confirmed."""
    need = found_or_404(queries.need_for, pk, request)
    permissions.check_can_edit_need(request.user, need)
    form = NeedForm(request.POST or None, instance=need, initial={"version": need.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operations.edit_need(
                    need=need,
                    version=form.cleaned_data["version"] or 0,
                    values=form.values(),
                    by=request.user,
                    at=clock.now(),
                )
            except Stale as stale:
                form.add_error(None, str(stale))
                status = 409
            else:
                return redirect("needs:detail", pk=pk)
    context = {
        "form": form,
        "company": need.company,
        "need": need,
        "current": found_or_404(queries.need_for, pk, request) if status == 409 else None,
    }
    return render(request, "needs/edit.html", context, status=status)


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    return _decide(request, pk, operations.confirm_need)


@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    return _decide(request, pk, operations.dismiss_need)


@require_POST
def met(request: Request, pk: int) -> HttpResponse:
    return _decide(request, pk, operations.meet_need)


def _decide(request: Request, pk: int, operation: Callable[..., Any]) -> HttpResponse:
    """Decide on a need, then show its line anew (HTMX) or go back to the page it was decided on."""
    need = found_or_404(queries.need_for, pk, request)
    permissions.check_can_edit_need(request.user, need)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 10 else None
    operation(need=need, version=version, by=request.user, at=clock.now())
    if request.htmx:
        need = found_or_404(queries.need_for, pk, request)
        entry = queries.shown([need], for_user=request.user)[0]
        return render(request, "needs/_need.html", {"entry": entry, "focus": True})
    back = request.POST.get("next", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return HttpResponseRedirect(back)  # `redirect` would take another word for a view's name
    return redirect("needs:detail", pk=pk)


@require_safe
def of_run(request: Request, pk: int) -> HttpResponse:
    """Fill the room that a diagnostic's result leaves: the needs it proposes."""
    found = queries.needs_of_run(pk, for_user=request.user)
    context = {"shown": queries.shown(found, for_user=request.user)}
    return render(request, "needs/_of_run.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def of_mark(request: Request, pk: int) -> HttpResponse:
    """Fill the room beside a marked passage: its need, or a short form to make it one."""
    mark = found_or_404(note_queries.mark_for, pk, request)
    need = queries.need_of_mark(pk, for_user=request.user)
    company = mark.contact.company
    may_add = permissions.can_add_need(request.user, company)
    fault = ""
    form = MarkForm(request.POST or None, prefix=f"mark{pk}", initial={"title": _title(mark.passage)})
    if request.method == "POST":
        permissions.check_can_add_need(request.user, company)
        if form.is_valid():
            try:
                need = operations.add_need(
                    company=company,
                    description=mark.passage,
                    language=mark.contact.notes_language,
                    mark=mark,
                    **form.cleaned_data,
                    by=request.user,
                    at=clock.now(),
                )
            except BadInput as bad:
                fault = str(bad)
    context = {"mark": mark, "need": need, "form": form, "may_add": may_add, "fault": fault}
    bad_request = request.method == "POST" and need is None
    return render(request, "needs/_of_mark.html", context, status=422 if bad_request else 200)


def _title(passage: str, longest: int = 120) -> str:
    """Return the beginning of a passage as a first title, cut between words."""
    words = " ".join(passage.split())
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0] + " …"
