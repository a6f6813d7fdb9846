"""How are the actions of a group listed, given, changed and settled?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.accounts.permissions import can_work
from grappe.apps.groups import permissions
from grappe.apps.groups.forms.actions import ListForm, SettleForm
from grappe.apps.groups.forms.minutes import ActionForm
from grappe.apps.groups.operations import actions as operations
from grappe.apps.groups.queries import actions as queries
from grappe.apps.groups.views.found import context_of, group_or_404, group_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def action_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.action_for, pk, request)


@require_safe
def action_list(request: Request, pk: int) -> HttpResponse:
    """List the actions of a group: open, late, settled, one's own."""
    group = group_or_404(request, pk)
    form = ListForm({"show": "open"} | request.GET.dict())
    asked = form.cleaned_data if form.is_valid() else {}
    today = clock.today()
    found = queries.actions_of(
        group,
        for_user=request.user,
        today=today,
        show=asked.get("show") or "open",
        mine=asked.get("mine", False),
    )
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    runs = permissions.can_run_group(request.user, group)
    own = request.user.pk if can_work(request.user) else None
    context = context_of(request, group, "actions") | {
        "page": page, "form": form, "today": today,
        "may_settle": {each.pk: runs or each.owner.user_id == own for each in page if own},
    }  # fmt: skip
    return render(request, "groups/actions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Give somebody an action outside a session."""
    group = group_to_run(request, pk)
    form = ActionForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add(group=group, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Noted. Its owner is written to in a quarter of an hour."))
            return redirect("groups:actions", pk=pk)
    return _answer(request, form, group, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change an open action; where somebody else did so meanwhile, both are shown and nothing is lost."""
    action = action_or_404(request, pk)
    permissions.check_can_write_minutes(request.user, action.group)
    posted = conflicts.chosen(request.POST, queries.as_written(action)) if request.method == "POST" else None
    form = ActionForm(posted, group=action.group, action=action)
    if posted is None or not form.is_valid():
        return _answer(request, form, action.group, action)
    version = form.cleaned_data["version"]
    try:
        operations.change(action=action, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        return _conflict(request, form, action.group, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, action.group, action)
    messages.success(request, _("Saved."))
    return redirect("groups:actions", pk=action.group_id)


def _conflict(request: Request, form: ActionForm, group: Any, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, queries.as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("groups:actions", pk=group.pk)
    return _answer(request, form, group, current, 409, **both)


def _answer(
    request: Request, form: ActionForm, group: Any, action: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = context_of(request, group, "actions") | {
        "form": form, "action": action, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "groups/actions/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, pk: int) -> HttpResponse:
    """Say that an action is done, or dropped, with words."""
    action = action_or_404(request, pk)
    permissions.check_can_settle_action(request.user, action)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state, note = request.POST.get("state", ""), form.cleaned_data["note"]
        try:
            operations.settle(action=action, state=state, note=note, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("note", str(fault))
        else:
            messages.success(request, _("Settled: its owner is not reminded any more."))
            return redirect("groups:actions", pk=action.group_id)
    context = context_of(request, action.group, "actions") | {"form": form, "action": action}
    return render(request, "groups/actions/settle.html", context, status=422 if form.errors else 200)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open a settled action again."""
    action = action_or_404(request, pk)
    operations.reopen(action=action, by=request.user, at=clock.now())
    messages.success(request, _("The action is open again."))
    return redirect("groups:actions", pk=action.group_id)
