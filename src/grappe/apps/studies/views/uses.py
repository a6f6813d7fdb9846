"""How is it noted what came of a finding, on the study's page and on that of the need, programme or event?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids import queries as aids
from grappe.apps.events.queries.events import event_for
from grappe.apps.needs import queries as needs
from grappe.apps.studies import permissions
from grappe.apps.studies.forms.findings import UsedForm, UseForm
from grappe.apps.studies.operations import uses as operations
from grappe.apps.studies.queries import uses as queries
from grappe.apps.studies.queries.findings import finding_for
from grappe.apps.studies.views.found import context_of, sent
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Note what came of a finding, on the study's side."""
    finding = found_or_404(finding_for, pk, request)
    permissions.check_can_note_use(request.user)
    form = UseForm(
        sent(request), programmes=queries.programme_choices(for_user=request.user),
        events=queries.event_choices(for_user=request.user, at=clock.now()),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            operations.note_use(finding=finding, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("It is noted what came of the finding."))
            place = reverse("studies:findings", kwargs={"pk": finding.study_id})
            return redirect(f"{place}#finding-{pk}")
    context = context_of(request, finding.study, "findings") | {"finding": finding, "form": form}
    return render(request, "studies/findings/use.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take back that something came of a finding."""
    use = found_or_404(queries.use_for, pk, request)
    operations.remove_use(use=use, by=request.user, at=clock.now())
    messages.success(request, _("It is taken back."))
    return redirect("studies:findings", pk=use.finding.study_id)


@require_safe
def need_options(request: Request) -> HttpResponse:
    """Answer the needs that some letters may mean, as suggestions."""
    permissions.check_can_note_use(request.user)
    found = needs.search(words_in(request, "q"), for_user=request.user)
    options = [
        {"text": each.title, "id": each.pk, "label": each.title, "detail": str(each.company)}
        for each in found
    ]
    return render(request, "studies/findings/_options.html", {"options": options})


@require_http_methods(["GET", "HEAD", "POST"])
def of_need(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a need's page: the findings that led to it."""
    need = found_or_404(needs.need_for, pk, request)
    return _of_thing(request, "need", pk, reverse("needs:detail", args=[need.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def of_programme(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a programme's page: the findings that it rests on."""
    programme = found_or_404(aids.programme_of, pk, request)
    return _of_thing(request, "aid", pk, reverse("aids:detail", args=[programme.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
def of_event(request: Request, pk: int) -> HttpResponse:
    """Fill the room on an event's page: the findings that it takes up."""
    event = found_or_404(event_for, pk, request)
    return _of_thing(request, "event", pk, reverse("events:detail", args=[event.pk]))


def _of_thing(request: Request, kind: str, pk: int, page: str) -> HttpResponse:
    user, may_note = request.user, permissions.can_note_use(request.user)
    form, noted = None, False
    if may_note:
        choices = queries.findings_to_use(kind, pk, for_user=user)
        form = UsedForm(sent(request), findings=choices, auto_id=f"id_used_{kind}_%s")
    if request.method == "POST":
        permissions.check_can_note_use(user)
        assert form is not None
        if form.is_valid() and _noted(request, form, kind, pk):
            if not request.htmx:
                messages.success(request, _("It is noted that the finding is used here."))
                return redirect(page)
            noted = True
            choices = queries.findings_to_use(kind, pk, for_user=user)
            form = UsedForm(findings=choices, auto_id=f"id_used_{kind}_%s")
    used = queries.findings_used(kind, pk, get_language() or "en", for_user=user)
    context = {"used": used, "form": form, "url": request.path, "kind": kind, "noted": noted}
    wrong = form is not None and bool(form.errors)
    return render(request, "studies/findings/_used.html", context, status=422 if wrong else 200)


def _noted(request: Request, form: UsedForm, kind: str, pk: int) -> bool:
    """Note the use that was asked for; where it cannot be, say so in the form."""
    given = form.cleaned_data
    draft = operations.UseDraft(kind, pk, note=given["note"])
    try:
        finding = found_or_404(finding_for, given["finding"], request)
        operations.note_use(finding=finding, draft=draft, by=request.user, at=clock.now())
    except BadInput as fault:
        form.add_error(None, str(fault))
        return False
    return True
