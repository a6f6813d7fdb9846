"""How is a contact planned, changed, cancelled, held and read on a page?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, time_format
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grappe.apps.companies import permissions
from grappe.apps.companies.enums import MarkKind, NoteLanguage
from grappe.apps.companies.forms.contacts import ContactForm, HoldForm
from grappe.apps.companies.operations import contacts as operations
from grappe.apps.companies.operations.notes import MOST_BYTES
from grappe.apps.companies.queries import contacts as queries
from grappe.apps.companies.queries import invitations
from grappe.apps.companies.queries import notes as note_queries
from grappe.apps.companies.queries.replies import answers_of
from grappe.apps.companies.views.found import company_or_404, company_to_edit
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import sheet_of
from grappe.ui import clock, told
from grappe.ui.answers import download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.companies.models import Contact

PAGE = 30


def contact_or_404(request: Request, pk: int) -> Contact:
    """Return the contact of an address; that one in confidence is read, the audit knows."""
    found = found_or_404(queries.contact_for, pk, request)
    if found.confidential:
        told.in_confidence(request, "companies.contact", [(found.pk, str(found.company))])
    return found


def contact_to_change(request: Request, pk: int) -> Contact:
    """The contact, for those who may change it: whoever may not is told so before what they sent is read."""
    found = contact_or_404(request, pk)
    permissions.check_can_edit_contact(request.user, found)
    return found


@require_GET
def contacts(request: Request, company: int) -> HttpResponse:
    """List a company's contacts, latest first, page by page."""
    owner = company_or_404(request, company)
    before = _last_seen(request.GET.get("before", ""))
    found = queries.contacts_of(company, for_user=request.user, before=before, limit=PAGE + 1)
    more = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "company": owner,
        "contacts": found[:PAGE],
        "earlier": f"{more.starts_at.isoformat()},{more.pk}" if more else None,
        "may_plan": permissions.can_edit_company(request.user, owner) and owner.archived_at is None,
        "first": before is None,
    }
    return render(request, "companies/contacts/list.html", context)


