"""Which processing of personal data is there (Article 30)?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grappe.apps.privacy.queries import controller
from grappe.apps.privacy.queries import register as queries
from grappe.ui.answers import csv_download
from grappe.ui.requests import Request


@require_safe
def register(request: Request) -> HttpResponse:
    """Show the register of processing activities."""
    context = {
        "rows": queries.register(for_user=request.user), "texts": queries.free_texts(), "who": controller.controller(),
        "safe": controller.security(), "missing": controller.missing(),
    }  # fmt: skip
    return render(request, "privacy/register.html", context)


@require_safe
def register_csv(request: Request) -> HttpResponse:
    """Give the register as a table."""
    return csv_download(queries.as_csv(queries.register(for_user=request.user)), "register.csv")
