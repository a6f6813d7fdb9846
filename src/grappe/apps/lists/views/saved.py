"""How does somebody save a list, share it, and put it away?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.accounts.permissions import can_work
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.lists import operations, permissions
from grappe.apps.lists.enums import Sharing
from grappe.apps.lists.forms import ViewForm
from grappe.apps.lists.queries.definitions import read
from grappe.apps.lists.queries.views import view_for
from grappe.apps.lists.queries.words import sentence
from grappe.apps.lists.views.found import catalogue_for, definition_in, list_address
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_sent
from grappe.ui.requests import Request


def _address(view: Any) -> str:
    return f"{reverse('lists:list', args=[view.kind])}?view={view.pk}"


def _form(request: Request, initial: dict[str, Any]) -> ViewForm:
    data = request.POST if request.method == "POST" else None
    return ViewForm(data, user=request.user, may_share=can_work(request.user), initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: Request, kind: str) -> HttpResponse:
    """Save the list of an address under a name."""
    check_can_view_companies(request.user)
    definition = definition_in(request, catalogue_for(request, kind), kind)
    form = _form(request, {"sharing": Sharing.PRIVATE})
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            view = operations.save_view(
                definition=definition, name=cleaned["name"], sharing=cleaned["sharing"], team=cleaned.get("team"),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The view is saved."))
            return redirect(_address(view))
    context = {"form": form, "definition": definition, "kind": definition.kind, "sentence": sentence(definition.where),
               "view": None, "back": list_address(definition)}  # fmt: skip
    return render(request, "lists/save.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a view's name and who sees it."""
    view = found_or_404(view_for, pk, request)
    permissions.check_can_change_view(request.user, view)
    form = _form(
        request, {"name": view.name, "sharing": view.sharing, "team": view.team_id, "version": view.version}
    )
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            operations.change_view(
                view=view, version=cleaned["version"] or 0, name=cleaned["name"], sharing=cleaned["sharing"],
                team=cleaned.get("team"), by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The view is saved."))
            return redirect(_address(view))
    definition = read(catalogue_for(request, view.kind), view.kind, view.definition)
    context = {
        "form": form, "view": view, "definition": definition, "kind": definition.kind,
        "sentence": sentence(definition.where), "back": _address(view),
    }  # fmt: skip
    return render(request, "lists/save.html", context, status=422 if form.is_bound else 200)


@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Let a view show what the list shows now."""
    view = found_or_404(view_for, pk, request)
    definition = definition_in(request, catalogue_for(request, view.kind), view.kind)
    version = number_sent(request, "version") or 0
    operations.keep_definition(
        view=view, version=version, definition=definition, by=request.user, at=clock.now()
    )
    messages.success(request, _("The view is saved."))
    return redirect(_address(view))


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    """Delete a view."""
    view = found_or_404(view_for, pk, request)
    operations.delete_view(view=view, by=request.user, at=clock.now())
    messages.success(request, _("The view is deleted."))
    return redirect("lists:list", kind=view.kind)


@require_POST
def first(request: Request, pk: int) -> HttpResponse:
    """Let a view open first for oneself, or no longer."""
    view = found_or_404(view_for, pk, request)
    operations.open_first(view=view, on=request.POST.get("on") == "1", by=request.user, at=clock.now())
    return redirect(_address(view))
