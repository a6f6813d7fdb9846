"""How are steps added, edited, moved, started, finished and removed?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import sheet_of
from grappe.apps.roadmaps import operations, permissions, queries
from grappe.apps.roadmaps.forms import MarkForm, MoveForm, StepForm, VersionForm
from grappe.apps.roadmaps.views.answers import change, on_top, posted, words
from grappe.engines.planning import Moved
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.roadmaps.models import Roadmap, Step

_FIRST_LENGTH = timedelta(days=13)


@require_http_methods(["GET", "HEAD", "POST"])
def step_add(request: Request, pk: int) -> HttpResponse:
    """Put a step on a roadmap by hand."""
    roadmap = found_or_404(queries.roadmap_for, pk, request)
    permissions.check_can_edit_roadmap(request.user, roadmap)
    today = clock.today()
    start = max(today, (queries.plan_of(roadmap).end or today) + timedelta(days=1))
    first = {"start": start, "end": start + _FIRST_LENGTH}
    form = StepForm(posted(request), roadmap=roadmap, today=today, initial=first)

    def act() -> tuple[Step, Moved]:
        # A new step cannot clash with what others did: no version is asked for.
        return operations.add_step(
            roadmap=roadmap, version=None, values=form.values(), by=request.user, at=clock.now()
        )

    return _form_page(request, roadmap, form, None, act)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, pk: int) -> HttpResponse:
    """Edit a step."""
    known = found_or_404(queries.step_for, pk, request)
    permissions.check_can_edit_roadmap(request.user, known.roadmap)
    form = StepForm(posted(request), instance=known, roadmap=known.roadmap, today=clock.today())

    def act() -> tuple[Step, Moved]:
        return operations.edit_step(
            step=known,
            version=form.cleaned_data["version"],
            values=form.values(),
            by=request.user,
            at=clock.now(),
        )

    return _form_page(request, known.roadmap, form, known, act)


def _form_page(
    request: Request, roadmap: Roadmap, form: StepForm, known: Step | None, act: Any
) -> HttpResponse:
    """Answer the page of a step's form; after a change go back to the roadmap and say what moved."""
    status, current = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved, moved = act()
            except Stale as stale:
                on_top(form, stale)
                status, current = 409, found_or_404(queries.step_for, known.pk, request) if known else None
            except BadInput as bad:
                form.add_error(None, str(bad))
            else:
                said = [_("“%(step)s” is saved.") % {"step": saved.title}, *map(words, moved.changes)]
                messages.success(request, " ".join(said))
                return redirect("roadmaps:detail", pk=roadmap.pk)
    context = {
        "form": form,
        "roadmap": roadmap,
        "company": roadmap.company,
        "step": known,
        "current": current,
        "custom": sheet_of(known, RecordType.STEP) if known else None,
    }
    return render(request, "roadmaps/step.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Put a step on other days, typed or dragged; what depends on it moves."""
    known = found_or_404(queries.step_for, pk, request)
    form = MoveForm(request.POST)

    def act() -> tuple[str, Moved]:
        moved = operations.move_step(step=known, **form.cleaned_data, by=request.user, at=clock.now())
        said = _("Saved.") if moved.changes else _("Nothing had to move.")
        return said, moved

    return change(request, known.roadmap_id, form, act)


@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Say that a step has started, or has not."""
    known = found_or_404(queries.step_for, pk, request)
    form = MarkForm(request.POST)

    def act() -> tuple[str, None]:
        operations.mark_started(step=known, **form.cleaned_data, by=request.user, at=clock.now())
        return _("“%(step)s” is saved.") % {"step": known.title}, None

    return change(request, known.roadmap_id, form, act)


@require_POST
def done(request: Request, pk: int) -> HttpResponse:
    """Say that a step is done, or is not."""
    known = found_or_404(queries.step_for, pk, request)
    form = MarkForm(request.POST)

    def act() -> tuple[str, Moved]:
        moved = operations.mark_done(step=known, **form.cleaned_data, by=request.user, at=clock.now())
        return _("“%(step)s” is saved.") % {"step": known.title}, moved

    return change(request, known.roadmap_id, form, act)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a step off its roadmap."""
    known = found_or_404(queries.step_for, pk, request)
    form = VersionForm(request.POST)

    def act() -> tuple[str, None]:
        operations.remove_step(step=known, **form.cleaned_data, by=request.user, at=clock.now())
        return _("“%(step)s” is removed.") % {"step": known.title}, None

    return change(request, known.roadmap_id, form, act)