def _last_seen(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    moment, _sep, pk = text.partition(",")
    try:
        found = parse_datetime(moment)
        if found is None or found.tzinfo is None:
            raise ValueError
        return found, int(pk)
    except (ValueError, OverflowError):
        raise BadInput(_("This page of the list does not exist.")) from None


@require_http_methods(["GET", "HEAD", "POST"])
def contact_plan(request: Request, company: int) -> HttpResponse:
    """Show the form of a new contact; take it."""
    owner = company_to_edit(request, company)
    form = ContactForm(request.POST or None, company=owner, initial=_first_proposal(request))
    if request.method == "POST" and form.is_valid():
        try:
            planned = operations.plan_contact(
                company=owner, **form.facts(), **form.reading(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            _tell_invited(request, planned, form.cleaned_data["invite"])
            return redirect("companies:contact", pk=planned.pk)
    context = {"company": owner, "contact": None, "form": form}
    return render(request, "companies/contacts/form.html", context, status=422 if form.errors else 200)


def _first_proposal(request: Request) -> dict[str, Any]:
    """A new contact: with me, at the next full hour."""
    hour = clock.now().astimezone(timezone.get_default_timezone()) + timedelta(hours=1)
    return {
        "day": hour.date(),
        "hour": hour.time().replace(minute=0, second=0, microsecond=0),
        "team": [request.user.pk],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: Request, pk: int) -> HttpResponse:
    """Show the form of a planned contact; take its changes."""
    found = contact_to_change(request, pk)
    form = ContactForm(request.POST or None, company=found.company, contact=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = operations.change_contact(
                contact=found,
                **form.facts(),
                sequence=form.cleaned_data["sequence"],
                based_on=form.custom_stamp,
                by=request.user,
                at=clock.now(),
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            if changed.sequence != found.sequence:
                _tell_invited(request, changed, form.cleaned_data["invite"])
            return redirect("companies:contact", pk=pk)
    context = {"company": found.company, "contact": found, "form": form}
    return render(request, "companies/contacts/form.html", context, status=422 if form.errors else 200)


def _tell_invited(request: Request, contact: Contact, invite: bool) -> None:
    """Say who is invited, and who cannot be."""
    now = clock.now()
    if not invite or not invitations.is_invited(contact, at=now):
        messages.success(request, _("Saved. Nobody was sent an e-mail."))
        return
    count = len(invitations.invitees(contact, on=clock.today()))
    text = ngettext("Saved. %(count)d invitation goes out.", "Saved. %(count)d invitations go out.", count)
    messages.success(request, text % {"count": count})
    if unreached := invitations.without_invitation(contact, on=clock.today()):
        text = _("Not invited, for want of an e-mail address or because they have left: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(unreached)})


@require_http_methods(["GET", "HEAD", "POST"])
def contact_cancel(request: Request, pk: int) -> HttpResponse:
    """Ask whether to cancel, saying who will be told; cancel."""
    found = contact_to_change(request, pk)
    if request.method == "POST":
        operations.cancel_contact(contact=found, by=request.user, at=clock.now())
        messages.success(request, _("The contact is cancelled."))
        return redirect("companies:contact", pk=pk)
    told = (
        invitations.invitees(found, on=clock.today()) if invitations.is_invited(found, at=clock.now()) else []
    )
    return render(request, "companies/contacts/cancel.html", {"contact": found, "told": told})


@require_GET
def contact_calendar(request: Request, pk: int) -> HttpResponse:
    """Download the contact for one's own calendar."""
    found = contact_or_404(request, pk)
    language = get_language() or "en"
    file = invitations.calendar_file(found, language=language, at=clock.now(), ours=True)
    name = slugify(f"{found.company} {found.subject}")[:80] or "contact"
    return download(file, f"{name}.ics", "text/calendar; charset=utf-8")


@require_GET
def contact(request: Request, pk: int) -> HttpResponse:
    """Show a contact to hold it: link, notes, marks, next contact; to readers, the notes with their marks."""
    found = contact_or_404(request, pk)
    return render(request, "companies/contacts/contact.html", contact_page(request, found))


def contact_page(request: Request, found: Contact, hold: HoldForm | None = None) -> dict[str, Any]:
    """Return what the page of a contact shows."""
    stands = note_queries.standing(found)
    marks = note_queries.marks_of(found)
    return {
        "contact": found,
        "company": found.company,
        "may_edit": permissions.can_edit_contact(request.user, found),
        "ends_at": queries.ends_at(found),
        "is_over": queries.ends_at(found) <= clock.now(),
        "stands": stands,
        "saved_when": moment_in_words(stands.written_at),
        "passages": note_queries.passages(stands.text, marks),
        "marks": marks,
        "answers": answers_of(found, on=clock.today(), for_user=request.user),
        "waiting": note_queries.set_aside(found),
        "languages": NoteLanguage.choices,
        "kinds": MarkKind,
        "most_bytes": MOST_BYTES,
        "custom": sheet_of(found, RecordType.CONTACT),
        "hold": hold or HoldForm(initial={"next_contact_on": found.next_contact_on}),
    }


def moment_in_words(moment: datetime | None) -> str:
    """The hour of a save, with the day unless it is today."""
    if moment is None:
        return ""
    local = moment.astimezone(timezone.get_default_timezone())
    hour = time_format(local, "H:i")
    return hour if local.date() == clock.today() else f"{date_format(local, 'SHORT_DATE_FORMAT')} {hour}"


@require_POST
def contact_hold(request: Request, pk: int) -> HttpResponse:
    """Mark a contact as held, with the day of the next one."""
    found = contact_to_change(request, pk)
    form = HoldForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["next_contact_on"]
        try:
            operations.hold_contact(contact=found, next_contact_on=day, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("next_contact_on", str(fault))
        else:
            messages.success(request, _("The contact is marked as held."))
            return redirect("companies:contact", pk=pk)
    return render(request, "companies/contacts/contact.html", contact_page(request, found, form), status=422)


@require_POST
def contact_reopen(request: Request, pk: int) -> HttpResponse:
    """Take back that a contact was held."""
    operations.reopen_contact(contact=contact_to_change(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The contact is planned again."))
    return redirect("companies:contact", pk=pk)
