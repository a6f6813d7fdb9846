"""How are the custom fields of a match or an introduction filled in?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.fields.enums import RecordType
from grappe.apps.matches import operations, permissions, queries
from grappe.apps.matches.forms import FieldsForm
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def of_match(request: Request, pk: int) -> HttpResponse:
    """Fill in the custom fields of a match."""
    permissions.check_can_view_matches(request.user)
    match = found_or_404(queries.match_for, pk, request)
    permissions.check_can_match_for(request.user, match.need.company)

    def keep(**said: Any) -> None:
        operations.fill_in_match(match=match, by=request.user, at=clock.now(), **said)

    address = reverse("matches:match", args=[pk])
    return _page(request, RecordType.MATCH, match, str(match.solution or match.programme), address, keep)


@require_http_methods(["GET", "HEAD", "POST"])
def of_introduction(request: Request, pk: int) -> HttpResponse:
    """Fill in the custom fields of an introduction."""
    permissions.check_can_view_matches(request.user)
    found = found_or_404(queries.introduction_for, pk, request)
    permissions.check_can_match_for(request.user, found.match.need.company)

    def keep(**said: Any) -> None:
        operations.fill_in_introduction(introduction=found, by=request.user, at=clock.now(), **said)

    address = reverse("matches:introduction", args=[pk])
    return _page(request, RecordType.INTRODUCTION, found, found.recipient_name, address, keep)


def _page(
    request: Request, record: RecordType, row: Any, name: str, back: str, keep: Callable[..., None]
) -> HttpResponse:
    form = FieldsForm(request.POST if request.method == "POST" else None, record=record, values=row.custom)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                keep(values=form.custom_values(), based_on=form.custom_stamp)
            except Stale as stale:
                form.add_error(None, str(stale))
                status = 409
            except BadInput as fault:
                form.add_error(None, str(fault))
            else:
                messages.success(request, _("Saved."))
                return redirect(back)
    return render(request, "matches/fields.html", {"form": form, "name": name, "back": back}, status=status)
