"""How is a passage marked in an interview, looked at for names, and made ready for print?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.studies.enums import QUOTABLE
from grappe.apps.studies.forms.interviews import PublishedForm
from grappe.apps.studies.operations import passages as operations
from grappe.apps.studies.queries import consents, descriptions
from grappe.apps.studies.queries import interviews as queries
from grappe.apps.studies.queries.guide import question_for
from grappe.apps.studies.queries.nameable import nameable
from grappe.apps.studies.queries.passages import named_places, proposed
from grappe.apps.studies.views.found import context_of
from grappe.apps.studies.views.interview_answers import saved
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.trilingual import CODES, NAMES


@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """Mark words of an answer, which is saved first, or of the notes; answer the list of passages."""
    interview = found_or_404(queries.interview_for, pk, request)
    number = request.POST.get("question", "")
    context: dict[str, Any] = {"interview": interview, "study": interview.study}
    try:
        answer = None
        if number.isascii() and number.isdigit() and len(number) < 10:
            question = found_or_404(question_for, int(number), request)
            answer = saved(request, interview, question)
            context |= {"question": question, "version": answer.version}
        passage = request.POST.get("passage", "") or (answer.text if answer else "")
        operations.mark(interview=interview, answer=answer, passage=passage, by=request.user, at=clock.now())
    except Stale as stale:
        raise BadInput(str(stale)) from stale
    except BadInput as fault:
        if not request.htmx:
            raise
        context |= {"passages": queries.marked(interview), "fault": str(fault)}
        return render(request, "studies/interviews/_passages.html", context, status=422)
    if not request.htmx:
        return redirect("studies:interview", pk=pk)
    return render(
        request, "studies/interviews/_passages.html", context | {"passages": queries.marked(interview)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def passage(request: Request, pk: int) -> HttpResponse:
    """Show a passage as it was said and as it is to stand in print, with the names that stand in it."""
    found = found_or_404(queries.passage_for, pk, request)
    interview, study = found.interview, found.interview.study
    texts = proposed(found) if request.GET.get("propose") or not found.published else found.published
    form = PublishedForm(
        request.POST or None, initial={f"published_{code}": texts.get(code, "") for code in CODES}
    )
    shown = found.published
    if request.method == "POST" and form.is_valid():
        given = {} if request.POST.get("then") == "out" else form.text("published")
        if request.POST.get("then") != "look":
            operations.set_published(passage=found, texts=given, by=request.user, at=clock.now())
            _tell(request, found, given)
            return redirect("studies:passage", pk=pk)
        shown = {code: text for code, text in given.items() if text}
    elif not shown:
        shown = texts
    named = nameable(study)
    context = context_of(request, study, "interviews") | {
        "passage": found, "interview": interview, "form": form, "fits": descriptions.fits(interview),
        "few": descriptions.FEW, "named": interview.contact.company_id in named,
        "held_back": consents.is_held_back(interview, named), "quotable": interview.consent in QUOTABLE,
        "places": [(NAMES[code], code, named_places(study, text)) for code, text in shown.items() if text],
        "is_proposal": not found.published and request.method != "POST",
    }  # fmt: skip
    return render(request, "studies/interviews/passage.html", context, status=422 if form.errors else 200)


def _tell(request: Request, found: Any, given: dict[str, str]) -> None:
    study = found.interview.study
    if not any(text.strip() for text in given.values()):
        messages.success(request, _("The passage stays out of print."))
    elif any(
        piece.named and piece.named.sure for text in given.values() for piece in named_places(study, text)
    ):
        messages.warning(
            request, _("Saved, but names stand in it: the study is not published before they are gone.")
        )
    else:
        messages.success(request, _("Saved: it stands in print like this where a finding rests on it."))


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a mark away; the answer stays."""
    found = found_or_404(queries.passage_for, pk, request)
    operations.remove(passage=found, by=request.user, at=clock.now())
    messages.success(request, _("The mark is gone; the answer stays."))
    return redirect("studies:interview", pk=found.interview_id)
