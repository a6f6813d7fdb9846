"""How are the calendar, the costs and the documents of a study shown and changed, by its team?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.documents.queries import content_of
from grappe.apps.studies.forms.plan import CostForm, MaterialForm, MilestoneForm
from grappe.apps.studies.operations import calendar, costs, materials
from grappe.apps.studies.queries import plan as queries
from grappe.apps.studies.queries.milestones import milestone_for
from grappe.apps.studies.views.found import context_of, study_to_work_on
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.files import attachment
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def plan(request: Request, pk: int) -> HttpResponse:
    """Show calendar, costs and documents."""
    return _page(request, study_to_work_on(request, pk))


def _page(request: Request, study: Any, **forms: Any) -> HttpResponse:
    sources = list(study.sources.order_by("key"))
    context = context_of(request, study, "overview") | {
        "milestones": list(study.milestones.all()), "account": queries.account_of(study, for_user=request.user),
        "materials": list(study.materials.select_related("document", "source")), "today": clock.today(),
        "milestone_form": MilestoneForm(prefix="m"), "cost_form": CostForm(prefix="c"),
        "material_form": MaterialForm(prefix="d", sources=sources),
    } | forms  # fmt: skip
    return render(request, "studies/plan/page.html", context, status=422 if forms else 200)


def _kept(form: Any, operation: Callable[..., Any], **facts: Any) -> bool:
    """Do an operation with what a form says; False, with the fault in the form, where that cannot be."""
    if not form.is_valid():
        return False
    try:
        operation(**facts, **form.cleaned_data)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return False
    return True


@require_POST
def milestone_add(request: Request, pk: int) -> HttpResponse:
    """Set a date."""
    study = study_to_work_on(request, pk)
    form = MilestoneForm(request.POST, prefix="m")
    if _kept(form, calendar.save_milestone, study=study, by=request.user, at=clock.now()):
        return redirect("studies:plan", pk=pk)
    return _page(request, study, milestone_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_edit(request: Request, pk: int) -> HttpResponse:
    """Change a date."""
    found = found_or_404(milestone_for, pk, request)
    form = MilestoneForm(request.POST or None, initial={"title": found.title, "due_on": found.due_on})
    facts = {"study": found.study, "milestone": found, "by": request.user, "at": clock.now()}
    if request.method == "POST" and _kept(form, calendar.save_milestone, **facts):
        return redirect("studies:plan", pk=found.study_id)
    return _line(request, found.study, form, _("Change a date"))


def _line(request: Request, study: Any, form: Any, title: str) -> HttpResponse:
    context = {"study": study, "form": form, "title": title}
    return render(request, "studies/plan/line.html", context, status=422 if form.errors else 200)


@require_POST
def milestone_done(request: Request, pk: int) -> HttpResponse:
    """Mark a date as done today, or as still to be done."""
    found = found_or_404(milestone_for, pk, request)
    on = clock.today() if request.POST.get("done") == "yes" else None
    calendar.set_done(milestone=found, on=on, by=request.user, at=clock.now())
    return redirect("studies:plan", pk=found.study_id)


@require_POST
def milestone_remove(request: Request, pk: int) -> HttpResponse:
    """Take a date out."""
    found = found_or_404(milestone_for, pk, request)
    calendar.remove_milestone(milestone=found, by=request.user, at=clock.now())
    return redirect("studies:plan", pk=found.study_id)


@require_POST
def cost_add(request: Request, pk: int) -> HttpResponse:
    """Add a line of costs."""
    study = study_to_work_on(request, pk)
    form = CostForm(request.POST, prefix="c")
    if _kept(form, costs.save_cost, study=study, by=request.user, at=clock.now()):
        return redirect("studies:plan", pk=pk)
    return _page(request, study, cost_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def cost_edit(request: Request, pk: int) -> HttpResponse:
    """Change a line of costs."""
    found = found_or_404(queries.cost_for, pk, request)
    initial = {name: getattr(found, name) for name in ("kind", "label", "planned_eur", "actual_eur")}
    form = CostForm(request.POST or None, initial=initial)
    facts = {"study": found.study, "cost": found, "by": request.user, "at": clock.now()}
    if request.method == "POST" and _kept(form, costs.save_cost, **facts):
        return redirect("studies:plan", pk=found.study_id)
    return _line(request, found.study, form, _("Change a line"))


@require_POST
def cost_remove(request: Request, pk: int) -> HttpResponse:
    """Take a line of costs out."""
    found = found_or_404(queries.cost_for, pk, request)
    costs.remove_cost(cost=found, by=request.user, at=clock.now())
    return redirect("studies:plan", pk=found.study_id)


@require_POST
def material_add(request: Request, pk: int) -> HttpResponse:
    """Keep a document."""
    study = study_to_work_on(request, pk)
    sources = {each.pk: each for each in study.sources.order_by("key")}
    form = MaterialForm(request.POST, request.FILES, prefix="d", sources=list(sources.values()))
    if form.is_valid():
        given = form.cleaned_data
        try:
            materials.add(
                study=study, upload=given["file"], title=given["title"], published=given["published"],
                source=sources.get(given["source"]), by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error("file", str(fault))
        else:
            messages.success(request, _("The document is on file."))
            return redirect("studies:plan", pk=pk)
    return _page(request, study, material_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def material_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a document is called, and whether it is published."""
    found = found_or_404(queries.material_for, pk, request)
    sources = {each.pk: each for each in found.study.sources.order_by("key")}
    initial = {"title": found.title, "published": found.published, "source": found.source_id}
    form = MaterialForm(request.POST or None, initial=initial, sources=list(sources.values()), is_new=False)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            materials.change(
                material=found, title=given["title"], published=given["published"],
                source=sources.get(given["source"]), by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("studies:plan", pk=found.study_id)
    return _line(request, found.study, form, _("Change a document"))


@require_safe
def material_file(request: Request, pk: int) -> HttpResponse:
    """Answer a document's file."""
    document = found_or_404(queries.material_for, pk, request).document
    return attachment(content_of(document), document.name, document.content_type)


@require_POST
def material_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a document."""
    found = found_or_404(queries.material_for, pk, request)
    materials.remove(material=found, by=request.user, at=clock.now())
    messages.success(request, _("The document is gone."))
    return redirect("studies:plan", pk=found.study_id)
