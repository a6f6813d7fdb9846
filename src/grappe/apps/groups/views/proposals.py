"""How does a member propose a point, and how do those who prepare the agenda answer?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.groups import permissions
from grappe.apps.groups.forms.discussion import ProposalForm, RefuseForm
from grappe.apps.groups.operations import proposals as operations
from grappe.apps.groups.queries import proposals as queries
from grappe.apps.groups.views.outside import own
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_propose(request: Request, member: Any, token: str) -> HttpResponse:
    """Let a member propose a point for the next session."""
    if member.state != "active":
        raise Http404
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.propose(member=member, **form.cleaned_data, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Proposed. You read on this page what becomes of it."))
            return redirect("groups:own", token=token)
    context = {"member": member, "group": member.group, "token": token, "form": form}
    return render(request, "groups/own/propose.html", context, status=422 if form.errors else 200)


@require_POST
@own
def own_decide(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Let a member withdraw a point they proposed, or chair and secretary answer one of the group."""
    try:
        proposal = queries.proposal_of_group(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if request.POST.get("what") == "withdraw":
        operations.withdraw(proposal=proposal, member=member, at=clock.now())
        messages.success(request, _("Withdrawn."))
    else:
        messages.success(request, _decided(request, proposal, member))
    return redirect("groups:own", token=token)


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Put a proposed point on an agenda, or say why not."""
    proposal = found_or_404(queries.proposal_for, pk, request)
    permissions.check_can_prepare(request.user, proposal.group)
    messages.success(request, _decided(request, proposal, request.user))
    return redirect("groups:sessions", pk=proposal.group_id)


def _decided(request: Request, proposal: Any, by: Any) -> str:
    what = request.POST.get("what", "")
    if what == "take":
        wanted = request.POST.get("session", "")
        ahead = queries.sessions_ahead(proposal.group, at=clock.now())
        session = next((each for each in ahead if str(each.pk) == wanted), None)
        if session is None:
            raise BadInput(_("Choose a session that is still to come."))
        operations.take_up(proposal=proposal, session=session, by=by, at=clock.now())
        return _("The point stands on the agenda of session %(number)s.") % {"number": session.number}
    if what == "refuse":
        form = RefuseForm(request.POST)
        form.is_valid()
        answer = form.cleaned_data.get("answer", "") or request.POST.get("answer", "")
        operations.refuse(proposal=proposal, answer=answer, by=by, at=clock.now())
        return _("Answered: %(name)s reads it on their page.") % {"name": proposal.member.name}
    raise BadInput(_("This request cannot be read."))


def waiting_of(group: Any, *, may_decide: bool) -> dict[str, Any]:
    """Return what the list of proposed points shows to those who answer; nothing to others."""
    if not may_decide:
        return {"proposals": [], "ahead_for_points": []}
    return {
        "proposals": queries.waiting(group),
        "ahead_for_points": queries.sessions_ahead(group, at=clock.now()),
    }
