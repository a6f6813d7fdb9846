"""Which pages belong to no app? Errors, the language switch's target, and the component gallery."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(
        request, "ui/error.html", {"code": 400, "message": _("This request cannot be read.")}, status=400
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = str(exception) or _("You may not do this.")
    return render(request, "ui/error.html", {"code": 403, "message": message}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(
        request, "ui/error.html", {"code": 404, "message": _("There is nothing at this address.")}, status=404
    )


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return render(
        request, "ui/error.html", {"code": 500, "message": _("Something broke on our side.")}, status=500
    )


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every shared component once, as it stands in the pages."""
    bars = {
        "xAxis": {"type": "category", "data": ["T0", "T1", "T2"]},
        "yAxis": {"type": "value", "max": 100},
        "series": [{"type": "bar", "data": [41, 55, 63]}],
    }
    return render(request, "ui/gallery.html", {"bars": bars})
