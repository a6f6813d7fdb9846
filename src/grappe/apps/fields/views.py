"""How do administrators look after custom fields?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.fields import operations, permissions, queries
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.forms import COLOURS, DefinitionForm
from grappe.ui import clock
from grappe.ui.custom import FieldKind
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def field_list(request: Request) -> HttpResponse:
    """Show the custom fields of each sort of record."""
    found = queries.by_record(for_user=request.user)
    return render(request, "fields/list.html", {"records": found, "kinds": FieldKind.choices})


@require_http_methods(["GET", "HEAD", "POST"])
def field_add(request: Request, record: str, kind: str) -> HttpResponse:
    """Define a custom field of one kind."""
    permissions.check_can_define_fields(request.user)
    if record not in RecordType.values or kind not in FieldKind.values:
        raise Http404
    others = queries.others_of(record, None, for_user=request.user)
    form = DefinitionForm(request.POST if request.method == "POST" else None, kind=kind, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.define_field(
                record=record, kind=kind, by=request.user, at=clock.now(), **form.facts()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The field “%(name)s” is there.") % {"name": made})
            return redirect(f"{reverse('fields:list')}#{record}")
    return _form(request, form, RecordType(record))


@require_http_methods(["GET", "HEAD", "POST"])
def field_edit(request: Request, pk: int) -> HttpResponse:
    """Change how a custom field is called, asked for and bounded."""
    definition = found_or_404(queries.definition_for, pk, request)
    data = request.POST if request.method == "POST" else None
    others = queries.others_of(definition.record, definition, for_user=request.user)
    form = DefinitionForm(data, kind=definition.kind, definition=definition, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_field(definition=definition, by=request.user, at=clock.now(), **form.facts())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('fields:list')}#{definition.record}")
    return _form(request, form, RecordType(definition.record), definition)


def _form(
    request: Request, form: DefinitionForm, record: RecordType, definition: object = None
) -> HttpResponse:
    context = {"form": form, "record": record, "definition": definition, "colours": COLOURS}
    return render(request, "fields/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def field_archive(request: Request, pk: int) -> HttpResponse:
    """Say where a field is used before it is put away; put it away."""
    if request.method != "POST":
        definition = found_or_404(queries.definition_for, pk, request)
        used = queries.where_used(definition, for_user=request.user)
        return render(request, "fields/archive.html", {"definition": definition, "used": used})
    return _set_archived(request, pk, True, _("The field is put away; what records say in it stays."))


@require_POST
def field_restore(request: Request, pk: int) -> HttpResponse:
    return _set_archived(request, pk, False, _("The field is back, with what records say in it."))


def _set_archived(request: Request, pk: int, archived: bool, told: str) -> HttpResponse:
    definition = found_or_404(queries.definition_for, pk, request)
    operations.set_archived(definition=definition, archived=archived, by=request.user, at=clock.now())
    messages.success(request, told)
    return redirect(f"{reverse('fields:list')}#{definition.record}")


@require_POST
def field_move(request: Request, pk: int) -> HttpResponse:
    """Move a field one place up or down."""
    definition = found_or_404(queries.definition_for, pk, request)
    up = request.POST.get("way") != "down"
    operations.move_field(definition=definition, up=up, by=request.user, at=clock.now())
    return redirect(f"{reverse('fields:list')}#{definition.record}")
