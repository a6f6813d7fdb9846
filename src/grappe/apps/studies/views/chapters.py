"""How is the text of a study written, chapter by chapter, by several people at once, in three languages side by side?

And who wrote when: what differs between two moments, and back to one.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.enums import StudyState
from grappe.apps.studies.forms.chapters import HeadingForm
from grappe.apps.studies.operations import chapters as operations
from grappe.apps.studies.queries import chapters as queries
from grappe.apps.studies.views.found import context_of, study_or_404, study_to_work_on
from grappe.apps.texts import queries as texts
from grappe.apps.texts.operations import exchange as exchange_texts
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404, moments_in, number_sent
from grappe.ui.requests import Request


def chapter_or_404(request: Request, pk: int) -> Any:
    return found_or_404(queries.chapter_for, pk, request)


@require_safe
def chapter_list(request: Request, pk: int) -> HttpResponse:
    """List the chapters with how far each is written in each language."""
    return render(request, "studies/text/list.html", _list_of(request, study_or_404(request, pk)))


def _list_of(request: Request, study: Any) -> dict[str, Any]:
    found = queries.chapters(study, for_user=request.user)
    return context_of(request, study, "text") | {
        "chapters": found, "totals": queries.totals(found), "may_write": _may_write(request, study), "said": "",
    }  # fmt: skip


def _may_write(request: Request, study: Any) -> bool:
    return study.state != StudyState.DROPPED and permissions.can_work_on(request.user, study)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Begin a chapter."""
    study = study_to_work_on(request, pk)
    form = HeadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add(
                study=study, headings=form.text("headings"), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, _("The chapter stands at the end. Write it in as many languages as you like.")
            )
            return redirect("studies:chapter", pk=made.pk)
    return _answer(request, form, study, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Give a chapter other headings; where somebody else did so meanwhile, both are shown and nothing is lost."""
    section = chapter_or_404(request, pk)
    permissions.check_can_work_on(request.user, section.study)
    stands = queries.as_written(section)
    posted = conflicts.chosen(request.POST, stands) if request.method == "POST" else None
    form = HeadingForm(posted, initial=HeadingForm.of(section))
    if posted is None or not form.is_valid():
        return _answer(request, form, section.study, section)
    said: dict[str, Any] = {"headings": form.text("headings"), "version": form.cleaned_data["version"]}
    try:
        operations.rename(section=section, by=request.user, at=clock.now(), **said)
    except Stale as stale:
        return _conflict(request, form, section.study, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, section.study, section)
    messages.success(request, _("Saved."))
    return redirect("studies:text", pk=section.study_id)


def _conflict(request: Request, form: HeadingForm, study: Any, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, queries.as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("studies:text", pk=study.pk)
    return _answer(request, form, study, current, 409, **both)


def _answer(
    request: Request, form: HeadingForm, study: Any, section: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = context_of(request, study, "text") | {
        "form": form, "section": section, "conflicts": [], "writer": "", **more,
    }  # fmt: skip
    if form.errors and status == 200:
        status = 422
    return render(request, "studies/text/edit.html", context, status=status)


@require_safe
def chapter(request: Request, pk: int) -> HttpResponse:
    """Show a chapter to write or to read, all languages side by side or one of them."""
    section = chapter_or_404(request, pk)
    study = section.study
    only = request.GET.get("only", "")
    found = queries.versions(section)
    shown = [each for each in found if each.code == only] or found
    context = context_of(request, study, "text") | {
        "section": section,
        "versions": shown,
        "all_versions": found,
        "only": shown[0].code if len(shown) == 1 else "",
        "choices": queries.source_choices(study),
        "may_write": _may_write(request, study),
        "looks": queries.looked_over(section, for_user=request.user),
    }
    return render(request, "studies/text/chapter.html", context)


@require_safe
def look(request: Request, pk: int) -> HttpResponse:
    """Say anew what is to be said of a chapter while it is written, and how it would be printed."""
    section = chapter_or_404(request, pk)
    looks = queries.looked_over(section, for_user=request.user)
    context = {"section": section, "looks": looks, "study": section.study}
    return render(request, "studies/text/_looks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: Request, pk: int, code: str) -> HttpResponse:
    """Show who wrote a chapter in a language when and what differs between two moments; restore one."""
    section = chapter_or_404(request, pk)
    if code not in queries.CODES:
        raise Http404
    if request.method == "POST":
        number = number_sent(request, "number") or 0
        operations.restore(section=section, code=code, number=number, by=request.user, at=clock.now())
        messages.success(request, _("The text is again what it was then; what stood before is in this list."))
        return redirect("studies:chapter_history", pk=pk, code=code)
    try:
        shown = texts.history(queries.text_in(section, code), **moments_in(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    context = context_of(request, section.study, "text") | {
        "section": section, "versions": queries.versions(section), "code": code, "text_language": code,
        "history": shown, "history_url": reverse("studies:chapter_history", args=[pk, code]),
        "may_write": _may_write(request, section.study),
    }  # fmt: skip
    return render(request, "studies/text/history.html", context)


@require_POST
def exchange(request: Request, pk: int) -> HttpResponse:
    """Take what was typed, and give what others typed."""
    section = chapter_or_404(request, pk)
    there = {queries.text_in(section, code).pk for code in queries.CODES}
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    try:
        answer = exchange_texts(
            asked=asked, allowed=there, may_write=_may_write(request, section.study), by=request.user,
            writer=request.user.name, at=clock.now(),
        )  # fmt: skip
    except BadInput as fault:
        return JsonResponse({"message": str(fault)}, status=422)
    return JsonResponse(answer)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Let a chapter change places with the one before or after it."""
    section = chapter_or_404(request, pk)
    permissions.check_can_work_on(request.user, section.study)
    way = request.POST.get("way", "")
    if way not in ("up", "down"):
        raise BadInput(_("Say whether it moves up or down."))
    place = operations.move(section=section, up=way == "up", by=request.user, at=clock.now())
    said = _("“%(title)s” is chapter %(number)s now.") % {"title": section, "number": place}
    if not request.htmx:
        messages.success(request, said)
        return redirect("studies:text", pk=section.study_id)
    context = _list_of(request, study_or_404(request, section.study_id)) | {"said": said}
    return render(request, "studies/text/_list.html", context)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take out a chapter on which nothing is written."""
    section = chapter_or_404(request, pk)
    operations.remove(section=section, by=request.user, at=clock.now())
    messages.success(request, _("The chapter is taken out."))
    return redirect("studies:text", pk=section.study_id)
