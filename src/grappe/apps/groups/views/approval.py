"""How are minutes put before who was there, answered, settled and approved, and how is a version of them read?

Each view comes twice: inside, and behind the signed link of a member (`own_…`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grappe.apps.groups.forms.approval import ProposeForm, ReplyForm, SettleForm
from grappe.apps.groups.operations import approval as operations
from grappe.apps.groups.queries import approval as queries
from grappe.apps.groups.queries import attendance, minutes, minutes_document, snapshots
from grappe.apps.groups.views.found import context_of
from grappe.apps.groups.views.outside import own
from grappe.apps.groups.views.places import Place, inside, reading
from grappe.ui import clock
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, pk: int) -> HttpResponse:
    """Show how the minutes stand, and take what is done about them."""
    return _page(request, inside(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_page(request: Request, member: Any, token: str, pk: int) -> HttpResponse:
    """The same for a member on their own page."""
    return _page(request, reading(member, token, pk))


def _page(request: Request, place: Place) -> HttpResponse:
    found = queries.approval(place.session, place.who)
    if place.token and not found.versions and not found.may_propose:
        raise Http404
    forms = _forms(request, place, found)
    fault = ""
    if request.method == "POST":
        try:
            said = _done(request, place, found, forms)
        except BadInput as refused:
            fault = str(refused)
        else:
            if said:
                messages.success(request, said)
                return redirect(place.url("approval"))
        found = queries.approval(place.session, place.who)
    context = _shown(request, place, found) | forms | {"fault": fault}
    bad = request.method == "POST"
    return render(request, _template(place, "approval"), context, status=422 if bad else 200)


def _forms(request: Request, place: Place, found: queries.Approval) -> dict[str, Any]:
    """Return the forms of the page; the one that was sent keeps what was typed."""
    what = request.POST.get("what", "")
    posted = request.POST if request.method == "POST" else None
    until = {"reply_until": queries.usual_day(clock.now())}
    said = {"comment": found.mine.comment if found.mine else ""}
    return {
        "propose_form": ProposeForm(posted if what == "propose" else None, initial=until),
        "reply_form": ReplyForm(posted if what == "reply" else None, initial=said),
        "settle_forms": {
            each.pk: SettleForm(
                posted if what == "settle" and request.POST.get("id") == str(each.pk) else None,
                auto_id=f"id_{each.pk}_%s",
            )
            for each in found.objections
        },
    }


def _done(request: Request, place: Place, found: queries.Approval, forms: dict[str, Any]) -> str:
    """Do what was asked and return what to say; nothing where a form has to be looked at. Raises BadInput."""
    what, said = request.POST.get("what", ""), {"by": place.who, "at": clock.now()}
    session = place.session
    if what == "propose":
        form = forms["propose_form"]
        if not form.is_valid():
            return ""
        operations.put_before(session=session, reply_until=form.cleaned_data["reply_until"], **said)
        return _("The minutes are before those who were there. They get a mail.")
    if what == "reply":
        return _replied(request, place, found, forms["reply_form"])
    if what == "settle":
        objection = _objection(found, request.POST.get("id", ""))
        form = forms["settle_forms"][objection.pk]
        if not form.is_valid():
            return ""
        operations.settle(reply=objection, answer=form.cleaned_data["answer"], **said)
        return _("Your answer is noted.")
    if what == "again":
        operations.write_again(session=session, **said)
        return _(
            "The minutes can be written again. The version that was put before the members stays to be read."
        )
    if what == "approve":
        operations.approve(session=session, version=_number(request.POST.get("version", "")), **said)
        return _("The minutes are approved. All members get a mail.")
    raise BadInput(_("This request cannot be read."))


def _replied(request: Request, place: Place, found: queries.Approval, form: ReplyForm) -> str:
    if not form.is_valid():
        return ""
    number = _number(request.POST.get("version", ""))
    read = next((each for each in found.versions if each.number == number), None)
    member = place.who if place.token else found.asked
    if read is None or member is None:
        raise BadInput(_("Minutes are approved by those who were there."))
    operations.reply(
        minutes=read, member=member, verdict=request.POST.get("verdict", ""), comment=form.cleaned_data["comment"],
        by=place.user, at=clock.now(),
    )  # fmt: skip
    return _("Thank you, what you say is noted. You can change it until the minutes are approved.")


@require_safe
def version(request: Request, pk: int, number: int) -> HttpResponse:
    """Show a version of minutes, and what changed since the one before."""
    return _version(request, inside(request, pk), number)


@require_safe
@own
def own_version(request: Request, member: Any, token: str, pk: int, number: int) -> HttpResponse:
    """The same for a member on their own page."""
    return _version(request, reading(member, token, pk), number)


def _version(request: Request, place: Place, number: int) -> HttpResponse:
    found = _version_or_404(place, number)
    before = _version_or_404(place, number - 1) if number > 1 else None
    context = _shown(request, place, None) | {
        "version": found,
        "minutes": snapshots.shown(found.content),
        "stands": minutes_document.stands(place.session, found),
        "compared": snapshots.compared(before, found) if before else [],
        "pdf_url": place.url("minutes_pdf", number),
        "approval_url": place.url("approval"),
    }
    return render(request, _template(place, "version"), context)


@require_safe
def pdf(request: Request, pk: int, number: int) -> HttpResponse:
    """Download a version of minutes as PDF/UA-1."""
    return _pdf(inside(request, pk), number)


@require_safe
@own
def own_pdf(request: Request, member: Any, token: str, pk: int, number: int) -> HttpResponse:
    """The same for a member on their own page."""
    return _pdf(reading(member, token, pk), number)


def _pdf(place: Place, number: int) -> HttpResponse:
    found = _version_or_404(place, number)
    name = slugify(f"{place.session.group} {place.session.number}")[:80] or "minutes"
    return download(minutes_document.minutes_pdf(found), f"{name}.pdf", "application/pdf")


def _shown(request: Request, place: Place, found: queries.Approval | None) -> dict[str, Any]:
    session, now = place.session, clock.now()
    context: dict[str, Any] = {"group": session.group, "token": place.token, "member": place.who}
    if not place.token:
        context = context_of(request, session.group, "sessions")
    context |= {"place": place, "session": session}
    if found is None:
        return context
    goes = found.may_propose and queries.may_go_out(session, at=now)
    return context | {
        "found": found,
        "may_go_out": goes,
        "lacks": queries.lacks(minutes.parts(session), attendance.roll(session)) if goes else None,
        "minutes_url": place.url("minutes"),
        "approval_url": place.url("approval"),
        "version_urls": {each.number: place.url("minutes_version", each.number) for each in found.versions},
        "pdf_url": place.url("minutes_pdf", found.latest.number) if found.latest else "",
        "stands": minutes_document.stands(session, found.latest) if found.latest else "",
    }


def _template(place: Place, name: str) -> str:
    return f"groups/minutes/own_{name}.html" if place.token else f"groups/minutes/{name}.html"


def _version_or_404(place: Place, number: int) -> Any:
    try:
        found = queries.version_for(place.session, number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    found.session = place.session  # with its group, read already
    return found


def _objection(found: queries.Approval, wanted: str) -> Any:
    for each in found.objections:
        if str(each.pk) == wanted:
            return each
    raise BadInput(_("There is a newer version of these minutes. Read it first."))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
