"""How do administrators say what is shown and what merges by itself, and have all companies looked through?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.duplicates import permissions
from grappe.apps.duplicates.forms import ThresholdsForm
from grappe.apps.duplicates.operations import deciding, finding
from grappe.apps.duplicates.queries import merges
from grappe.apps.duplicates.queries import pairs as queries
from grappe.ui import clock
from grappe.ui.answers import progress
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: Request) -> HttpResponse:
    """Show and set from when pairs are shown, and from when they merge by themselves."""
    permissions.check_can_set_thresholds(request.user)
    now = queries.thresholds()
    initial = {
        "show_from": round((now.show_from if now else queries.SHOW_FROM) * 100),
        "merge_from": round(now.merge_from * 100) if now and now.merge_from is not None else None,
        "undo_months": merges.undo_months(),
    }
    form = ThresholdsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        deciding.set_thresholds(
            show_from=values["show_from"] or queries.SHOW_FROM, merge_from=values["merge_from"],
            undo_months=values["undo_months"], by=request.user, at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("duplicates:settings")
    status = 422 if form.errors else 200
    return render(request, "duplicates/settings.html", {"form": form, "now": now}, status=status)


@require_POST
def find(request: Request) -> HttpResponse:
    """Order a search through all companies."""
    finding.order_run(by=request.user, at=clock.now())
    return redirect("duplicates:list")


@require_safe
def progress_of(request: Request, pk: int) -> HttpResponse:
    """Answer how far a search is; when it is over, HTMX loads the page anew."""
    run = found_or_404(queries.run_for, pk, request)
    busy = finding.is_busy(run, at=clock.now())
    return progress(request, "duplicates/_progress.html", {"run": run, "busy": busy}, busy=busy)
