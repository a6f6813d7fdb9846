"""How are mails listed, read, put where they belong, and their files opened?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import can_edit_company
from grappe.apps.companies.queries.kept_out import erased_on, erased_words
from grappe.apps.documents.queries import content_of
from grappe.apps.mail.enums import MessageState
from grappe.apps.mail.forms.filing import AssignForm, AudienceForm
from grappe.apps.mail.operations import filing as operations
from grappe.apps.mail.queries import finding
from grappe.apps.mail.queries import inbox as inboxes
from grappe.apps.mail.queries import messages as queries
from grappe.ui import clock, told
from grappe.ui.errors import BadInput
from grappe.ui.files import attachment as file_answer
from grappe.ui.found import found_or_404, number_in, words_in
from grappe.ui.requests import Request


@require_safe
def inbox(request: Request) -> HttpResponse:
    """List the mails that wait for somebody, those put aside, or those with companies."""
    asked = request.GET.get("state", "")
    state = asked if asked in MessageState.values else MessageState.WAITS
    text = words_in(request, "q")
    if text:
        found = finding.find(
            for_user=request.user,
            state=state,
            text=text,
            after=words_in(request, "after"),
            today=clock.today(),
        )
    else:
        place = {"after": number_in(request, "after"), "before": number_in(request, "before")}
        found = finding.Answer(inboxes.inbox(for_user=request.user, state=state, **place))
    page = found.page
    context = {
        "page": page,
        "corrected": found.corrected,
        "state": str(state),
        "text": text,
        "waiting": inboxes.waiting_count(for_user=request.user),
    }
    _note(request, [each.row for each in page.rows if state == MessageState.FILED])
    return render(request, "mail/inbox.html", context)


def _note(request: Request, shown: list[Any]) -> None:
    """Write down that mails in confidence are told to who reads them (ADR 15, 6); what waits is nobody's but its reader's."""
    told.in_confidence(
        request, "mail.message", [(each.pk, each.subject) for each in shown if each.confidential]
    )


@require_safe
def message(request: Request, pk: int) -> HttpResponse:
    """Show a mail: who wrote it to whom, its text and files, with which companies it stands."""
    return _message(request, found_or_404(queries.message_for, pk, request), None)


def _message(request: Request, found: Any, form: AssignForm | None) -> HttpResponse:
    letter = queries.letter(found, for_user=request.user)
    _note(request, [found] if letter.filings else [])
    if form is None:
        known = letter.signature
        initial = (
            {"person": known.name, "email": known.email, "function": known.function, "phone": known.phone}
            if known
            else {}
        )
        form = AssignForm(initial=initial)
    context = {
        "letter": letter,
        "message": found,
        "form": form,
        "audience": AudienceForm(initial={"audience": found.audience}),
    }
    answer = render(request, "mail/message.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def filed(request: Request, pk: int) -> HttpResponse:
    """Lead from where a mail stands, as the search finds it, to the mail."""
    found = found_or_404(queries.filing_for, pk, request)
    return redirect("mail:message", pk=found.message_id)


@require_POST
def assign(request: Request, pk: int) -> HttpResponse:
    """Let a mail stand with a company that was chosen or proposed; put who wrote it on file where that is wanted."""
    found = found_or_404(queries.message_to_file, pk, request)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _message(request, found, form)
    try:
        company = _company(request, form.cleaned_data)
        who = form.who()
        if who and not can_edit_company(request.user, company):
            raise BadInput(
                _("Only those who look after the company put people on file there: leave that out.")
            )
        if who and not form.asks_why_back:
            _tell_erased(form, who, company)
        operations.assign(message=found, company=company, **who, by=request.user, at=clock.now())
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _message(request, found, form)
    messages.success(request, _("The mail stands with %(company)s.") % {"company": company})
    return redirect(_back(request, found))


def _tell_erased(form: AssignForm, who: dict[str, str], company: Any) -> None:
    """Tell once that whoever is to come on file was erased; sent again, they come. Raises BadInput."""
    day = erased_on(name=who["person"], email=who["email"], company=company)
    if day is not None:
        form.ask_why_back()
        raise BadInput(erased_words(day))


def _back(request: Request, found: Any) -> Any:
    if request.POST.get("next") == "inbox":
        return reverse("mail:inbox")
    return reverse("mail:message", args=[found.pk])


def _company(request: Request, given: dict[str, Any]) -> Any:
    """Return the company that was chosen, or the one that is called as was typed."""
    found = given["company"]
    if not found and given["name"].strip():
        named = companies.search(given["name"], for_user=request.user, limit=2)
        exact = [each.pk for each in named if each.name.lower() == given["name"].strip().lower()]
        found = exact[0] if len(exact) == 1 else None
    if found is None:
        raise BadInput(_("Choose a company from the list."))
    return found_or_404(companies.company_for, found, request)


@require_POST
def take_off(request: Request, pk: int) -> HttpResponse:
    """Let a mail stand with a company no more."""
    found = found_or_404(queries.filing_for, pk, request)
    operations.take_off(filing=found, by=request.user, at=clock.now())
    messages.success(request, _("The mail does not stand there any more."))
    return redirect("mail:message", pk=found.message_id)


@require_POST
def aside(request: Request, pk: int) -> HttpResponse:
    """Put a mail aside, or back into the inbox; its sender is left out from now on where that is wanted."""
    found = found_or_404(queries.message_to_file, pk, request)
    put = request.POST.get("aside") == "yes"
    operations.put_aside(
        message=found, aside=put, ignored=request.POST.get("ignored", ""), by=request.user, at=clock.now()
    )
    messages.success(
        request, _("It is put aside, and stays there.") if put else _("It waits in the inbox again.")
    )
    return redirect("mail:inbox")


@require_POST
def audience(request: Request, pk: int) -> HttpResponse:
    """Say who reads a mail."""
    found = found_or_404(queries.message_to_file, pk, request)
    operations.set_audience(
        message=found, audience=request.POST.get("audience", ""), by=request.user, at=clock.now()
    )
    messages.success(request, _("Saved."))
    return redirect("mail:message", pk=found.pk)


@require_http_methods(["GET", "HEAD"])
def attachment(request: Request, pk: int) -> HttpResponse:
    """Download a file of a mail that one reads; no browser runs it."""
    found = found_or_404(queries.attachment_for, pk, request)
    if found.message.confidential and found.message.filings.all():
        _note(request, [found.message])
    document = found.document
    return file_answer(content_of(document), document.name, document.content_type)
