"""How do administrators find somebody, see what is known of them and hand it over?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.privacy.enums import Handed
from grappe.apps.privacy.forms import CaseForm
from grappe.apps.privacy.operations import cases as operations
from grappe.apps.privacy.operations import looks as look_operations
from grappe.apps.privacy.permissions import check_can_answer_requests
from grappe.apps.privacy.queries import access, files, links, looks, plan, subjects
from grappe.apps.privacy.queries import cases as queries
from grappe.apps.privacy.queries.paper import as_pdf
from grappe.apps.privacy.views.found import case_or_404
from grappe.ui import clock
from grappe.ui.answers import download, progress
from grappe.ui.errors import BadInput
from grappe.ui.found import words_in
from grappe.ui.requests import Request


@require_safe
def case_list(request: Request) -> HttpResponse:
    """Show the requests, and who may be meant by a few words."""
    check_can_answer_requests(request.user)
    text = words_in(request, "q")
    found = subjects.candidates(text, for_user=request.user)
    form = CaseForm(initial={"language": "fr", "asked_on": clock.today()})
    return _listed(request, form, text=text, found=found)


@require_POST
def open_case(request: Request) -> HttpResponse:
    """Open the request of somebody."""
    check_can_answer_requests(request.user)
    form = CaseForm(request.POST)
    if form.is_valid():
        try:
            case = operations.open_case(**form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("privacy:case", pk=case.pk)
    return _listed(request, form, status=422)


@require_safe
def case(request: Request, pk: int) -> HttpResponse:
    """Show what is known of somebody, by table, with the passages in which others name them."""
    found = case_or_404(request, pk)
    now = clock.now()
    look = looks.look_of_case(found, at=now)
    context = {
        "case": found,
        "due": queries.due_of(found),
        "erasures": plan.erasures_of(found, for_user=request.user),
        "handings": found.handings.select_related("by"),
        "known": access.known_of(subjects.subject_of(found), look=look, for_user=request.user),
        "look": look,
        "busy": looks.is_busy(look, at=now),
        "unsure": files.not_sure(look, for_user=request.user),
        "link": links.link_of(found) if found.link_until and found.link_until > now else "",
    }
    return render(request, "privacy/case.html", context)


@require_POST
def export(request: Request, pk: int) -> HttpResponse:
    """Hand over what is known of somebody as a file; that it was done is written down first."""
    found = case_or_404(request, pk)
    how = Handed.PDF if request.POST.get("how") == Handed.PDF else Handed.JSON
    now = clock.now()
    operations.hand_over(case=found, how=how, by=request.user, at=now)
    look = looks.look_of_case(found, at=now)
    known = access.known_of(subjects.subject_of(found), look=look, for_user=request.user)
    return as_file(access.document(known, at=now, language=found.language), how)


@require_POST
def look(request: Request, pk: int) -> HttpResponse:
    """Have all texts looked through for whoever asked; back to the page from which it was ordered."""
    found = case_or_404(request, pk)
    look_operations.look_for_case(case=found, by=request.user, at=clock.now())
    return redirect("privacy:erase" if request.POST.get("back") == "erase" else "privacy:case", pk=found.pk)


@require_safe
def look_progress(request: Request, pk: int) -> HttpResponse:
    """Say how far it is."""
    found, now = case_or_404(request, pk), clock.now()
    return look_answer(
        request, looks.look_of_case(found, at=now), reverse("privacy:look_progress", args=[found.pk])
    )


def look_answer(request: Request, look: Any, address: str) -> HttpResponse:
    """Answer how far it is that all texts are looked through; when it is over, HTMX loads the page anew."""
    busy = looks.is_busy(look, at=clock.now())
    context = {"look": look, "busy": busy, "progress": address}
    return progress(request, "privacy/_looking.html", context, busy=busy)


@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    """Make the link by which somebody fetches it themselves, or withdraw it."""
    found = case_or_404(request, pk)
    if request.POST.get("withdraw"):
        operations.withdraw_link(case=found, by=request.user)
        messages.success(request, _("The link opens nothing any more."))
    else:
        operations.make_link(case=found, by=request.user, at=clock.now())
        messages.success(request, _("The link is made. It opens for seven days."))
    return redirect("privacy:case", pk=found.pk)


def as_file(found: dict[str, object], how: str) -> HttpResponse:
    """Answer what is known of somebody as data or on paper."""
    if how == Handed.PDF:
        return download(as_pdf(found, at=clock.now()), "personal-data.pdf", "application/pdf")
    return download(access.as_json(found), "personal-data.json", "application/json")


def _listed(
    request: Request,
    form: CaseForm,
    *,
    text: str = "",
    found: list[subjects.Candidate] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form, "text": text, "found": found or [], "rows": queries.cases(for_user=request.user),
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "privacy/cases.html", context, status=status)
