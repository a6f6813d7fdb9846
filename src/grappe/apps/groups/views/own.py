"""What does a member see and do on their own page, behind their own signed link?

A GET changes nothing: the programs that open links in mails for their owner must neither confirm nor decline. That
the page was opened is noted by the page itself, which such programs do not run.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.groups import permissions
from grappe.apps.groups.enums import Answer
from grappe.apps.groups.forms.discussion import RefuseForm
from grappe.apps.groups.forms.own import LONGEST_NOTE, AnswerForm, WhyForm
from grappe.apps.groups.operations import attendance, members
from grappe.apps.groups.queries import own as shown
from grappe.apps.groups.queries import own_minutes, papers
from grappe.apps.groups.queries.discussion import talks
from grappe.apps.groups.queries.proposals import proposed_by
from grappe.apps.groups.queries.sessions import is_ahead, is_open
from grappe.apps.groups.views.outside import own
from grappe.apps.groups.views.paper_places import Table
from grappe.apps.groups.views.proposals import waiting_of
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

ANSWERS = (Answer.COMES, Answer.ONLINE, Answer.CANNOT)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_page(request: Request, member: Any, token: str) -> HttpResponse:
    """Show somebody their membership; confirm the address, answer the invitation, or leave."""
    fault = ""
    form = WhyForm(request.POST or None)
    if request.method == "POST":
        try:
            said, stays = _done(request.POST.get("what", ""), form, member)
        except BadInput as refused:
            fault = str(refused)
        else:
            if not stays:
                return render(request, "groups/own/bye.html", {"said": said, "group": member.group})
            messages.success(request, said)
            return redirect("groups:own", token=token)
    context = {"member": member, "group": member.group, "token": token, "fault": fault, "form": form}
    if member.state == "active":
        context |= _of_a_member(member, token)
    return render(request, "groups/own/page.html", context, status=422 if fault else 200)


def _of_a_member(member: Any, token: str) -> dict[str, Any]:
    """Return what the page shows to somebody who takes part."""
    now = clock.now()
    ahead, over = shown.sessions_of(member, at=now)
    prepares = permissions.can_prepare(member, member.group)
    return waiting_of(member.group, may_decide=prepares) | {
        "ahead": ahead,
        "over": over,
        "actions": shown.actions_of(member, at=now),
        "today": clock.today(),
        "papers": papers.read_by(member).filter(session=None)[: papers.PAGE],
        "put_paper": Table(member.group, member, token).may_put,
        "fellows": shown.fellows(member),
        "proposed": proposed_by(member),
        "came_of_it": shown.came_of_it(member),
        "refuse": RefuseForm(),
        "may_propose": member.group.state in ("running", "paused"),
    }


def _done(what: str, form: WhyForm, member: Any) -> tuple[str, bool]:
    """Do what was asked; return what to say, and whether their page still opens. Raises BadInput."""
    at = clock.now()
    why = form.cleaned_data["why"] if form.is_valid() else ""
    if what == "confirm":
        asks = members.confirm(member=member, at=at).state == "asked"
        waits = _("Thank you. Those who run the group decide on your request and write to you.")
        return waits if asks else _("Thank you, you are a member."), True
    if what == "accept":
        members.answer_invitation(member=member, accepts=True, at=at)
        return _("Thank you, you are a member."), True
    if what == "decline":
        members.answer_invitation(member=member, accepts=False, why=why, at=at)
        return _("You have declined. Nobody writes to you about this group any more."), False
    if what == "leave":
        members.leave(member=member, why=why, at=at)
        return _("You have left the group. Nobody writes to you about it any more."), False
    raise BadInput(_("Say what you want: confirm, accept, decline or leave."))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_session(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """Show a member one session with its agenda, and take whether they come; what they are not invited to is a 404."""
    try:
        found = shown.session_for(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    fault = ""
    form = AnswerForm(
        request.POST or None, initial={"note": found.attendance.note if found.attendance else ""}
    )
    if request.method == "POST":
        try:
            _answered(request, form, found.session, member)
        except BadInput as refused:
            fault = str(refused)
        else:
            messages.success(
                request, _("Thank you, your answer is noted. You can change it until the session ends.")
            )
            return redirect("groups:own_session", token=token, pk=pk)
    context = {
        "member": member, "group": member.group, "token": token, "own": found, "session": found.session,
        "agenda": shown.agenda_of(found.session), "form": form, "fault": fault,
        "may_answer": is_ahead(found.session, at=clock.now()), "talks": talks(found.session, who=member),
        "papers": papers.papers_on_table(found.session, member),
        "put_paper": Table(member.group, member, token).may_put and papers.takes_papers(found.session),
        "may_write": permissions.can_write_minutes(member, member.group) and is_open(found.session),
        "minutes": own_minutes.shown(found.session, member),
    }  # fmt: skip
    return render(request, "groups/own/session.html", context, status=422 if fault else 200)


def _answered(request: Request, form: AnswerForm, session: Any, member: Any) -> None:
    """Note what a member says to the invitation. Raises BadInput."""
    said = request.POST.get("answer", "")
    if said not in ANSWERS:
        raise BadInput(_("Say whether you come, take part by video, or cannot."))
    if not form.is_valid():
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_NOTE})
    note = form.cleaned_data["note"]
    attendance.answer(session=session, member=member, answer=said, note=note, at=clock.now())


@require_POST
@own
def own_seen(request: Request, member: Any, token: str) -> HttpResponse:
    """Note that a member has opened one of their pages; colleagues who look at it are not the member."""
    if not request.user.is_authenticated or request.user.pk == member.user_id:
        members.note_seen(member=member, at=clock.now())
    return HttpResponse(status=204)
