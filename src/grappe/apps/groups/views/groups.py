"""How are working groups listed, looked at, proposed, decided, changed, paused and closed?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.groups import operations, permissions, queries
from grappe.apps.groups.forms.groups import CloseForm, DecisionForm, GroupForm, ListForm, PauseForm
from grappe.apps.groups.queries.groups import PAGE, as_written
from grappe.apps.groups.queries.overview import standing
from grappe.apps.groups.queries.results import figures
from grappe.apps.groups.views.found import context_of, group_or_404, group_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.requests import Request


@require_safe
def group_list(request: Request) -> HttpResponse:
    """List the working groups with their counts."""
    permissions.check_can_view_groups(request.user)
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.groups(
        for_user=request.user, state=asked.get("state", ""), cluster=asked.get("cluster", ""),
        mine=asked.get("mine", False),
    )  # fmt: skip
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_propose": permissions.can_propose_group(request.user),
    }
    return render(request, "groups/list.html", context)


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a group: what for, who runs it, how it stands, and what is to be done next."""
    group = group_or_404(request, pk)
    context = context_of(request, group, "overview") | {
        "may_decide": permissions.can_decide_group(request.user, group),
        "standing": standing(group, for_user=request.user, today=clock.today(), at=clock.now()),
        "decision": DecisionForm(),
        "pause": PauseForm(),
    }
    return render(request, "groups/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Request) -> HttpResponse:
    """Propose a group."""
    permissions.check_can_propose_group(request.user)
    form = GroupForm(request.POST or None, initial={"lead": str(request.user.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            group = operations.propose(draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Proposed. Somebody else decides whether it is taken up."))
            return redirect("groups:detail", pk=group.pk)
    return _answer(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a group; where somebody else did so meanwhile, both are shown and nothing is lost."""
    group = group_to_run(request, pk)
    posted = conflicts.chosen(request.POST, as_written(group)) if request.method == "POST" else None
    form = GroupForm(posted, initial=GroupForm.of(group))
    if posted is None or not form.is_valid():
        return _answer(request, form, group)
    version = form.cleaned_data["version"]
    try:
        operations.change(group=group, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, group)
    messages.success(request, _("Saved."))
    return redirect("groups:detail", pk=pk)


def _conflict(request: Request, form: GroupForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("groups:detail", pk=current.pk)
    return _answer(request, form, current, 409, **both)


def _answer(request: Request, form: GroupForm, group: Any, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "group": group, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "groups/edit.html", context, status=status)


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Take a proposal up, or not, with the reason."""
    group = group_or_404(request, pk)
    form = DecisionForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    take_up = request.POST.get("what") == "take_up"
    operations.decide(group=group, take_up=take_up, why=why, by=request.user, at=clock.now())
    messages.success(request, _("The group is taken up.") if take_up else _("The proposal is not taken up."))
    return redirect("groups:detail", pk=pk)


@require_POST
def pause(request: Request, pk: int) -> HttpResponse:
    """Let a group rest."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("This is no day."))
    until = form.cleaned_data["until"]
    operations.pause(group=group_or_404(request, pk), until=until, by=request.user, at=clock.now())
    messages.success(request, _("The group rests."))
    return redirect("groups:detail", pk=pk)


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Let a group go on."""
    operations.resume(group=group_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The group goes on."))
    return redirect("groups:detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """Close a group with its report."""
    group = group_to_run(request, pk)
    form = CloseForm(request.POST or None, initial=CloseForm.spread(group))
    if request.method == "POST" and form.is_valid():
        try:
            operations.close(group=group, report=form.text("report"), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The group is closed; its report stands on its page."))
            return redirect("groups:detail", pk=pk)
    context = context_of(request, group, "overview") | {
        "form": form,
        "figures": figures(group, for_user=request.user),
    }
    return render(request, "groups/close.html", context, status=422 if form.errors else 200)
