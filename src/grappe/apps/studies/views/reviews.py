"""How does a study's team ask for reviews and answer their comments, and how does a colleague write one?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.reviews import AnswerForm, AskForm
from grappe.apps.studies.operations import reviews as operations
from grappe.apps.studies.queries import reviews as queries
from grappe.apps.studies.queries.content import content_of
from grappe.apps.studies.queries.printed import places, printed
from grappe.apps.studies.views.found import context_of, study_to_work_on
from grappe.apps.studies.views.writing_review import take_part
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def review(request: Request, pk: int) -> HttpResponse:
    """Show how the review of a study stands: who reads, what they say, what is not answered."""
    return _answer(request, study_to_work_on(request, pk), None)


@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask somebody for a review."""
    study = study_to_work_on(request, pk)
    form = AskForm(request.POST, study=study)
    if not form.is_valid():
        return _answer(request, study, form)
    try:
        asked = operations.ask(study=study, **form.asked(), by=request.user, at=clock.now())
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, study, form)
    messages.success(request, _("%(name)s is asked for a review.") % {"name": asked.name})
    return redirect("studies:review", pk=pk)


def _answer(request: Request, study: Any, form: AskForm | None) -> HttpResponse:
    rows = list(queries.reviews(study, for_user=request.user))
    shown = printed(content_of(study, whole=False), get_language() or "en")
    labels = {key: label for key, label, _words in places(shown)}
    said = list(queries.comments(study, for_user=request.user))
    comments = [
        {"comment": each, "about": labels.get(each.about, _("A part that is gone")), "form": AnswerForm(prefix=str(each.pk))}
        for each in said
    ]  # fmt: skip
    context = context_of(request, study, "review") | {
        "reviews": rows,
        "round": max((each.round for each in rows), default=0),
        "comments": comments,
        "open_count": sum(each.resolved_at is None for each in said),
        "form": form or AskForm(study=study, initial={"language": "fr"}),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "studies/review.html", context, status=status)


@require_POST
def send_to_review(request: Request, pk: int) -> HttpResponse:
    """Put the study before its reviewers."""
    operations.send_to_review(study=study_to_work_on(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The reviewers are written to."))
    return redirect("studies:review", pk=pk)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Wait no longer for a reviewer."""
    found = found_or_404(queries.review_for, pk, request)
    permissions.check_can_work_on(request.user, found.study)
    operations.withdraw(review=found, by=request.user, at=clock.now())
    messages.success(request, _("The review is not waited for any more."))
    return redirect("studies:review", pk=found.study_id)


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a comment: taken up, or why not; or open it again."""
    comment = found_or_404(queries.comment_for, pk, request)
    what = request.POST.get("what", "")
    if what == "reopen":
        operations.reopen(comment=comment, by=request.user, at=clock.now())
    else:
        form = AnswerForm(request.POST, prefix=str(comment.pk))
        words = form.cleaned_data["words"] if form.is_valid() else ""
        taken_up = what == "taken_up"
        operations.answer(comment=comment, words=words, taken_up=taken_up, by=request.user, at=clock.now())
    return redirect("studies:review", pk=comment.review.study_id)


@require_http_methods(["GET", "HEAD", "POST"])
def my_review(request: Request, pk: int) -> HttpResponse:
    """Let a colleague write the review they were asked for."""
    found = found_or_404(queries.review_for, pk, request)
    permissions.check_can_review(request.user, found)
    return take_part(request, found, frame="studies/my_review.html")
