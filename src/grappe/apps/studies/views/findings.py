"""How are a study's findings listed, written and moved, and how do they get their evidence?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.findings import EvidenceForm, FindingForm
from grappe.apps.studies.operations import findings as operations
from grappe.apps.studies.queries import findings as queries
from grappe.apps.studies.queries.written import finding_as_written
from grappe.apps.studies.views.found import (
    both_sides,
    context_of,
    sent,
    sent_or_kept,
    study_or_404,
    study_to_work_on,
)
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

KINDS = {
    "passage": gettext_lazy("Passage of an interview"),
    "figures": gettext_lazy("Figures"),
    "source": gettext_lazy("Source"),
}


@require_safe
def finding_list(request: Request, pk: int) -> HttpResponse:
    """List what a study found, with what speaks for and against it and what came of it."""
    study = study_or_404(request, pk)
    shown = queries.shown_findings(study, get_language() or "en", for_user=request.user)
    context = context_of(request, study, "findings") | {
        "findings": shown, "bare": sum(each.bare for each in shown),
        "may_note": permissions.can_note_use(request.user),
    }  # fmt: skip
    return render(request, "studies/findings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Write a finding down."""
    study = study_to_work_on(request, pk)
    form = FindingForm(sent(request), hypotheses=queries.hypotheses_of(study))
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_finding(study=study, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The finding is written down. What speaks for it?"))
            return redirect("studies:evidence_add", pk=made.pk)
    return _answer(request, study, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a finding; where somebody else did so meanwhile, both are shown and nothing is lost."""
    finding = _to_work_on(request, pk)
    posted = sent_or_kept(request, finding_as_written(finding))
    form = FindingForm(
        posted, hypotheses=queries.hypotheses_of(finding.study), initial=FindingForm.of(finding)
    )
    if posted is None or not form.is_valid():
        return _answer(request, finding.study, form, finding)
    version = form.cleaned_data["version"]
    try:
        operations.change_finding(
            finding=finding, draft=form.draft(), version=version, by=request.user, at=clock.now()
        )
    except Stale as stale:
        both = both_sides(form, stale, finding_as_written)
        if both["conflicts"]:
            return _answer(request, finding.study, form, stale.current, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, finding.study, form, finding)
    messages.success(request, _("Saved."))  # also where they wrote the same
    return redirect(_place(finding))


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Let a finding change places with its neighbour."""
    finding = _to_work_on(request, pk)
    operations.move_finding(
        finding=finding, up=request.POST.get("to") == "up", by=request.user, at=clock.now()
    )
    return redirect(_place(finding))


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Remove a finding of which nothing came yet."""
    finding = _to_work_on(request, pk)
    operations.remove_finding(finding=finding, by=request.user, at=clock.now())
    messages.success(request, _("The finding is removed."))
    return redirect("studies:findings", pk=finding.study_id)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: Request, pk: int) -> HttpResponse:
    """Give a finding its evidence: a passage, a table or a source, one form each."""
    finding = _to_work_on(request, pk)
    things = queries.things_of(finding.study, get_language() or "en")
    kind = request.POST.get("kind", "")
    forms = [
        EvidenceForm(request.POST if each == kind else None, kind=each, label=label, things=things[each])
        for each, label in KINDS.items()
    ]
    sent = next((form for form in forms if form.kind == kind), None)
    if sent is not None and sent.is_valid():
        try:
            operations.add_evidence(finding=finding, draft=sent.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            sent.add_error(None, str(fault))
        else:
            messages.success(request, _("The evidence is added."))
            return redirect(_place(finding))
    context = context_of(request, finding.study, "findings") | {"finding": finding, "forms": forms}
    wrong = request.method == "POST"
    return render(request, "studies/findings/evidence.html", context, status=422 if wrong else 200)


@require_POST
def evidence_remove(request: Request, pk: int) -> HttpResponse:
    """Take a piece of evidence from its finding."""
    evidence = found_or_404(queries.evidence_for, pk, request)
    operations.remove_evidence(evidence=evidence, by=request.user, at=clock.now())
    messages.success(request, _("The evidence is taken out."))
    return redirect(_place(evidence.finding))


def _to_work_on(request: Request, pk: int) -> Any:
    finding = found_or_404(queries.finding_for, pk, request)
    permissions.check_can_work_on(request.user, finding.study)
    return finding


def _place(finding: Any) -> str:
    return reverse("studies:findings", kwargs={"pk": finding.study_id}) + f"#finding-{finding.pk}"


def _answer(
    request: Request, study: Any, form: FindingForm, finding: Any, status: int = 0, **more: Any
) -> HttpResponse:
    context = context_of(request, study, "findings") | {"form": form, "finding": finding} | more
    status = status or (422 if form.errors else 200)
    return render(request, "studies/findings/edit.html", context, status=status)
