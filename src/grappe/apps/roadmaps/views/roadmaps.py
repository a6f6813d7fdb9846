"""How are roadmaps listed, opened, shown, closed and reopened?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.roadmaps import operations, permissions, queries
from grappe.apps.roadmaps.forms import CloseForm, FilterForm, RoadmapForm, VersionForm
from grappe.apps.roadmaps.views.answers import change, language, page_of, posted
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

PAGE = 25


@require_safe
def roadmaps_list(request: Request) -> HttpResponse:
    """List roadmaps with the state of each in one sentence."""
    today = clock.today()
    form = FilterForm(request.GET if request.GET else {"state": "open"})
    wanted = queries.roadmaps(for_user=request.user, today=today, **form.filters())
    page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    rows = queries.rows(page.object_list, for_user=request.user, today=today, language=language())
    return render(request, "roadmaps/list.html", {"form": form, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request, company_pk: int) -> HttpResponse:
    """Open a roadmap for a company."""
    company = found_or_404(companies.company_for, company_pk, request)
    permissions.check_can_plan_for(request.user, company)
    form = RoadmapForm(posted(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            roadmap = operations.open_roadmap(
                company=company, title=form.cleaned_data["title"], by=request.user, at=clock.now()
            )
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            return redirect("roadmaps:detail", pk=roadmap.pk)
    context = {
        "form": form,
        "company": company,
        "known": queries.roadmaps_of(company_pk, for_user=request.user),
    }
    return render(request, "roadmaps/create.html", context, status=status)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a roadmap: its sentence, its drawing, its steps and aids."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)
    return render(request, "roadmaps/detail.html", page_of(roadmap, request))


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Close a roadmap with its outcome."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)
    form = CloseForm(request.POST)

    def act() -> tuple[str, None]:
        operations.close_roadmap(roadmap=roadmap, **form.cleaned_data, by=request.user, at=clock.now())
        return _("The roadmap is closed."), None

    return change(request, pk, form, act)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed roadmap again."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)
    form = VersionForm(request.POST)

    def act() -> tuple[str, None]:
        operations.reopen_roadmap(roadmap=roadmap, **form.cleaned_data, by=request.user, at=clock.now())
        return _("The roadmap is open again."), None

    return change(request, pk, form, act)
