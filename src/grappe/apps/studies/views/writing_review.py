"""How is a review written, by a colleague inside or by somebody with a signed link? The same page in two frames."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.studies.forms.reviews import CommentForm, DeclineForm, FinishForm
from grappe.apps.studies.operations import reviews as operations
from grappe.apps.studies.queries.content import content_of
from grappe.apps.studies.queries.printed import Printed, places, printed
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


def take_part(request: Request, review: Any, *, frame: str) -> HttpResponse:
    """Show the study as it stands with the reviewer's comments; POST comments, takes back, finishes or declines."""
    finish = FinishForm(initial={"recommendation": review.recommendation, "words": review.words})
    if request.method == "POST":
        what = request.POST.get("what", "")
        if what == "finish":
            finish = FinishForm(request.POST)
        try:
            done = _do(request, review, what, finish)
        except BadInput as fault:
            messages.error(request, str(fault))
            done = what != "finish"
        if done:
            return redirect(f"{request.path}#{request.POST.get('about', '')}")
    return _page(request, review, frame, finish)


def _do(request: Request, review: Any, what: str, finish: FinishForm) -> bool:
    """Do what was pressed; return whether it was done."""
    at = clock.now()
    if what == "comment":
        about = request.POST.get("about", "")
        form = CommentForm(request.POST, prefix=about)
        quoted = next((words for key, _label, words in _places(review) if key == about), None)
        if quoted is None:
            raise BadInput(_("This part of the study is gone: load the page again."))
        text = form.cleaned_data["text"] if form.is_valid() else ""
        operations.comment(review=review, about=about, quoted=quoted, text=text, at=at)
    elif what == "take_back":
        number = request.POST.get("comment", "")
        operations.take_back(
            review=review, comment=int(number) if number.isdecimal() and len(number) < 10 else 0
        )
    elif what == "decline":
        declined = DeclineForm(request.POST)
        operations.decline(
            review=review, why=declined.cleaned_data["why"] if declined.is_valid() else "", at=at
        )
        messages.success(request, _("Thank you for telling us."))
    elif what == "finish":
        if not finish.is_valid():
            return False
        given = finish.cleaned_data
        operations.finish(review=review, recommendation=given["recommendation"], words=given["words"], at=at)
        messages.success(request, _("Thank you. Your review is with the authors."))
    return True


def _shown(review: Any) -> Printed:
    return printed(content_of(review.study, whole=False), get_language() or "en")


def _places(review: Any) -> list[tuple[str, str, str]]:
    return places(_shown(review))


def _page(request: Request, review: Any, frame: str, finish: FinishForm) -> HttpResponse:
    may_read = review.state == "done" or review.study.state == "review"
    shown = _shown(review) if may_read else None
    mine: dict[str, list[Any]] = {}
    for each in review.comments.all():
        mine.setdefault(each.about, []).append(each)
    rows = places(shown) if shown is not None else []
    known = {key for key, _label, _words in rows}
    context = {
        "review": review,
        "study": review.study,
        "shown": shown,
        "commented": {
            key: {"key": key, "label": label, "comments": mine.get(key, []), "form": CommentForm(prefix=key)}
            for key, label, _words in rows
        },
        "gone": [each for key, some in mine.items() if key not in known for each in some],
        "finish": finish,
        "decline": DeclineForm(),
        "may_write": review.state in ("asked", "reading") and review.study.state == "review",
    }
    return render(request, frame, context, status=422 if finish.errors else 200)
