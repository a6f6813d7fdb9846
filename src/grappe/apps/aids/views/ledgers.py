"""How is a company's de minimis ledger read, as of a day and with an amount tried?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.ledgers import LedgerForm
from grappe.apps.aids.queries.ledgers import ledger_page
from grappe.apps.aids.views.found import company_or_404
from grappe.ui import clock
from grappe.ui.requests import Request


@require_safe
@vary_on_headers("HX-Request")
def de_minimis(request: Request, company: int) -> HttpResponse:
    """Show the ledger of a company's single undertaking; HTMX gets what follows from day and amount alone."""
    found = company_or_404(request, company)
    asked = any(name in request.GET for name in ("on", "amount"))
    form = LedgerForm(request.GET if asked else None, initial={"on": clock.today()})
    day = form.day(clock.today()) if asked else clock.today()
    page = ledger_page(found, on=day, asked=form.tried() if asked else None, for_user=request.user)
    context = {
        "company": found, "page": page, "form": form, "here": "de_minimis",
        "may_edit": permissions.can_edit_awards(request.user, found),
    }  # fmt: skip
    short = request.htmx and not request.htmx.boosted
    return render(request, "aids/ledger/_page.html" if short else "aids/ledger/page.html", context)
