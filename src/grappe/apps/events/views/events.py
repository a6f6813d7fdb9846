"""How are events listed and looked at by those inside?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grappe.apps.events import permissions, queries
from grappe.apps.events.forms.events import ListForm
from grappe.apps.events.queries import public, registrations
from grappe.apps.events.queries.events import PAGE
from grappe.apps.events.views.found import event_or_404
from grappe.ui import clock, moments
from grappe.ui.requests import Request


@require_safe
def event_list(request: Request) -> HttpResponse:
    """List the events with their counts."""
    permissions.check_can_view_events(request.user)
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.events(
        for_user=request.user, state=asked.get("state", ""), when=asked.get("when", ""), at=clock.now()
    )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_add": permissions.can_add_event(request.user),
    }
    return render(request, "events/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show an event: when, where, for whom, how full it is, and what is to be done next."""
    event = event_or_404(request, pk)
    days = registrations.curve(event)
    context = {
        "event": event,
        "tab": "overview",
        "may_add": permissions.can_add_event(request.user),
        "may_manage": permissions.can_manage_event(request.user, event),
        "may_see": permissions.can_view_registrations(request.user),
        "shown": public.shown(event, at=clock.now()),
        "when": moments.span(event.starts_at, event.ends_at),
        "languages": [dict(settings.LANGUAGES)[code] for code in public.languages_of(event)],
        "days": days,
        "curve": _curve(days),
        "steps": _steps(event),
    }
    return render(request, "events/detail.html", context)


def _curve(days: list[Any]) -> dict[str, Any]:
    """Return the chart of the registrations until each day."""
    return {
        "grid": {"left": 40, "right": 16, "top": 16, "bottom": 28},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [date_format(day, "SHORT_DATE_FORMAT") for day, _new, _all in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "line", "step": "end", "name": _("In all"), "areaStyle": {}, "showSymbol": len(days) < 40,
             "data": [total for _day, _new, total in days]}
        ],
    }  # fmt: skip


def _steps(event: Any) -> list[dict[str, Any]]:
    """Return what an organiser does before the day, with what is done already."""
    pages = (
        (_("Write it in French, German and English"), len(event.titles) == 3, "events:edit"),
        (_("Write the programme"), event.sessions.exists(), "events:programme"),
        (_("Say how many seats there are"), not _boundless(event), "events:edit"),
        (_("Publish it"), event.state == "published", ""),
        (_("Invite"), event.invitations.exists(), "events:invitations"),
    )
    return [
        {"words": words, "done": done, "url": reverse(name, args=[event.pk]) if name else ""}
        for words, done, name in pages
    ]


def _boundless(event: Any) -> bool:
    return any(row is None for row in (queries.capacity_of(event, way) for way in queries.ways(event)))
