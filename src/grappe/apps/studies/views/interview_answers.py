"""How does an answer save itself while one talks, and how are the answers of all interviews read?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.interviews import AnswerForm
from grappe.apps.studies.operations import interviews as operations
from grappe.apps.studies.queries import interviews as queries
from grappe.apps.studies.queries.guide import question_for
from grappe.apps.studies.queries.interview_answers import answers_over_all, withheld
from grappe.apps.studies.views.found import context_of, study_or_404
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_POST
def save(request: Request, pk: int, question: int) -> HttpResponse:
    """Keep one answer; answer what stands below the question: saved, refused, or what somebody else wrote meanwhile."""
    interview = found_or_404(queries.interview_for, pk, request)
    asked = found_or_404(question_for, question, request)
    context: dict[str, Any] = {"interview": interview, "question": asked}
    try:
        kept = saved(request, interview, asked)
    except Stale as stale:
        language = (get_language() or "en")[:2]
        theirs: Any = stale.current
        chose = queries.answer_in_words(theirs, language) if theirs.value is not None else ""
        context |= {"theirs": theirs, "theirs_chose": chose}
        return render(request, "studies/interviews/_stale.html", context, status=409)
    except BadInput as fault:
        if not request.htmx:
            raise
        return render(request, "studies/interviews/_saved.html", context | {"fault": str(fault)}, status=422)
    if not request.htmx:
        return redirect("studies:interview", pk=pk)
    return render(request, "studies/interviews/_saved.html", context | {"version": kept.version})


def saved(request: Request, interview: Any, question: Any) -> Any:
    """Keep the answer that a form sends; raises BadInput, Stale."""
    form = AnswerForm(request.POST, question=question)
    if not form.is_valid():
        raise BadInput(_("This request cannot be read."))
    return operations.answer(
        interview=interview, question=question, value=form.value(), text=form.cleaned_data["text"],
        version=form.cleaned_data["version"], by=request.user, at=clock.now(),
    )  # fmt: skip


@require_safe
def over_all(request: Request, pk: int) -> HttpResponse:
    """Show what was answered over all interviews, question by question."""
    study = study_or_404(request, pk)
    permissions.check_can_view_interviews(request.user, study)
    language = (get_language() or "en")[:2]
    found = answers_over_all(study, for_user=request.user, language=language)
    context = context_of(request, study, "interviews") | {
        "answers": found,
        "withheld": withheld(study, for_user=request.user),
    }
    return render(request, "studies/interviews/answers.html", context)
