"""How does a company answer by its link, and how is it answered for in a call? The same page, the same operations."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.surveys import permissions
from grappe.apps.surveys.forms import posted_kind, posted_value
from grappe.apps.surveys.operations import answers as operations
from grappe.apps.surveys.queries import answering, links, waves
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.public import speak, switch
from grappe.ui.requests import Request

LANGUAGES = ("fr", "de", "en")
View = Callable[..., HttpResponse]


# --- Inside ---


def _part(request: Request, pk: int) -> Any:
    return found_or_404(waves.participation_for, pk, request)


@never_cache
@require_safe
def part(request: Request, pk: int) -> HttpResponse:
    """Show what a company answered, to those who may read it."""
    found = _part(request, pk)
    permissions.check_can_view_answers(request.user, found.company)
    open_ = answering.is_open(found, on=clock.today())
    context = {
        "part": found, "page": answering.answer_page(found),
        "may_answer": open_ and permissions.can_answer_for(request.user, found.company),
    }  # fmt: skip
    return render(request, "surveys/part.html", context)


@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Take back, as told in a call, that a company does not take part."""
    operations.take_part_again(participation=_part(request, pk), by=request.user, at=clock.now())
    return redirect("surveys:answer", pk=pk)


@never_cache
@require_safe
def answer(request: Request, pk: int) -> HttpResponse:
    """Let a colleague write down what a company answers in a call."""
    found = _part(request, pk)
    permissions.check_can_answer_for(request.user, found.company)
    if not answering.is_open(found, on=clock.today()) or found.declined_at:
        return redirect("surveys:part", pk=pk)
    return render(request, "surveys/answer.html", _context(found, ""))


@require_POST
def save(request: Request, pk: int, question: str) -> HttpResponse:
    found = _part(request, pk)
    permissions.check_can_answer_for(request.user, found.company)
    return _save(request, found, question, token="")


@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    operations.submit(participation=_part(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("Sent off, as told to you by the company."))
    return redirect("surveys:part", pk=pk)


@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    found = _part(request, pk)
    operations.decline(participation=found, by=request.user, at=clock.now())
    messages.success(request, _("Noted: the company does not take part. It is reminded no more."))
    return redirect("surveys:missing", pk=found.wave_id)


# --- By signed link ---


def by_link(view: View) -> View:
    """Open a view to whoever has a company's signed link, in the address's language; a forged one is not found."""

    @never_cache
    @login_not_required
    @wraps(view)
    def opened(request: Request, token: str, **arguments: Any) -> HttpResponse:
        try:
            found = links.participation_by_token(token, at=clock.now())
        except ObjectDoesNotExist as forged:
            raise Http404 from forged
        except links.LinkExpired:
            speak(request, LANGUAGES)
            message = _("This link is no longer valid. Please ask for a new one.")
            return render(request, "ui/error.html", {"code": 410, "message": message}, status=410)
        theirs = [found.language, *(each for each in LANGUAGES if each != found.language)]
        speak(request, theirs)
        return view(request, found=found, token=token, **arguments)

    return opened


def _own(token: str, anchor: str = "", **more: str) -> HttpResponse:
    query = urlencode({"language": translation.get_language() or "en"} | more)
    return redirect(f"{reverse('surveys:own', args=[token])}?{query}{anchor}")


@by_link
@require_safe
def own(request: Request, found: Any, token: str) -> HttpResponse:
    """Let a company answer; once sent off, show it its receipt, and its answers again to change them."""
    open_ = answering.is_open(found, on=clock.today())
    context = _context(found, token) | {"switch": switch(request, LANGUAGES), "is_open": open_}
    if not open_ or found.declined_at or (found.answered_at and "change" not in request.GET):
        return render(request, "surveys/receipt.html", context)
    return render(request, "surveys/answer.html", context)


@by_link
@require_POST
def own_opened(request: Request, found: Any, token: str) -> HttpResponse:
    """Keep that the page was opened: told by the page itself, for looking at an address writes nothing."""
    operations.note_opened(participation=found, at=clock.now())
    return HttpResponse(status=204)


@by_link
@require_POST
def own_save(request: Request, found: Any, token: str, question: str) -> HttpResponse:
    return _save(request, found, question, token=token)


@by_link
@require_POST
def own_submit(request: Request, found: Any, token: str) -> HttpResponse:
    """Send the answers off; what is still to be answered is said above them."""
    try:
        operations.submit(participation=found, by=None, at=clock.now())
    except BadInput as fault:
        context = _context(found, token) | {
            "switch": switch(request, LANGUAGES), "is_open": True, "fault": str(fault),
        }  # fmt: skip
        return render(request, "surveys/answer.html", context, status=422)
    return _own(token)


@by_link
@require_POST
def own_decline(request: Request, found: Any, token: str) -> HttpResponse:
    operations.decline(participation=found, by=None, at=clock.now())
    return _own(token)


@by_link
@require_POST
def own_again(request: Request, found: Any, token: str) -> HttpResponse:
    operations.take_part_again(participation=found, by=None, at=clock.now())
    return _own(token)


@by_link
@require_POST
def own_object(request: Request, found: Any, token: str) -> HttpResponse:
    operations.object_to_mails(participation=found, at=clock.now())
    return _own(token, objected="yes")


def _context(found: Any, token: str) -> dict[str, Any]:
    return {
        "layout": "surveys/outside.html" if token else "ui/base.html", "part": found, "token": token,
        "page": answering.answer_page(found), "fault": "", "is_open": True, "switch": [],
    }  # fmt: skip


def _save(request: Request, found: Any, question: str, token: str) -> HttpResponse:
    """Keep one answer and say so beside it; what now looks different comes along."""
    before = answering.answer_page(found)
    try:
        asked = before.question(question)
    except KeyError as unknown:
        raise Http404 from unknown
    fault = ""
    try:
        operations.save_answer(
            participation=found, question=question, value=posted_value(asked.question, request.POST),
            kind=posted_kind(request.POST), confirmed="confirmed" in request.POST,
            by=None if token else request.user, at=clock.now(),
        )  # fmt: skip
    except BadInput as bad:
        if not request.htmx:
            raise
        fault = str(bad)
    if not request.htmx:
        if token:
            return _own(token, f"#question-{question}", change="yes")
        return redirect(f"{reverse('surveys:answer', args=[found.pk])}#question-{question}")
    found._prefetched_objects_cache.pop("answers", None)
    page = answering.answer_page(found)
    context = {
        "part": found, "page": page, "token": token, "each": page.question(question), "fault": fault,
        "saved_at": clock.now(), "again": "" if fault else _again(request, question, before, page),
    }  # fmt: skip
    return render(request, "surveys/_saved.html", context, status=422 if fault else 200)


def _again(request: Request, question: str, before: Any, page: Any) -> list[Any]:
    """Return the questions to be drawn again: those that appear or vanish, and this one where its boxes are emptied."""
    shown = {each.id: each.shown for section in before.sections for each in section.questions}
    emptied = "blank" in request.POST or "said" in request.POST
    return [
        each
        for section in page.sections
        for each in section.questions
        if each.shown != shown[each.id] or (emptied and each.id == question)
    ]
