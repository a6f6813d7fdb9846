"""How are the aids of a roadmap added, and taken from state to state?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.roadmaps import operations, permissions, queries
from grappe.apps.roadmaps.forms import AidForm, AidStateForm, VersionForm
from grappe.apps.roadmaps.views.answers import change, on_top, posted
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def aid_add(request: Request, pk: int) -> HttpResponse:
    """Write down an aid that is to be asked for."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)
    permissions.check_can_edit_roadmap(request.user, roadmap)
    form = AidForm(posted(request), roadmap=roadmap, by=request.user)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_aid(
                roadmap=roadmap, version=None, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            return redirect("roadmaps:detail", pk=pk)
    context = {"form": form, "roadmap": roadmap, "company": roadmap.company}
    return render(request, "roadmaps/aid_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def aid(request: Request, pk: int) -> HttpResponse:
    """Take an aid to its next state, with its amount and day."""
    known = found_or_404(queries.aid_for, pk, request)
    permissions.check_can_edit_roadmap(request.user, known.roadmap)
    form = AidStateForm(posted(request), aid=known, today=clock.today())
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_aid(aid=known, **form.cleaned_data, by=request.user, at=clock.now())
        except Stale as stale:
            on_top(form, stale)
            status, known = 409, found_or_404(queries.aid_for, pk, request)
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            messages.success(request, _("“%(aid)s” is saved.") % {"aid": known.label})
            return redirect("roadmaps:detail", pk=known.roadmap_id)
    context = {
        "form": form, "aid": known, "roadmap": known.roadmap, "company": known.roadmap.company,
        "entry": queries.register_of([known], for_user=request.user).get(known.pk),
    }  # fmt: skip
    return render(request, "roadmaps/aid.html", context, status=status)


@require_POST
def aid_remove(request: Request, pk: int) -> HttpResponse:
    """Take an aid off that was never asked for."""
    known = found_or_404(queries.aid_for, pk, request)
    form = VersionForm(request.POST)

    def act() -> tuple[str, None]:
        operations.remove_aid(aid=known, **form.cleaned_data, by=request.user, at=clock.now())
        return _("“%(aid)s” is removed.") % {"aid": known.label}, None

    return change(request, known.roadmap_id, form, act)
