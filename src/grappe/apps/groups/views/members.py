"""How are the members of a working group listed, added, decided on, changed, and their letters looked after?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies.queries.kept_out import came_back_words, erased_on
from grappe.apps.groups import permissions, queries
from grappe.apps.groups.forms.members import AddForm, MemberForm, ReasonForm
from grappe.apps.groups.operations import letters
from grappe.apps.groups.operations import members as operations
from grappe.apps.groups.operations.members import LONGEST
from grappe.apps.groups.queries import letters as letter_queries
from grappe.apps.groups.queries import members as reading
from grappe.apps.groups.queries import people
from grappe.apps.groups.views.found import context_of, group_or_404, group_to_run
from grappe.ui import clock
from grappe.ui.answers import csv_download, download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE

STUCK_SHOWN = 50


@require_safe
def member_list(request: Request, pk: int) -> HttpResponse:
    """List who belongs to a group, who asks to and who did, and how their letters fared."""
    group = group_or_404(request, pk)
    permissions.check_can_view_work(request.user)
    mine = reading.my_seat(group, for_user=request.user)
    context = context_of(request, group, "members") | {
        "roster": reading.roster(group, for_user=request.user),
        "reason": ReasonForm(),
        "letters": letter_queries.counts_of(group, for_user=request.user),
        "stuck": letter_queries.stuck(group, for_user=request.user)[:STUCK_SHOWN],
        "my_token": queries.token_of(mine) if mine is not None and mine.salt else "",
        "takes": group.state in ("running", "paused"),
    }
    return render(request, "groups/members/list.html", context)


@require_safe
def suggestions(request: Request) -> HttpResponse:
    """Offer the people on file meant by `q`, in a fragment for the combobox."""
    permissions.check_can_view_work(request.user)
    rows = people.suggestions(words_in(request, "q"), for_user=request.user)
    options = [
        {
            "text": each.name, "label": each.name, "id": each.key,
            "detail": " · ".join(filter(None, (each.function, each.organisation, each.email or _("no e-mail")))),
        }
        for each in rows
    ]  # fmt: skip
    return render(request, "groups/members/_options.html", {"options": options})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Invite somebody, or add who has agreed already."""
    group = group_to_run(request, pk)
    form = AddForm(request.POST or None, user=request.user, initial={"role": "member"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.add(
                group=group, who=form.who(), role=given["role"], agreed=given["agreed"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            active = _("%(name)s is a member and gets a mail with a link to their page.")
            invited = _("%(name)s is invited and answers by the link in the mail.")
            messages.success(request, (active if made.state == "active" else invited) % {"name": made.name})
            typed = made.person_id is None and made.user_id is None
            if typed and (day := erased_on(name=made.name, email=made.email, company=made.company)):
                messages.warning(request, came_back_words(day))
            return redirect("groups:members", pk=pk)
    context = context_of(request, group, "members") | {"form": form}
    return render(request, "groups/members/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: Request, pk: int) -> HttpResponse:
    """Show one member with their letters; change their role and how they are reached."""
    found = found_or_404(reading.member_for, pk, request)
    group = found.group
    if request.method == "POST":
        permissions.check_can_run_group(request.user, group)
    form = MemberForm(request.POST or None, initial=MemberForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change(
                member=found, who=form.who(), role=form.cleaned_data["role"], by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("groups:member", pk=pk)
    context = context_of(request, group, "members") | {
        "member": found,
        "form": form,
        "reason": ReasonForm(),
        "letters": found.letters.order_by("-pk"),
        "bounced": reading.bounced(found),
        "gone": found.state in ("declined", "left"),
        "takes": group.state in ("running", "paused"),
        "is_lead": found.user_id is not None and found.user_id == group.lead_id,
    }
    return render(request, "groups/members/member.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Take a request to join up, or not, with the reason."""
    found = found_or_404(reading.member_for, pk, request)
    accepts = request.POST.get("what") == "accept"
    operations.decide_request(
        member=found, accepts=accepts, reason=_reason(request), by=request.user, at=clock.now()
    )
    said = (
        _("%(name)s is a member and gets a mail.") if accepts else _("%(name)s gets a mail with the reason.")
    )
    messages.success(request, said % {"name": found.name})
    return redirect("groups:members", pk=found.group_id)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take somebody out of the group, or withdraw an invitation."""
    found = found_or_404(reading.member_for, pk, request)
    operations.remove(member=found, reason=_reason(request), by=request.user, at=clock.now())
    messages.success(
        request, _("%(name)s is not a member any more; their link is closed.") % {"name": found.name}
    )
    return redirect("groups:members", pk=found.group_id)


@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Invite somebody again who left, declined or was refused."""
    found = found_or_404(reading.member_for, pk, request)
    operations.invite_again(member=found, by=request.user, at=clock.now())
    messages.success(
        request, _("%(name)s is invited and answers by the link in the mail.") % {"name": found.name}
    )
    return redirect("groups:members", pk=found.group_id)


@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    """Send somebody a new link, or close the one they have."""
    found = found_or_404(reading.member_for, pk, request)
    if request.POST.get("what") == "withdraw":
        operations.withdraw_link(member=found, by=request.user, at=clock.now())
        messages.success(request, _("The link is closed. Their letters go on, without one."))
    else:
        operations.renew_link(member=found, by=request.user, at=clock.now())
        messages.success(request, _("A new link is on its way; the old one is closed."))
    return redirect("groups:member", pk=pk)


@require_POST
def decide_letter(request: Request, pk: int) -> HttpResponse:
    """Decide on a letter that failed or was maybe sent: it arrived, or it is sent again."""
    letter = found_or_404(letter_queries.letter_for, pk, request)
    arrived = request.POST.get("what") == "arrived"
    letters.decide(letter=letter, arrived=arrived, by=request.user, at=clock.now())
    return redirect("groups:members", pk=letter.member.group_id)


@require_safe
def as_csv(request: Request, pk: int) -> HttpResponse:
    """Download the members as CSV."""
    group = group_or_404(request, pk)
    return csv_download(reading.as_csv(group, for_user=request.user), f"{group.slug}.csv")


@require_safe
def as_workbook(request: Request, pk: int) -> HttpResponse:
    """Download the members as a workbook."""
    group = group_or_404(request, pk)
    return download(reading.as_workbook(group, for_user=request.user), f"{group.slug}.xlsx", CONTENT_TYPE)


def _reason(request: Request) -> Any:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST["reason"]})
    return form.cleaned_data["reason"]
