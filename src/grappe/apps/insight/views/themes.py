"""What stands on the pages of the themes?"""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.insight import permissions
from grappe.apps.insight.queries import themes
from grappe.ui import clock
from grappe.ui.requests import Request


@require_safe
def theme_list(request: Request) -> HttpResponse:
    """List the themes with their figures."""
    permissions.check_can_view_themes(request.user)
    found = themes.all_themes(for_user=request.user, today=clock.today())
    return render(request, "insight/themes.html", {"themes": found})


@require_safe
def theme(request: Request, slug: str) -> HttpResponse:
    """Show all that stands under a theme."""
    permissions.check_can_view_themes(request.user)
    try:
        found = themes.theme_of(slug)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    page = themes.theme_page(
        found, for_user=request.user, today=clock.today(), at=clock.now(),
        whole=request.GET.get("whole", ""),
    )  # fmt: skip
    return render(
        request, "insight/theme.html", {"found": page, "may_add": permissions.can_add_plan(request.user)}
    )
