"""Which dashboards are there, and what stands on each?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.desk.queries import board_pages as pages
from grappe.apps.desk.queries.boards import Board, entries_for
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def _shown(request: Request, board: Board) -> HttpResponse:
    return render(request, "desk/board.html", {"board": board, "now": clock.now()})


@require_safe
def board_list(request: Request) -> HttpResponse:
    """Show the dashboards that the reader may open, their own first."""
    return render(request, "desk/boards.html", {"entries": entries_for(request.user)})


@require_safe
def own_board(request: Request) -> HttpResponse:
    """Show a manager their own dashboard."""
    return _of_manager(request, request.user)


@require_safe
def manager_board(request: Request, pk: int) -> HttpResponse:
    """Show a manager's dashboard to that manager and to administrators."""
    return _of_manager(request, found_or_404(pages.manager_of, pk, request))


def _of_manager(request: Request, manager: object) -> HttpResponse:
    board = pages.manager_board(
        manager,  # type: ignore[arg-type]  # a user: views know no models
        for_user=request.user,
        today=clock.today(),
        contact=request.GET.get("contact", ""),
        waits=request.GET.get("waits", ""),
    )
    return _shown(request, board)


@require_safe
def cluster_board(request: Request, slug: str) -> HttpResponse:
    """Show a cluster's dashboard."""
    contact = request.GET.get("contact", "")
    return _shown(
        request, found_or_404(pages.cluster_board, slug, request, today=clock.today(), contact=contact)
    )


@require_safe
def theme_board(request: Request, slug: str) -> HttpResponse:
    """Show a theme's dashboard."""
    board = found_or_404(pages.theme_board, slug, request, today=clock.today(), at=clock.now())
    return _shown(request, board)


@require_safe
def director_board(request: Request) -> HttpResponse:
    """Show all clusters beside one another."""
    return _shown(request, pages.director_board(for_user=request.user, today=clock.today()))


@require_safe
def ministry_board(request: Request) -> HttpResponse:
    """Show the figures that the ministry asks for."""
    return _shown(request, pages.ministry_board(for_user=request.user, today=clock.today()))
