"""How is the aid of a project worked out as one types, saved with its steps, and looked at later?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.projects import ProjectForm
from grappe.apps.aids.operations import projects as operations
from grappe.apps.aids.queries import projects as queries
from grappe.apps.aids.queries.awards import costs_of
from grappe.apps.aids.views.found import company_or_404, company_to_edit, project_or_404
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def project_list(request: Request, company: int) -> HttpResponse:
    """List the saved projects of a company."""
    found = company_or_404(request, company)
    context = {
        "company": found,
        "rows": queries.projects_of(found.pk, for_user=request.user),
        "may_edit": permissions.can_edit_awards(request.user, found),
        "here": "projects",
    }
    return render(request, "aids/projects/list.html", context)


@require_safe
def project_detail(request: Request, pk: int) -> HttpResponse:
    """Show a saved project with its steps as they were worked out then; it prints on paper."""
    project = project_or_404(request, pk)
    context = {
        "company": project.company,
        "project": project,
        "result": project.result,
        "may_edit": permissions.can_edit_awards(request.user, project.company),
        "here": "projects",
    }
    return render(request, "aids/projects/detail.html", context)


@require_safe
def project_preview(request: Request, company: int) -> HttpResponse:
    """Work out what is typed so far, without saving: a fragment."""
    found = company_or_404(request, company)
    form = ProjectForm(request.GET, today=clock.today())
    form.is_valid()
    result = queries.project_result(found, form.values(clock.today()), for_user=request.user)
    return render(request, "aids/projects/_result.html", {"company": found, "result": result})


@require_http_methods(["GET", "HEAD", "POST"])
def project_add(request: Request, company: int) -> HttpResponse:
    """Type a project, see its aid worked out, and save it."""
    return _edit(request, company_to_edit(request, company), None)


@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: Request, pk: int) -> HttpResponse:
    """Open a saved project again; saving works its aid out anew."""
    project = project_or_404(request, pk)
    permissions.check_can_edit_awards(request.user, project.company)
    return _edit(request, project.company, project)


@require_POST
def project_remove(request: Request, pk: int) -> HttpResponse:
    """Take a saved project off."""
    project = project_or_404(request, pk)
    operations.remove_project(project=project, by=request.user, at=clock.now())
    messages.success(request, _("“%(project)s” is removed.") % {"project": project.name})
    return redirect("aids:projects", company=project.company_id)


def _edit(request: Request, company: Any, project: Any) -> HttpResponse:
    posted = request.method == "POST"
    form = ProjectForm(request.POST if posted else None, project=project, today=clock.today())
    result, status = (project.result if project and not posted else None), 422 if posted else 200
    if posted and form.is_valid():
        said = form.cleaned_data
        try:
            saved = operations.save_project(
                company=company, name=said["name"], values=form.values(clock.today()), typed=form.typed(),
                programme=said["programme"], project=project, version=said["version"] or 0, by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Stale as stale:
            form.add_error(None, str(stale))
            conflicts.rebased(form, str(getattr(stale.current, "version", 0)))
            status = 409
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            messages.success(request, _("“%(project)s” is saved.") % {"project": saved.name})
            return redirect("aids:project", pk=saved.pk)
    if posted and result is None and hasattr(form, "cleaned_data"):
        result = queries.project_result(company, form.values(clock.today()), for_user=request.user)
    context = {
        "company": company, "form": form, "project": project, "result": result,
        "known_costs": costs_of(company.pk, for_user=request.user),
    }  # fmt: skip
    return render(request, "aids/projects/form.html", context, status=status)
