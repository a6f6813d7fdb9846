"""Who is not free, while a contact is being planned? A fragment for the form, which hinders nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from grappe.apps.calendars.forms.clashes import ClashForm
from grappe.apps.calendars.queries.clashes import members_then
from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_safe
def clashes(request: Request, pk: int) -> HttpResponse:
    """Tell what those chosen from our side have at the time that is filled in."""
    company = found_or_404(companies.company_for, pk, request)
    check_can_edit_company(request.user, company)
    contact = number_in(request, "contact")
    context: dict[str, Any] = {
        "company": company,
        "contact": contact,
        "members": None,
        "asked": "day" in request.GET,
    }
    people = {each.pk: each for each in companies.possible_team(company)} if context["asked"] else {}
    form = ClashForm(request.GET, people=list(people))
    if context["asked"] and form.is_valid():
        span = form.span()
        chosen = [people[each] for each in form.cleaned_data["team"]]
        context |= {
            "span": span,
            "members": members_then(
                chosen, span, for_user=request.user, without=contact, language=get_language() or "en"
            ),
        }
        context["taken"] = [each for each in context["members"] if each.clashes]
        context["unknown"] = [each for each in context["members"] if not each.connected]
    return render(request, "calendars/_clashes.html", context)
