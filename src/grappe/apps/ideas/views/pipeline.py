"""How do ideas stand: on a board by stage, as a funnel with ages, by theme and cluster?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.lists import NarrowForm
from grappe.apps.ideas.queries import pipeline
from grappe.ui import charts, clock
from grappe.ui.requests import Request


@require_safe
def board(request: Request) -> HttpResponse:
    """Show the ideas by stage; a stage changes at its gate, but one puts aside and takes up again from here."""
    form = _narrowed(request)
    columns = pipeline.board(form.filters(), for_user=request.user, at=clock.now())
    return _page(request, "board", {"form": form, "columns": columns})


@require_safe
def funnel(request: Request) -> HttpResponse:
    """Show how far ideas came, how long they wait, and where."""
    form = _narrowed(request)
    found = pipeline.funnel(form.filters(), for_user=request.user, at=clock.now())
    context = {
        "form": form,
        "funnel": found,
        "reached_chart": charts.lying_pairs(
            [str(each.stage.label) for each in found.levels],
            [
                (_("Ever reached"), charts.PLANNED, [each.reached for each in found.levels]),
                (_("There now"), charts.ACTUAL, [each.now for each in found.levels]),
            ],
        ),
        "ages_chart": charts.lying_pairs(
            [str(each.stage.label) for each in found.levels],
            [
                (
                    _("Waiting now, days (middle)"),
                    charts.ACTUAL,
                    [each.waiting_days or 0 for each in found.levels],
                ),
                (
                    _("Stayed, days (middle)"),
                    charts.PLANNED,
                    [each.stayed_days or 0 for each in found.levels],
                ),
            ],
        ),
    }
    return _page(request, "funnel", context)


@require_safe
def themes(request: Request) -> HttpResponse:
    """Show how many ideas are on their way by theme and cluster."""
    form = _narrowed(request)
    return _page(
        request, "themes", {"form": form, "grid": pipeline.themes(form.filters(), for_user=request.user)}
    )


def _narrowed(request: Request) -> NarrowForm:
    permissions.check_can_view_ideas(request.user)
    return NarrowForm(request.GET)


def _page(request: Request, section: str, context: dict[str, Any]) -> HttpResponse:
    shown = {"section": section, "may_capture": permissions.can_capture(request.user), **context}
    return render(request, f"ideas/{section}.html", shown)
