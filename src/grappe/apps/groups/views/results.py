"""How is it shown and said what came of a working group?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.accounts.permissions import can_work
from grappe.apps.events.permissions import can_add_cooperation
from grappe.apps.events.queries import event_for
from grappe.apps.events.queries.cooperations import cooperation_for
from grappe.apps.groups import permissions
from grappe.apps.groups.forms.results import CooperationForm, NeedForm, NoteForm, SearchForm
from grappe.apps.groups.operations import results as operations
from grappe.apps.groups.queries import results as queries
from grappe.apps.groups.views.found import context_of, group_or_404
from grappe.apps.needs.queries import need_for
from grappe.apps.studies.queries.studies import study_for
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

FOUND: dict[str, Any] = {
    "need": need_for,
    "study": study_for,
    "event": event_for,
    "cooperation": cooperation_for,
}


@require_http_methods(["GET", "HEAD", "POST"])
def results(request: Request, pk: int) -> HttpResponse:
    """Show what came of a group, and how it worked; note an idea or a project."""
    group = group_or_404(request, pk)
    if request.method == "POST":
        _check_may_say(request, group)
    form = NoteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.note(
                group=group, kind=given["kind"], text=given["text"], company=form.chosen, by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error("text", str(fault))
        else:
            messages.success(request, _("It is noted among what came of the group."))
            return redirect("groups:results", pk=pk)
    return _answer(request, group, form)


def _answer(request: Request, group: Any, form: NoteForm) -> HttpResponse:
    may_say = may_say_so(request, group)
    search = SearchForm(request.GET if request.GET else None, auto_id="find_%s")
    asked = search.cleaned_data if search.is_bound and search.is_valid() else {}
    kind, text = asked.get("kind") or "need", asked.get("q", "")
    context = context_of(request, group, "results") | {
        "figures": queries.figures(group, for_user=request.user),
        "results": queries.results_of(group, for_user=request.user),
        "form": form, "search": search, "may_say": may_say, "kind": kind, "text": text,
        "candidates": queries.candidates(group, kind, text, for_user=request.user) if may_say else [],
    }  # fmt: skip
    return render(request, "groups/results/page.html", context, status=422 if form.errors else 200)


def may_say_so(request: Request, group: Any) -> bool:
    """Return whether somebody may say what came of a group at all; of whom is asked with each company."""
    return can_work(request.user) and group.state not in ("proposed", "declined")


def _check_may_say(request: Request, group: Any) -> None:
    if not can_work(request.user):
        permissions.check_can_run_group(request.user, group)


@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    """Say that something on file came of a group."""
    group = group_or_404(request, pk)
    _check_may_say(request, group)
    kind, wanted = request.POST.get("kind", ""), request.POST.get("thing", "")
    if kind not in FOUND or not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        raise BadInput(_("This request cannot be read."))
    thing = found_or_404(FOUND[kind], int(wanted), request)
    operations.link(group=group, kind=kind, thing=thing, by=request.user, at=clock.now())
    messages.success(request, _("It is noted among what came of the group."))
    return redirect("groups:results", pk=pk)


@require_POST
def unlink(request: Request, pk: int) -> HttpResponse:
    """Take back that something came of a group."""
    found = found_or_404(queries.link_for, pk, request)
    operations.unlink(link=found, by=request.user, at=clock.now())
    messages.success(request, _("It does not count any more."))
    return redirect("groups:results", pk=found.group_id)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: Request, pk: int) -> HttpResponse:
    """Add a need that came up in the group to the file of a company."""
    group = group_or_404(request, pk)
    _check_may_say(request, group)
    initial = {"theme": group.theme_id, "language": request.user.language}
    form = NeedForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_need(
                group=group, company=form.chosen, values=form.values(), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The need is on file and counts for the group."))
            return redirect("groups:results", pk=pk)
    context = context_of(request, group, "results") | {"form": form}
    return render(request, "groups/results/need.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cooperation(request: Request, pk: int) -> HttpResponse:
    """Note that two companies work together because of the group."""
    group = group_or_404(request, pk)
    _check_may_say(request, group)
    form = CooperationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _may_note(request, form):
        try:
            operations.add_cooperation(
                group=group, first=form.chosen, second=form.partner_found, values=form.values(), by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The cooperation is on file and counts for the group."))
            return redirect("groups:results", pk=pk)
    context = context_of(request, group, "results") | {"form": form}
    return render(request, "groups/results/cooperation.html", context, status=422 if form.errors else 200)


def _may_note(request: Request, form: CooperationForm) -> bool:
    """Return whether somebody may note the cooperation; where not, the form says so and keeps what was typed."""
    may = can_add_cooperation(request.user, form.chosen, form.partner_found)
    if not may:
        form.add_error(
            "company", _("Only those who look after one of the two companies may note their cooperation.")
        )
    return may


def _of(request: Request, kind: str, pk: int) -> HttpResponse:
    found_or_404(FOUND[kind], pk, request)
    links = queries.groups_of(kind, pk, for_user=request.user)
    return render(request, "groups/results/_of.html", {"links": links, "kind": kind, "pk": pk})


@require_safe
def of_need(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a need's page: of which groups it came."""
    return _of(request, "need", pk)


@require_safe
def of_study(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a study's page: of which groups it came."""
    return _of(request, "study", pk)


@require_safe
def of_event(request: Request, pk: int) -> HttpResponse:
    """Fill the room on an event's page: of which groups it came."""
    return _of(request, "event", pk)


@require_safe
def of_cooperation(request: Request, pk: int) -> HttpResponse:
    """Fill the room on a cooperation's page: of which groups it came."""
    return _of(request, "cooperation", pk)
