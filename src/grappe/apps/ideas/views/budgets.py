"""How is the budget of a flagship project looked at, with the aid that each partner may have, and written partner by partner?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.ideas.forms.budgets import GridForm
from grappe.apps.ideas.operations import budgets as operations
from grappe.apps.ideas.queries import budgets as queries
from grappe.apps.ideas.queries.budget_charts import by_year
from grappe.apps.ideas.queries.flagship_aid import aid_of, proposal_of
from grappe.apps.ideas.queries.flagship_awards import enterable
from grappe.apps.ideas.views.flagship_found import about, flagship_or_404, partner_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def page(request: Request, pk: int) -> HttpResponse:
    """Show what the project costs and who pays, where both differ, and how the planned aid stands to its ceilings."""
    flagship = flagship_or_404(request, pk)
    budget = queries.budget_of(flagship)
    context = about(request, flagship, "budget") | {
        "budget": budget,
        "enterable": enterable(flagship, for_user=request.user),
        "chart": by_year(budget),
        "aid": aid_of(flagship, budget, on=clock.today(), for_user=request.user),
        "has_period": bool(queries.years_of(flagship)),
    }
    return render(request, "ideas/flagships/budget.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: Request, pk: int) -> HttpResponse:
    """Write the budget of one partner; where somebody else did so meanwhile, both are shown and nothing is lost."""
    found = partner_to_run(request, pk)
    years = queries.years_of(found.flagship)
    stands = queries.grid_of(found, years)
    posted = conflicts.chosen(request.POST, stands) if request.method == "POST" else None
    form = GridForm(posted, stands=stands, version=queries.grid_version(found, years), years=years)
    if posted is None or not form.is_valid():
        return _answer(request, found, form)
    try:
        operations.write(
            partner=found, amounts=form.amounts(), version=form.cleaned_data["version"], by=request.user,
            at=clock.now(),
        )  # fmt: skip
    except Stale as stale:
        current: Any = stale.current
        both = conflicts.side_by_side(form, current, queries.grid_of(current, years))
        if both["conflicts"]:
            return _answer(request, found, form, 409, **both)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, found, form)
    messages.success(request, _("Saved."))
    return redirect("ideas:budget", pk=found.flagship_id)


def _answer(request: Request, found: Any, form: GridForm, status: int = 200, **more: Any) -> HttpResponse:
    flagship = found.flagship
    budget = queries.budget_of(flagship)
    aid = aid_of(flagship, budget, on=clock.today(), for_user=request.user, only=found)
    row = aid.rows[0] if aid else None
    share = next(each for each in budget.shares if each.partner.pk == found.pk)
    grid = queries.grid_of(found, queries.years_of(flagship))
    context = about(request, flagship, "budget") | {
        "partner": found, "form": form, "conflicts": [], "writer": "",
        "sums": queries.sums_of(budget, found, grid, form.years),
        "aid": aid, "row": row,
        "proposal": proposal_of(row, share, [each.year for each in budget.years]) if row else {},
        **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "ideas/flagships/budget_edit.html", context, status=status)
