"""How are studies listed, looked at, begun, changed and taken from one state to the next?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import operations, permissions, queries
from grappe.apps.studies.forms.studies import DropForm, ListForm, StudyForm
from grappe.apps.studies.queries.studies import PAGE, as_written
from grappe.apps.studies.views.found import context_of, study_or_404, study_to_work_on
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def study_list(request: Request) -> HttpResponse:
    """List the studies with their counts."""
    permissions.check_can_view_studies(request.user)
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.studies(
        for_user=request.user, state=asked.get("state", ""), theme=asked.get("theme", ""),
        cluster=asked.get("cluster", ""), unused_at=clock.now() if asked.get("unused") else None,
    )  # fmt: skip
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_add": permissions.can_add_study(request.user),
    }
    return render(request, "studies/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a study: its question, how it stands, and what is to be done next."""
    study = study_or_404(request, pk)
    return render(
        request, "studies/detail.html", context_of(request, study, "overview") | {"drop": DropForm()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin a study."""
    permissions.check_can_add_study(request.user)
    form = StudyForm(request.POST or None, initial={"lead": str(request.user.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            study = operations.begin(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The study is on file: only its team works on it."))
            return redirect("studies:detail", pk=study.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a study's frame; where somebody else did so meanwhile, both are shown and nothing is lost."""
    study = study_to_work_on(request, pk)
    posted = conflicts.chosen(request.POST, as_written(study)) if request.method == "POST" else None
    form = StudyForm(posted, initial=StudyForm.of(study))
    if posted is None or not form.is_valid():
        return _answer(request, form, study)
    version = form.cleaned_data["version"]
    try:
        operations.change(study=study, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, study)
    messages.success(request, _("Saved."))
    return redirect("studies:detail", pk=pk)


def _conflict(request: Request, form: StudyForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("studies:detail", pk=current.pk)
    return _answer(request, form, current, 409, **both)


def _answer(request: Request, form: StudyForm, study: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "study": study, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "studies/edit.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Take a study to its next state."""
    study = study_or_404(request, pk)
    form = DropForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    moved = operations.move(
        study=study, to=request.POST.get("to", ""), why=why, by=request.user, at=clock.now()
    )
    messages.success(request, _("The study is now: %(state)s") % {"state": moved.get_state_display()})
    return redirect("studies:detail", pk=pk)
