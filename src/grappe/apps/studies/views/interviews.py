"""How are interviews listed, planned or taken from the contacts on file, held, and their consent noted?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.companies import queries as companies
from grappe.apps.studies import permissions
from grappe.apps.studies.enums import QUOTABLE
from grappe.apps.studies.forms.interviews import (
    CompanyForm,
    ConsentForm,
    DescriptionForm,
    FactsForm,
    PlanForm,
)
from grappe.apps.studies.operations import interviews as operations
from grappe.apps.studies.queries import consents, descriptions
from grappe.apps.studies.queries import interviews as queries
from grappe.apps.studies.queries.nameable import nameable
from grappe.apps.studies.queries.written import description_as_written, facts_as_written
from grappe.apps.studies.views.found import both_sides, context_of, sent_or_kept, status_of, study_or_404
from grappe.ui import clock, told
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


def study_with_interviews(request: Request, pk: int) -> Any:
    """Return the study, for those who may see its interviews."""
    study = study_or_404(request, pk)
    permissions.check_can_view_interviews(request.user, study)
    return study


@require_safe
def interview_list(request: Request, pk: int) -> HttpResponse:
    """List the interviews with their consent and what was written down."""
    study = study_with_interviews(request, pk)
    rows = queries.interviews(study, for_user=request.user)
    return render(
        request, "studies/interviews/list.html", context_of(request, study, "interviews") | {"rows": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Choose a company; then take one of its contacts, or plan one, as an interview."""
    study = study_with_interviews(request, pk)
    chosen = CompanyForm(request.GET or None)
    company = chosen.cleaned_data["company"] if chosen.is_valid() else None
    context = context_of(request, study, "interviews") | {"chosen": chosen, "found": None, "form": None}
    if company is None:
        if request.method == "POST":
            raise BadInput(_("Choose a company first."))
        return render(request, "studies/interviews/add.html", context)
    try:
        found = queries.possible(study, company, for_user=request.user)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    form = PlanForm(request.POST or None, company=found.company, initial=_first_proposal(request, study))
    if request.method == "POST" and form.is_valid():
        try:
            planned = operations.plan(
                study=study, company=found.company, draft=form.draft(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The interview is planned, and stands on the company's timeline."))
            return redirect("studies:interview", pk=planned.pk)
    return render(
        request, "studies/interviews/add.html", context | {"found": found, "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _first_proposal(request: Request, study: Any) -> dict[str, Any]:
    hour = (clock.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    return {"starts_at": hour, "team": [request.user.pk], "subject": _("Interview"), "kind": "visit"}


@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Take a contact on file as an interview."""
    study = study_with_interviews(request, pk)
    number = request.POST.get("contact", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadInput(_("Choose one of the contacts."))
    contact = found_or_404(companies.contact_for, int(number), request)
    taken = operations.take(study=study, contact=contact, by=request.user, at=clock.now())
    return redirect("studies:interview", pk=taken.pk)


@require_safe
def interview(request: Request, pk: int) -> HttpResponse:
    """Show an interview to hold it: the guide with its answers, the contact's notes, consent, passages."""
    found = found_or_404(queries.interview_for, pk, request)
    if found.contact.confidential:
        told.in_confidence(request, "studies.interview", [(found.pk, found.code)])
    named = nameable(found.study)
    context = context_of(request, found.study, "interviews") | {
        "interview": found, "parts": queries.lines(found, (get_language() or "en")[:2]),
        "passages": queries.marked(found), "facts": FactsForm(initial=FactsForm.of(found), interview=found),
        "quotable": found.consent in QUOTABLE, "held_back": consents.is_held_back(found, named),
        "named": found.contact.company_id in named, "fits": descriptions.fits(found), "few": descriptions.FEW,
        "printed": consents.printed_without_consent(found, named), "written": consents.written_without_consent(found),
    }  # fmt: skip
    return render(request, "studies/interviews/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Request, pk: int) -> HttpResponse:
    """Say with whom the interview was, in which language, and whether it is finished; nobody's choice is lost."""
    found = found_or_404(queries.interview_for, pk, request)
    posted = sent_or_kept(request, facts_as_written(found))
    form = FactsForm(posted, initial=FactsForm.of(found), interview=found)
    more: dict[str, Any] = {}
    if posted is not None and form.is_valid():
        try:
            operations.set_facts(interview=found, **form.facts(), by=request.user, at=clock.now())
        except Stale as stale:
            more = both_sides(form, stale, facts_as_written)
        except BadInput as fault:
            form.add_error(None, str(fault))
        if not form.errors and not more.get("conflicts"):  # also where they wrote the same
            messages.success(request, _("Saved."))
            return redirect("studies:interview", pk=pk)
    context = context_of(request, found.study, "interviews") | {"interview": found, "form": form} | more
    return render(request, "studies/interviews/facts.html", context, status=status_of(form, more))


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: Request, pk: int) -> HttpResponse:
    """Note what the person interviewed allows, or that it was taken back."""
    found = found_or_404(queries.interview_for, pk, request)
    form = ConsentForm(request.POST or None, initial=ConsentForm.of(found, today=clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            noted = operations.set_consent(
                interview=found, given=form.given(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            if consents.printed_without_consent(
                found_or_404(queries.interview_for, pk, request), nameable(found.study)
            ):
                messages.warning(
                    request, _("Noted. Editions that are published quote it: see what is to be done.")
                )
            else:
                messages.success(request, _("Noted: %(consent)s") % {"consent": noted.get_consent_display()})
            return redirect("studies:interview", pk=pk)
    context = context_of(request, found.study, "interviews") | {
        "interview": found, "form": form, "history": consents.history_of(found),
    }  # fmt: skip
    return render(request, "studies/interviews/consent.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def description(request: Request, pk: int) -> HttpResponse:
    """Say what may be said of the company: one of the proposals, or own words; nobody's words are lost."""
    found = found_or_404(queries.interview_for, pk, request)
    offered = descriptions.proposals(found.contact.company)
    posted = _description_sent(request, found, offered)
    form, more = DescriptionForm(posted, initial=DescriptionForm.of(found)), {}
    if posted is not None and form.is_valid():
        texts, version = form.text("texts"), form.cleaned_data["version"]
        said_of = descriptions.said_in(texts, offered, found)
        try:
            operations.describe(
                interview=found,
                texts=texts,
                said_of=said_of,
                version=version,
                by=request.user,
                at=clock.now(),
            )
        except Stale as stale:
            more = both_sides(form, stale, description_as_written)
        except BadInput as fault:
            form.add_error(None, str(fault))
        if not form.errors and not more.get("conflicts"):
            messages.success(request, _("Saved."))
            return redirect("studies:interview", pk=pk)
    context = context_of(request, found.study, "interviews") | {
        "interview": found, "form": form, "offered": offered, "few": descriptions.FEW,
        "best": descriptions.best(offered), **more,
    }  # fmt: skip
    return render(request, "studies/interviews/description.html", context, status=status_of(form, more))


def _description_sent(request: Request, interview: Any, offered: Any) -> Any:
    """Return what the form sends; a proposal that was chosen as if its words had been typed."""
    posted = sent_or_kept(request, description_as_written(interview))
    if posted is None:
        return None
    chosen = next((each for each in offered if each.key == posted.get("proposal")), None)
    for code, words in (chosen.texts if chosen else {}).items():
        posted[f"texts_{code}"] = words
    return posted


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take an interview out of the study; the contact stays."""
    found = found_or_404(queries.interview_for, pk, request)
    operations.remove(interview=found, by=request.user, at=clock.now())
    messages.success(request, _("It is no interview of this study any more; the contact stays."))
    return redirect("studies:interviews", pk=found.study_id)


@require_safe
def of_contact(request: Request, pk: int) -> HttpResponse:
    """Answer which interviews a contact is, for its page; nothing for those who may not see them."""
    contact = found_or_404(companies.contact_for, pk, request)
    found = queries.of_contact(contact.pk, for_user=request.user)
    return render(request, "studies/interviews/_of_contact.html", {"interviews": found})
