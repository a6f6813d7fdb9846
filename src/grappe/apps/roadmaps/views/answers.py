"""What does the page of a roadmap say after a change: done, refused, or overtaken by somebody else?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.roadmaps import permissions, queries
from grappe.apps.roadmaps.forms import CloseForm
from grappe.engines.planning import Change, Moved, day_in_words
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request

if TYPE_CHECKING:
    from grappe.apps.roadmaps.models import Roadmap


def posted(request: Request) -> Any:
    """Return what was sent, for a form; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def language() -> str:
    return get_language() or "en"


def page_of(roadmap: Roadmap, request: Request, **more: Any) -> dict[str, Any]:
    """Return what the page of a roadmap, and its fragment, show."""
    today = clock.today()
    sheet = queries.sheet(roadmap, for_user=request.user, today=today, language=language())
    return {
        "sheet": sheet,
        "roadmap": roadmap,
        "company": roadmap.company,
        "follow_up": queries.follow_up_of(
            roadmap.company_id, for_user=request.user, today=today, language=language()
        ),
        "waiting": queries.accepted_waiting(roadmap.company_id, for_user=request.user, language=language())
        if sheet.editable
        else [],
        "feed_address": queries.feed_address(roadmap) if sheet.can_edit else "",
        "close_form": CloseForm(),
        "register": queries.register_of(sheet.aids, for_user=request.user),
        "notice": "",
        "notice_kind": "",
        "changes": (),
        **more,
    }


def change(
    request: Request, roadmap_id: int, form: Form | None, act: Callable[[], tuple[str, Moved | None]]
) -> HttpResponse:
    """Do a change and answer with the roadmap as it is now: 200, or 422 refused, or 409 overtaken.

    Without HTMX the answer is the roadmap's page, with the same words. Nothing is written on 409 and 422.
    """
    permissions.check_can_edit_roadmap(request.user, found_or_404(queries.roadmap_for, roadmap_id, request))
    status, kind, moved = 200, "success", None
    if form is not None and not form.is_valid():
        status, kind, text = 422, "danger", first_error(form)
    else:
        try:
            text, moved = act()
        except Stale as stale:
            status, kind, text = 409, "warning", str(stale)
        except BadInput as bad:
            status, kind, text = 422, "danger", str(bad)
    changes = [words(each) for each in moved.changes] if moved else []
    if not request.htmx:
        level = {"success": messages.SUCCESS, "warning": messages.WARNING, "danger": messages.ERROR}[kind]
        messages.add_message(request, level, " ".join([text, *changes]))
        return redirect("roadmaps:detail", pk=roadmap_id)
    roadmap = found_or_404(queries.roadmap_for, roadmap_id, request)
    context = page_of(roadmap, request, notice=text, notice_kind=kind, changes=changes)
    answer = render(request, "roadmaps/_plan.html", context, status=status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#plan", "outerHTML"
    return answer


def on_top(form: Any, stale: Stale) -> None:
    """Say that somebody else was first; whoever has read what stands now may send the form again."""
    form.add_error(None, str(stale))
    conflicts.rebased(form, str(getattr(stale.current, "version", 0)))


def first_error(form: Form) -> str:
    """Return the first fault of a small form, with the name of its field."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else None
    return f"{label}: {errors[0]}" if label else str(errors[0])


def words(each: Change) -> str:
    """Return one change in a sentence: what moved, to which days, and why."""
    reason = each.reason.text.in_language(language())
    return _("“%(step)s”: %(start)s – %(end)s, %(reason)s.") % {
        "step": each.title,
        "start": day_in_words(each.start, language()),
        "end": day_in_words(each.end, language()),
        "reason": reason,
    }
