"""How are the hypotheses of a study shown, written, settled and put in order?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.plan import HypothesisForm
from grappe.apps.studies.operations import hypotheses as operations
from grappe.apps.studies.queries import plan as queries
from grappe.apps.studies.queries.written import hypothesis_as_written
from grappe.apps.studies.views.found import (
    both_sides,
    context_of,
    sent_or_kept,
    status_of,
    study_or_404,
    study_to_work_on,
)
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def hypotheses(request: Request, pk: int) -> HttpResponse:
    """Show what a study tests, and what became of it."""
    study = study_or_404(request, pk)
    context = context_of(request, study, "overview") | {"hypotheses": list(study.hypotheses.all())}
    return render(request, "studies/plan/hypotheses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Write a new hypothesis."""
    return _written(request, study_to_work_on(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a hypothesis, or say what became of it."""
    found = _to_work_on(request, pk)
    return _written(request, found.study, found)


def _to_work_on(request: Request, pk: int) -> Any:
    found = found_or_404(queries.hypothesis_for, pk, request)
    permissions.check_can_work_on(request.user, found.study)
    return found


def _written(request: Request, study: Any, found: Any) -> HttpResponse:
    """Show or take the form; where somebody else changed the hypothesis meanwhile, both are shown."""
    posted = sent_or_kept(request, hypothesis_as_written(found) if found else {})
    form = HypothesisForm(posted, initial=HypothesisForm.of(found) if found else None)
    more: dict[str, Any] = {}
    if posted is not None and form.is_valid():
        try:
            operations.save(
                study=study, hypothesis=found, statements=form.text("statements"), reasons=form.text("reasons"),
                outcome=form.cleaned_data["outcome"], version=form.cleaned_data["version"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except Stale as stale:
            more = both_sides(form, stale, hypothesis_as_written)
        except BadInput as fault:
            form.add_error(None, str(fault))
        if not form.errors and not more.get("conflicts"):  # also where they wrote the same
            messages.success(request, _("Saved."))
            return redirect("studies:hypotheses", pk=study.pk)
    context = {"study": study, "hypothesis": found, "form": form} | more
    return render(request, "studies/plan/hypothesis.html", context, status=status_of(form, more))


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Let a hypothesis change places with the one before or after it."""
    found = _to_work_on(request, pk)
    way = request.POST.get("way", "")
    if way not in ("up", "down"):
        raise BadInput(_("Say whether it moves up or down."))
    operations.move(hypothesis=found, up=way == "up", by=request.user, at=clock.now())
    return redirect("studies:hypotheses", pk=found.study_id)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a hypothesis out."""
    found = _to_work_on(request, pk)
    operations.remove(hypothesis=found, by=request.user, at=clock.now())
    messages.success(request, _("The hypothesis is gone."))
    return redirect("studies:hypotheses", pk=found.study_id)
