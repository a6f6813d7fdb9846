"""How are the people of a company brought in from vCards, and fetched as such?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.mail.forms.cards import CardsForm
from grappe.apps.mail.operations import cards as operations
from grappe.apps.mail.queries import cards as queries
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request, pk: int) -> HttpResponse:
    """Ask for a file, show what it would do, do what was chosen of each card."""
    company = found_or_404(companies.company_for, pk, request)
    check_can_edit_company(request.user, company)
    form = CardsForm()
    context: dict[str, Any] = {"company": company, "rows": None, "fault": ""}
    if request.method == "POST" and "cards" in request.POST:
        try:
            return _bring_in(request, company)
        except BadInput as fault:
            context["fault"] = str(fault)
    elif request.method == "POST":
        form = CardsForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                context |= _looked_at(
                    request, company, form.cleaned_data["file"].read(queries.MOST_BYTES + 1)
                )
            except BadInput as fault:
                form.add_error("file", str(fault))
    refused = form.errors or context["fault"]
    return render(request, "mail/cards.html", context | {"form": form}, status=422 if refused else 200)


def _bring_in(request: Request, company: Any) -> HttpResponse:
    cards = queries.unsealed(request.POST["cards"], company, for_user=request.user)
    choices = {number: request.POST.get(f"card-{number}", "") for number in range(len(cards))}
    reasons = {number: str(request.POST.get(f"why-{number}", "")) for number in range(len(cards))}
    done = operations.bring_in(
        cards=cards, choices=choices, company=company, by=request.user, at=clock.now(), reasons=reasons
    )
    said = _("%(added)d added, %(changed)d completed.") % {"added": done.added, "changed": done.changed}
    messages.success(request, said)
    return redirect(company.get_absolute_url())


def _looked_at(request: Request, company: Any, raw: bytes) -> dict[str, Any]:
    cards, unread = queries.cards_in(raw)
    return {
        "rows": queries.dry_run(cards, company, for_user=request.user),
        "unread": unread,
        "sealed": queries.sealed(cards, company, for_user=request.user),
    }


@require_safe
def of_company(request: Request, pk: int) -> HttpResponse:
    """Answer the people of a company who are there, as vCards."""
    company = found_or_404(companies.company_for, pk, request)
    people = [each for each in companies.possible_people(company.pk) if each.left_on is None]
    return _file(queries.written(people, company), f"people-{company.pk}.vcf")


@require_safe
def of_person(request: Request, pk: int) -> HttpResponse:
    """Answer one person as a vCard."""
    person = found_or_404(companies.person_for, pk, request)
    return _file(queries.written([person], person.company), f"person-{person.pk}.vcf")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = download(content, name, "text/vcard; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
