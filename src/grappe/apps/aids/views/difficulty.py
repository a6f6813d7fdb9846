"""How is the test of an undertaking in difficulty read, criterion by criterion?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.programmes import AsOfForm
from grappe.apps.aids.queries.difficulty import difficulty_page
from grappe.apps.aids.views.found import company_or_404, day_of
from grappe.ui.requests import Request


@require_safe
def difficulty(request: Request, company: int) -> HttpResponse:
    """Show the test on a day: each criterion met, not met or unknown, and the accounts it looked at."""
    found = company_or_404(request, company)
    on = day_of(request)
    context = {
        "company": found,
        "page": difficulty_page(found, on=on, for_user=request.user),
        "on": on,
        "as_of": AsOfForm(initial={"on": on}),
        "here": "difficulty",
        "may_edit": permissions.can_edit_awards(request.user, found),
    }
    return render(request, "aids/difficulty.html", context)
