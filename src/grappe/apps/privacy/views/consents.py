"""How is it seen and recorded what somebody allows?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.privacy.forms import ConsentForm
from grappe.apps.privacy.operations import consents as operations
from grappe.apps.privacy.queries import consents as queries
from grappe.apps.privacy.queries.asked import asked
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """Show what a person on file allows, purpose by purpose, with the history."""
    return _page(request, pk)


@require_POST
def give(request: Request, pk: int, purpose: str) -> HttpResponse:
    """Record that a person allowed a purpose."""
    found = found_or_404(queries.page_of, pk, request)
    check_can_edit_company(request.user, found.person.company)
    if purpose not in asked():
        raise Http404
    form = ConsentForm(request.POST, auto_id=_ids(purpose))
    if form.is_valid():
        try:
            operations.give(
                person=found.person, purpose=purpose, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except BadInput as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded."))
            return redirect("privacy:person", pk=pk)
    return _page(request, pk, form, purpose, status=422)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Record that a person took back what they allowed."""
    found = found_or_404(queries.consent_for, pk, request)
    operations.withdraw(consent=found, how=str(request.POST.get("how", "")), by=request.user, at=clock.now())
    messages.success(request, _("Withdrawn. What was done until now stays lawful."))
    return redirect("privacy:person", pk=found.person_id)


def _ids(purpose: str) -> str:
    """How the fields of a purpose are called on the page, where each purpose has a form."""
    return f"id_{purpose}_%s"


def _page(
    request: Request, pk: int, form: ConsentForm | None = None, purpose: str = "", *, status: int = 200
) -> HttpResponse:
    page = found_or_404(queries.page_of, pk, request)
    first = {"given_on": clock.today(), "language": page.person.language}
    rows = [
        (
            each,
            form
            if form is not None and each.purpose.key == purpose
            else ConsentForm(initial=first, auto_id=_ids(each.purpose.key)),
        )
        for each in page.standings
    ]
    context = {"page": page, "rows": rows, "language": (get_language() or "en")[:2]}
    return render(request, "privacy/person.html", context, status=status)
