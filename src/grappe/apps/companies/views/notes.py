"""How do the notes of a contact travel between the page and the database?

The page's script asks for JSON and gets 200 (saved), 409 (conflict, with both texts), 422 (refused, with the
reason). Without the script the same addresses take a plain form and answer pages.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from grappe.apps.companies import permissions
from grappe.apps.companies.operations import notes as operations
from grappe.apps.companies.operations.notes import Outcome
from grappe.apps.companies.queries import notes as queries
from grappe.apps.companies.views.contacts import contact_or_404, contact_to_change, moment_in_words
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


def _wants_json(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _number(request: Request, name: str, default: int | None = None) -> int:
    text = request.POST.get(name, "")
    if text.isdecimal() and len(text) < 10:
        return int(text)
    if default is None:
        raise BadInput(_("This request cannot be read."))
    return default


def _text(request: Request) -> str:
    if "text" not in request.POST:
        raise BadInput(_("This request cannot be read."))
    return str(request.POST["text"])


def _as_json(stands: queries.Standing, request: Request) -> dict[str, Any]:
    return {
        "version": stands.version,
        "text": stands.text,
        "language": stands.language,
        "writer": stands.writer,
        "mine": stands.writer_id == request.user.pk,
        "when": moment_in_words(stands.written_at),
    }


@require_GET
@never_cache
@ensure_csrf_cookie
def notes_standing(request: Request, pk: int) -> HttpResponse:
    """Answer the notes and the marks as they stand; 204 when the page already has both."""
    contact = contact_or_404(request, pk)
    marks = [mark.pk for mark in queries.marks_of(contact)]
    have = (request.GET.get("have"), request.GET.get("marks", ""))
    if have == (str(contact.notes_version), ",".join(map(str, marks))):
        return HttpResponse(status=204)
    return JsonResponse(_as_json(queries.standing(contact), request) | {"marks": marks})


@require_POST
def notes_save(request: Request, pk: int) -> HttpResponse:
    """Save the notes; 409 with both texts when somebody else saved meanwhile."""
    contact = contact_to_change(request, pk)
    try:
        text = _text(request)
        outcome = operations.save_notes(
            contact=contact,
            text=text,
            based_on=_number(request, "based_on"),
            language=request.POST.get("language"),
            page=request.POST.get("page", "")[:40],
            turn=_number(request, "turn", 0),
            by=request.user,
            at=clock.now(),
        )
    except BadInput as fault:
        return _refused(request, fault)
    return _answer(request, pk, outcome, text)


@require_POST
def notes_settle(request: Request, pk: int) -> HttpResponse:
    """Keep both texts of a conflict, mine or theirs."""
    contact = contact_to_change(request, pk)
    aside = _number(request, "set_aside", 0) or None
    try:
        outcome = operations.settle_notes(
            contact=contact,
            choice=request.POST.get("choice", ""),
            text=request.POST.get("text"),
            set_aside=aside,
            based_on=_number(request, "based_on"),
            page=request.POST.get("page", "")[:40],
            turn=_number(request, "turn", 0),
            by=request.user,
            at=clock.now(),
        )
    except BadInput as fault:
        return _refused(request, fault)
    return _answer(request, pk, outcome, request.POST.get("text"))


def _refused(request: Request, fault: BadInput) -> HttpResponse:
    if not _wants_json(request):
        raise fault
    return JsonResponse({"message": str(fault)}, status=422)


def _answer(request: Request, pk: int, outcome: Outcome, text: str | None) -> HttpResponse:
    if _wants_json(request):
        facts = _as_json(outcome.stands, request) | {"set_aside": outcome.set_aside}
        if not outcome.conflict and outcome.stands.text == text:
            del facts["text"]  # the page has it; it need not travel back
        return JsonResponse(facts, status=409 if outcome.conflict else 200)
    if outcome.set_aside is not None:
        return _revision_page(request, pk, outcome.set_aside, status=409)
    messages.success(request, _("The notes are saved."))
    return redirect("companies:contact", pk=pk)


@require_GET
def notes_revisions(request: Request, pk: int) -> HttpResponse:
    """List the states the notes had."""
    contact = contact_or_404(request, pk)
    each = request.GET.get("each") == "1"
    found = queries.revisions_of(contact, for_user=request.user, each=each)
    return render(
        request, "companies/contacts/revisions.html", {"contact": contact, "revisions": found, "each": each}
    )


@require_GET
def notes_revision(request: Request, pk: int, version: int) -> HttpResponse:
    """Show one state the notes had; for a text set aside, beside the notes as they stand, with the choice."""
    return _revision_page(request, pk, version)


def _revision_page(request: Request, pk: int, version: int, status: int = 200) -> HttpResponse:
    contact = contact_or_404(request, pk)
    try:
        found = queries.revision(contact, version, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = {
        "contact": contact,
        "revision": found,
        "stands": queries.standing(contact),
        "waiting": found.conflict and found.settled_at is None,
        "may_edit": permissions.can_edit_contact(request.user, contact),
    }
    return render(request, "companies/contacts/revision.html", context, status=status)


@require_POST
def notes_restore(request: Request, pk: int, version: int) -> HttpResponse:
    """Make an earlier state the notes again."""
    contact = contact_to_change(request, pk)
    based_on = _number(request, "based_on")
    operations.restore_notes(
        contact=contact, version=version, based_on=based_on, by=request.user, at=clock.now()
    )
    messages.success(
        request, _("The earlier text is restored; the one it replaced is among the earlier texts.")
    )
    return redirect("companies:contact", pk=pk)


@require_POST
def mark_add(request: Request, pk: int) -> HttpResponse:
    """Mark a passage; answer its line for the list of marks."""
    mark = operations.mark_passage(
        contact=contact_to_change(request, pk),
        kind=request.POST.get("kind", ""),
        passage=request.POST.get("passage", ""),
        by=request.user,
        at=clock.now(),
    )
    if not request.htmx:
        return redirect("companies:contact", pk=pk)
    return render(request, "companies/contacts/_mark.html", {"mark": mark, "may_edit": True})


@require_GET
def mark(request: Request, pk: int, mark: int) -> HttpResponse:
    """Answer the line of one mark, for a page on which somebody else marked it."""
    contact = contact_or_404(request, pk)
    found = next((each for each in queries.marks_of(contact) if each.pk == mark), None)
    if found is None:
        raise Http404
    may_edit = permissions.can_edit_contact(request.user, contact)
    return render(request, "companies/contacts/_mark.html", {"mark": found, "may_edit": may_edit})


@require_POST
def mark_remove(request: Request, pk: int, mark: int) -> HttpResponse:
    """Take a mark away; its line in the list becomes nothing."""
    operations.unmark(contact=contact_to_change(request, pk), mark=mark, by=request.user, at=clock.now())
    if not request.htmx:
        return redirect("companies:contact", pk=pk)
    return HttpResponse("")
