"""How does somebody have their data erased from all working groups, or have somebody who runs one do it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grappe.apps.groups.forms.privacy import EraseForm, OwnEraseForm
from grappe.apps.groups.operations import privacy as operations
from grappe.apps.groups.permissions import can_run_group
from grappe.apps.groups.queries import members as reading
from grappe.apps.groups.queries import privacy as queries
from grappe.apps.groups.views.found import context_of
from grappe.apps.groups.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request, pk: int) -> HttpResponse:
    """Show what goes and stays of a member in all their groups; erase it because they ask for it."""
    found = found_or_404(reading.member_for, pk, request)
    asked = queries.request_of(found)
    if not queries.may_erase(request.user, [each.member for each in asked.traces] or [found]):
        raise PermissionDenied(_("Only those who run one of the groups and administrators may do this."))
    here = can_run_group(request.user, found.group)
    form = EraseForm(
        request.POST if request.method == "POST" else None,
        count=len(asked.traces),
        name=str(found.group),
        here=here,
    )
    fault = ""
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"words": form.cleaned_data["words"], "by": request.user, "at": clock.now()}
        try:
            done = (
                [operations.erase(member=found, **said)]
                if form.only_here
                else operations.erase_everywhere(member=found, **said)
            )
        except BadInput as refused:
            fault = str(refused)
        else:
            messages.success(request, said_of(len(done)))
            return redirect("groups:members", pk=found.group_id)
    context = context_of(request, found.group, "members") | {
        "member": found, "asked": asked, "form": form, "fault": fault, "token": "",
    }  # fmt: skip
    status = 422 if fault or form.errors else 200
    return render(request, "groups/members/erase.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_erase(request: Request, member: Any, token: str) -> HttpResponse:
    """Show somebody what goes and stays of them in all their groups, and erase it when they ask for it."""
    form, asked = OwnEraseForm(request.POST or None, member=member), queries.request_of(member)
    fault = ""
    if request.method == "POST" and form.is_valid():
        try:
            done = operations.erase_everywhere(
                member=member, words=form.cleaned_data["words"], by=member, at=clock.now()
            )
        except BadInput as refused:
            fault = str(refused)
        else:
            stays = any(each.runs_it for each in asked.traces)  # whoever runs a group is a member of it still
            told = {"said": said_of(len(done)), "group": member.group, "stays": stays}
            return render(request, "groups/own/erased.html", told)
    context = {
        "member": member, "group": member.group, "token": token, "asked": asked, "form": form,
        "fault": fault,
    }  # fmt: skip
    return render(request, "groups/own/erase.html", context, status=422 if fault or form.errors else 200)


def said_of(count: int) -> str:
    """Return what is said once somebody's data are erased in some groups."""
    return ngettext(
        "Erased in %(count)d working group. What was decided there stays, under the name of a former member.",
        "Erased in %(count)d working groups. What was decided there stays, under the name of a former member.",
        count,
    ) % {"count": count}
