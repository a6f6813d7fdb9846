"""Where could the clusters move next?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.reporting.queries.diversification import all_moves, moves_of
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def overview(request: Request) -> HttpResponse:
    """Show every cluster with what is nearest to it."""
    return render(request, "reporting/diversification.html", {"rows": all_moves(for_user=request.user)})


@require_safe
def cluster(request: Request, slug: str) -> HttpResponse:
    """Show where one cluster could move next, why, with whom, and how sure that is."""
    found = found_or_404(moves_of, slug, request)
    return render(request, "reporting/cluster_moves.html", {"found": found})
