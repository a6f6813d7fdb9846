"""How is an indicator given another definition from a day on, with old and new figures side by side before it is saved?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.reporting import permissions
from grappe.apps.reporting.forms import DefinitionForm
from grappe.apps.reporting.operations import definitions
from grappe.apps.reporting.queries import series
from grappe.apps.reporting.queries.previews import compared
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def definition(request: Request, slug: str) -> HttpResponse:
    """Write another definition; `preview` shows what it would count, `save` makes it count from its day on."""
    found = found_or_404(series.series_of, slug, request, on=clock.today())
    permissions.check_can_define(request.user, found.indicator)
    if not found.lines:
        raise Http404
    last = found.lines[-1].version
    posted: Any = request.POST if request.method == "POST" else None
    form = DefinitionForm(posted, initial=DefinitionForm.of(last, clock.today()))
    rows, status = None, 200
    if posted is not None and form.is_valid():
        try:
            if "save" in request.POST:
                definitions.change_definition(
                    indicator=found.indicator, draft=form.draft(), version=form.cleaned_data["version"],
                    by=request.user, at=clock.now(),
                )  # fmt: skip
                messages.success(
                    request,
                    _(
                        "The new definition is saved. Its figures are being computed, so that the break shows."
                    ),
                )
                return redirect("reporting:indicator", slug=slug)
            rows = compared(found, form.cleaned_data["query"], on=clock.today(), for_user=request.user)
        except Stale as stale:
            form.add_error(None, str(stale))
            status = 409
        except BadInput as fault:
            form.add_error(None, str(fault))
    if form.errors and status == 200:
        status = 422
    context = {"series": found, "indicator": found.indicator, "form": form, "last": last, "rows": rows}
    return render(request, "reporting/definition.html", context, status=status)
