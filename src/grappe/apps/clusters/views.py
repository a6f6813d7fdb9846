"""Which clusters does somebody look after? A part of the page of their account (slot `accounts.person`)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries.directory import account
from grappe.apps.clusters import operations, queries
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "POST"])
def of_person(request: Request, pk: int) -> HttpResponse:
    """Show which clusters somebody looks after, and give them others."""
    check_can_manage_accounts(request.user)
    person = found_or_404(account, pk, request, at=clock.now()).user
    known = queries.clusters()
    if request.method == "POST":
        chosen = set(request.POST.getlist("cluster"))
        operations.set_clusters(
            user=person,
            clusters=[one for one in known if one.slug in chosen],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("accounts:person", pk=pk)
    context = {"person": person, "known": known, "own": queries.cluster_ids_of(person)}
    return render(request, "clusters/_of_person.html", context)
