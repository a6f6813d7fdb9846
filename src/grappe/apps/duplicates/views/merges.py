"""How are merges looked at and taken back?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.duplicates.operations import merging
from grappe.apps.duplicates.queries import merges as queries
from grappe.ui import clock
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def merge_list(request: Request) -> HttpResponse:
    """Show the latest merges."""
    return render(request, "duplicates/merges.html", {"rows": queries.merges(for_user=request.user)})


@require_safe
def merge(request: Request, pk: int) -> HttpResponse:
    """Show what a merge did, and whether it was taken back."""
    found = found_or_404(queries.merge_for, pk, request)
    context = {
        "merge": found,
        "summary": queries.summary_of(found),
        "may_undo": queries.may_undo(found, for_user=request.user),
        "undo_until": queries.undo_until(found),
        "proposed": queries.proposed_by(found, for_user=request.user),
    }
    return render(request, "duplicates/merged.html", context)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take a merge back."""
    found = found_or_404(queries.merge_for, pk, request)
    done = merging.undo(merge=found, by=request.user, at=clock.now())
    if done.told:
        messages.warning(
            request, _("The two files are apart again; what had changed since stays and is told below.")
        )
    else:
        messages.success(request, _("The two files are apart again, each as it was."))
    return redirect("duplicates:merged", pk=done.pk)
