"""How is the interview guide shown, written, moved, copied and printed?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies.forms.guide import CopyForm, QuestionForm
from grappe.apps.studies.operations import guide as operations
from grappe.apps.studies.queries import guide as queries
from grappe.apps.studies.queries.guide_paper import guide_pdf
from grappe.apps.studies.views.found import context_of, study_or_404, study_to_work_on
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.trilingual import CODES


@require_safe
def guide(request: Request, pk: int) -> HttpResponse:
    """Show the guide by parts, for the team."""
    study = study_to_work_on(request, pk)
    return render(request, "studies/guide/page.html", _context(request, study))


def _context(request: Request, study: Any) -> dict[str, Any]:
    parts, retired = queries.guide_of(study)
    others = queries.with_guides(study, for_user=request.user)
    return context_of(request, study, "interviews") | {
        "parts": parts, "retired": retired, "copy_form": CopyForm(studies=others) if others else None,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: Request, pk: int) -> HttpResponse:
    """Add a question at the end."""
    return _question(request, study_to_work_on(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: Request, pk: int) -> HttpResponse:
    """Change a question."""
    question = found_or_404(queries.question_for, pk, request)
    return _question(request, question.study, question)


def _question(request: Request, study: Any, question: Any) -> HttpResponse:
    tested = {each.pk: each for each in study.hypotheses.all()}
    form = QuestionForm(
        request.POST or None, hypotheses=[(each.pk, str(each)) for each in tested.values()],
        initial=queries.as_written(question) if question else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_question(
                study=study, question=question, draft=form.draft(tested), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Saved."))
            return redirect("studies:guide", pk=study.pk)
    answered = question is not None and queries.is_answered(question)
    context = {"study": study, "question": question, "form": form, "answered": answered}
    return render(request, "studies/guide/edit.html", context, status=422 if form.errors else 200)


@require_POST
def question_move(request: Request, pk: int) -> HttpResponse:
    """Let a question go one step up or down."""
    question = found_or_404(queries.question_for, pk, request)
    way = request.POST.get("way", "")
    if way not in ("up", "down"):
        raise BadInput(_("Say whether it moves up or down."))
    number = operations.move(question=question, up=way == "up", by=request.user, at=clock.now())
    context = _context(request, question.study)
    words = {
        "label": str(question)[:100],
        "number": number,
        "of": sum(len(each.questions) for each in context["parts"]),
    }
    said = _("“%(label)s” is number %(number)s of %(of)s now.") % words
    if not request.htmx:
        messages.success(request, said)
        return redirect("studies:guide", pk=question.study_id)
    return render(request, "studies/guide/_moved.html", context | {"said": said})


@require_POST
def question_retire(request: Request, pk: int) -> HttpResponse:
    """Ask a question no more, or again."""
    question = found_or_404(queries.question_for, pk, request)
    retired = request.POST.get("retired") == "yes"
    operations.set_retired(question=question, retired=retired, by=request.user, at=clock.now())
    said = (
        _("The question is asked no more; its answers stay.")
        if retired
        else _("The question is asked again.")
    )
    messages.success(request, said)
    return redirect("studies:guide", pk=question.study_id)


@require_POST
def question_remove(request: Request, pk: int) -> HttpResponse:
    """Take a question out that nobody has answered."""
    question = found_or_404(queries.question_for, pk, request)
    operations.remove(question=question, by=request.user, at=clock.now())
    messages.success(request, _("The question is out of the guide."))
    return redirect("studies:guide", pk=question.study_id)


@require_POST
def copy(request: Request, pk: int) -> HttpResponse:
    """Copy what another study asks."""
    study = study_to_work_on(request, pk)
    others = {each.pk: each for each in queries.with_guides(study, for_user=request.user)}
    form = CopyForm(request.POST, studies=list(others.values()))
    if not form.is_valid():
        raise BadInput(_("Choose a study that has a guide."))
    source = others[form.cleaned_data["source"]]
    number = operations.copy(study=study, source=source, by=request.user, at=clock.now())
    said = ngettext("%(n)d question is copied.", "%(n)d questions are copied.", number) % {"n": number}
    messages.success(request, said)
    return redirect("studies:guide", pk=pk)


@require_safe
def pdf(request: Request, pk: int) -> HttpResponse:
    """Answer the guide on paper, in the page's language or the one asked for."""
    study = study_or_404(request, pk)
    asked = request.GET.get("language", "")
    language = asked if asked in CODES else (get_language() or "en")[:2]
    answer = HttpResponse(
        guide_pdf(study, for_user=request.user, language=language), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="guide-{study.slug}-{language}.pdf"'
    answer["Content-Language"] = language
    return answer
